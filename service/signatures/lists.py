"""The trusted lists in use, as an operator wants to see and renew them."""

import fcntl
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx2

from service.domain.errors import Unavailable
from service.signatures.fetching import hosts_of
from service.signatures.judging import ListsInUse
from service.use_cases.trust_ports import ListRefresh, ListState
from signing.errors import FetchRefused
from signing.fetching import Fetcher
from signing.qualification.errors import TrustedListError
from signing.qualification.list_parser import LARGEST_LIST_BYTES
from signing.qualification.mirror import load_mirror
from signing.qualification.refresh import refresh_mirror

EU_ANCHOR = Path(str(files("signing.qualification") / "anchors" / "eu.pem"))
"""The signers of the EU's list of lists that the Official Journal names."""
LIST_TIMEOUT_S = 30.0
MOST_REDIRECTS = 3
FETCH_EVERY = timedelta(hours=6)


def list_states(used: ListsInUse, *, at: datetime) -> list[dict[str, str | int | None]]:
    """Territory, sequence, issued, next_update (ISO 8601, UTC), state and why, and what the last fetch came to; the list of lists first.

    Raises:
        Unavailable: the mirror cannot be read.
    """
    try:
        registry = load_mirror(used.mirror, used.anchor.read_bytes(), at=at, cache=used.cache)
    except (OSError, TrustedListError) as error:
        raise Unavailable(f"{used.mirror}: {error}") from error
    problems = {str(one.get("location")): str(one.get("problem", "")) for one in _index(used).get("fetched", ())}
    return [
        {
            "territory": one.territory,
            "sequence": one.sequence,
            "issued": _instant(one.issued),
            "next_update": _instant(one.next_update),
            "state": one.state.value,
            "detail": one.detail,
            "fetch_problem": problems.get(one.location or str(used.url), ""),
        }
        for one in registry.lists
    ]


def fetched_at(used: ListsInUse) -> datetime | None:
    """When the lists were last fetched; None: the folder is not renewed by us."""
    text = _index(used).get("fetched_at")
    return datetime.fromisoformat(text) if isinstance(text, str) else None


class InstalledLists:
    """Implements `ports.TrustedLists` on the installation's own mirror.

    Args:
        hosts: host name → base URL of the day, as `Fetcher` takes them.
    """

    def __init__(self, used: ListsInUse, hosts: Mapping[str, str] | None = None) -> None:
        self._used, self._hosts = used, dict(hosts or {})

    def is_due(self, *, at: datetime) -> bool:
        if self._used.url is None:
            return False
        last = fetched_at(self._used)
        return last is None or at - last > FETCH_EVERY

    def refresh(self, *, at: datetime) -> Sequence[ListRefresh]:
        if self._used.url is None:
            return ()
        with _alone(self._used.mirror) as alone:
            return self._refreshed(self._used.url, at) if alone else ()

    def _refreshed(self, url: str, at: datetime) -> tuple[ListRefresh, ...]:
        fetcher = Fetcher(hosts_of([url]) | self._hosts, timeout_s=LIST_TIMEOUT_S)
        try:
            report = refresh_mirror(
                self._used.mirror,
                self._used.anchor.read_bytes(),
                lambda location: fetcher.get(location, maximum_bytes=LARGEST_LIST_BYTES, redirects=MOST_REDIRECTS),
                faults=(FetchRefused, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError),
                lotl_url=url,
                at=at,
            )
            # parsed here once, so that no verdict has to
            if (self._used.mirror / "index.json").is_file():
                load_mirror(self._used.mirror, self._used.anchor.read_bytes(), at=at, cache=self._used.cache)
        except (OSError, TrustedListError) as error:
            raise Unavailable(f"The trusted lists in {self._used.mirror} cannot be renewed: {error}") from error
        finally:
            fetcher.close()
        return tuple(ListRefresh(one.territory, one.outcome.value, one.problem) for one in report)

    def states(self, *, at: datetime) -> Sequence[ListState]:
        return tuple(
            ListState(
                territory=str(one["territory"]),
                state=str(one["state"]),
                next_update=datetime.fromisoformat(str(one["next_update"])) if one["next_update"] else None,
            )
            for one in list_states(self._used, at=at)
        )


@contextmanager
def _alone(mirror: Path) -> Iterator[bool]:
    """True for one process of this machine at a time."""
    mirror.mkdir(parents=True, exist_ok=True)
    with (mirror / ".refresh").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _index(used: ListsInUse) -> dict[str, Any]:
    try:
        index = json.loads((used.mirror / "index.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return index if isinstance(index, dict) else {}


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
