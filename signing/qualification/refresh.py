"""Fetch the trusted lists into a mirror folder, and never trade a good copy for a worse one.

(1) the list of lists and its pivots, over https; then each national list from where the list of lists says it lies
(2) a fetched list is taken only if it can be relied on now (`assessment`), has not expired and is no older one than ours   (forgery, replay)
(3) otherwise the last good copy stays; it serves until its own NextUpdate, then nothing does                               (list server down)
(4) files bear their digest in their names and index.json is replaced last: a reader sees the old lists or the new ones     (killed half-way)
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from signing.qualification.assessment import assess_list_of_lists, assess_national_list, national_pointers
from signing.qualification.errors import ListMalformed, MirrorUnreadable
from signing.qualification.list_parser import LARGEST_LIST_BYTES, Pointer, TrustedList, parse_xml, trusted_list
from signing.qualification.mirror import Mirror, anchors_of, read_mirror
from signing.qualification.registry import ListState, ListStatus

__all__ = ["FetchOutcome", "FetchedList", "refresh_mirror"]

INDEX = "index.json"
MOST_PIVOTS = 20

Fetch = Callable[[str], bytes]
"""Address → content, at most `LARGEST_LIST_BYTES` of it."""


class FetchOutcome(StrEnum):
    """KEPT: what came was not good, or nothing came, and a good copy is at hand. LOST: and none is."""

    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    KEPT = "KEPT"
    LOST = "LOST"


@dataclass(frozen=True, slots=True)
class FetchedList:
    """What became of one list.

    Attributes:
        problem: why the fetched one was not taken; "" if it was.
    """

    territory: str
    location: str
    outcome: FetchOutcome
    problem: str = ""


@dataclass(slots=True)
class _Refreshed:
    """The mirror that is being put together."""

    lotl: bytes | None
    files: dict[str, bytes] = field(default_factory=dict)
    report: list[FetchedList] = field(default_factory=list)


def refresh_mirror(
    directory: Path, anchor_pem: bytes, fetch: Fetch, *, faults: tuple[type[Exception], ...], lotl_url: str, at: datetime
) -> tuple[FetchedList, ...]:
    """Bring the folder up to date; the list of lists first in the report. Two at once do no harm.

    Args:
        anchor_pem: the certificates (PEM) that may sign the list of lists.
        faults: what `fetch` raises when an address does not answer.
        at: aware instant of the fetch.

    Raises:
        AnchorUnreadable: no certificate in the PEM.
        OSError: the folder cannot be written.
    """
    anchors = anchors_of(anchor_pem)
    old = _mirror_at(directory)

    def asked(location: str) -> tuple[bytes | None, str]:
        try:
            content = fetch(location)
        except faults as error:
            return None, f"{urlsplit(location).hostname} does not answer: {type(error).__name__} {error}"[:300]
        return (content, "") if len(content) <= LARGEST_LIST_BYTES else (None, "larger than any list")

    new = _Refreshed(old.lotl)
    lotl = _list_of_lists(new, old, anchors, asked, lotl_url, at)
    for pointer in national_pointers(lotl) if lotl is not None else ():
        _national_list(new, old, pointer, asked, at)
    if lotl is not None:
        _write(directory, new, at)
    return tuple(new.report)


def _mirror_at(directory: Path) -> Mirror:
    try:
        return read_mirror(directory)
    except MirrorUnreadable:
        return Mirror(None, {})


def _list_of_lists(
    new: _Refreshed,
    old: Mirror,
    anchors: Sequence[bytes],
    asked: Callable[[str], tuple[bytes | None, str]],
    location: str,
    at: datetime,
) -> TrustedList | None:
    ours, our_status = assess_list_of_lists(old.lotl, old.files, anchors)
    content, problem = asked(location)
    if content is not None:
        files = dict(old.files)
        for pivot in _pivots(content):
            if pivot not in files and (fetched := asked(pivot)[0]) is not None:
                files[pivot] = fetched
        theirs, status = assess_list_of_lists(content, files, anchors)
        problem = _objection(status, our_status, at)
        if not problem and theirs is not None:
            new.lotl, new.files = content, {pivot: files[pivot] for pivot in theirs.pivots if pivot in files}
            outcome = FetchOutcome.UNCHANGED if content == old.lotl else FetchOutcome.UPDATED
            new.report.append(FetchedList("EU", location, outcome))
            return theirs
    new.files = {pivot: old.files[pivot] for pivot in ours.pivots if pivot in old.files} if ours is not None else {}
    outcome = FetchOutcome.KEPT if ours is not None else FetchOutcome.LOST
    new.report.append(FetchedList("EU", location, outcome, problem))
    return ours


def _pivots(content: bytes) -> tuple[str, ...]:
    """Locations the candidate names; what lies there counts only if a chain from the anchor signs it."""
    try:
        return trusted_list(parse_xml(content)).pivots[:MOST_PIVOTS]
    except ListMalformed:
        return ()


def _national_list(
    new: _Refreshed, old: Mirror, pointer: Pointer, asked: Callable[[str], tuple[bytes | None, str]], at: datetime
) -> None:
    kept = old.files.get(pointer.location)
    our_status, ours = assess_national_list(pointer, kept)
    content, problem = asked(pointer.location)
    if content is not None:
        status, _ = assess_national_list(pointer, content)
        problem = _objection(status, our_status, at)
        if not problem:
            new.files[pointer.location] = content
            outcome = FetchOutcome.UNCHANGED if content == kept else FetchOutcome.UPDATED
            new.report.append(FetchedList(pointer.territory, pointer.location, outcome))
            return
    if kept is not None and ours is not None:
        new.files[pointer.location] = kept
    outcome = FetchOutcome.KEPT if our_status.state is ListState.OK else FetchOutcome.LOST
    new.report.append(FetchedList(pointer.territory, pointer.location, outcome, problem))


def _objection(theirs: ListStatus, ours: ListStatus, at: datetime) -> str:
    """(2): why the fetched list is not taken; "" if it is."""
    if theirs.state is not ListState.OK:
        return f"{theirs.state.value}: {theirs.detail}".removesuffix(": ")
    if theirs.next_update is not None and theirs.next_update < at:
        return f"EXPIRED: NextUpdate {theirs.next_update:%Y-%m-%dT%H:%M:%SZ}"
    if ours.state is ListState.OK and (theirs.sequence or 0) < (ours.sequence or 0):
        return f"older than ours: sequence number {theirs.sequence} after {ours.sequence}"
    return ""


def _write(directory: Path, new: _Refreshed, at: datetime) -> None:
    """(4)"""
    directory.mkdir(parents=True, exist_ok=True, mode=0o755)
    territories = {one.location: one.territory for one in new.report}
    locations = {location: _name(territories.get(location, "pivot"), content) for location, content in new.files.items()}
    lotl = _name("EU", new.lotl or b"")
    for name, content in {lotl: new.lotl or b"", **{locations[key]: content for key, content in new.files.items()}}.items():
        if not (directory / name).exists():
            _put(directory / name, content)
    before = _names_in(directory)
    fetched = [
        {"territory": one.territory, "location": one.location, "outcome": one.outcome.value, "problem": one.problem}
        for one in new.report
    ]
    came = new.report[0].outcome in {FetchOutcome.UPDATED, FetchOutcome.UNCHANGED}
    fetched_at = at.isoformat() if came else _index_of(directory).get("fetched_at")
    index: Mapping[str, Any] = {"lotl": lotl, "locations": locations, "fetched_at": fetched_at, "fetched": fetched}
    _put(directory / INDEX, (json.dumps(index, indent=1) + "\n").encode())
    # a reader that has just read the old index still finds its files
    for path in directory.glob("*.xml"):
        if path.name not in before | _names_in(directory):
            path.unlink(missing_ok=True)


def _name(territory: str, content: bytes) -> str:
    return f"{territory.lower() or 'list'}-{hashlib.sha256(content).hexdigest()[:16]}.xml"


def _names_in(directory: Path) -> set[str]:
    index = _index_of(directory)
    try:
        return {index["lotl"], *index["locations"].values()}
    except (KeyError, TypeError, AttributeError):
        return set()


def _index_of(directory: Path) -> dict[str, Any]:
    try:
        index = json.loads((directory / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}
    return index if isinstance(index, dict) else {}


def _put(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fetched-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
