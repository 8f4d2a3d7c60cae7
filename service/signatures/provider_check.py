"""`vollmacht provider check`: one provider looked at, in plain values."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from service.domain.errors import Unavailable
from service.signatures.contract import Provider
from service.signatures.judging import ListsInUse
from signing.fetching import Fetcher
from signing.provider import CscClient
from signing.provider.examination import Examined, examine
from signing.qualification.errors import TrustedListError
from signing.qualification.mirror import load_mirror
from signing.qualification.registry import TrustRegistry


@dataclass(frozen=True, slots=True)
class CheckedStep:
    """Attributes:
    outcome: ok, warning, failure, skipped.
    blame: ours, network, provider, lists; None unless something is wrong.
    """

    step: str
    outcome: str
    text: str
    blame: str | None
    remedy: str


def check_provider(
    provider: Provider,
    fetcher: Fetcher,
    lists: ListsInUse | None,
    *,
    redirect_uri: str,
    user: str,
    clock: Callable[[], datetime],
) -> Iterator[CheckedStep]:
    """Each step as it is taken.

    Raises:
        Unavailable: the lists cannot be read.
    """
    registry = _registry(lists, clock()) if lists is not None else None
    with closing(CscClient(provider.profile, provider.client, clock=clock)) as client:
        examined = Examined(client, provider.client, fetcher, redirect_uri, user, registry, clock)
        for one in examine(examined):
            yield CheckedStep(one.step, one.outcome.value, one.text, one.blame.value if one.blame else None, one.remedy)


def _registry(lists: ListsInUse, at: datetime) -> TrustRegistry:
    try:
        return load_mirror(lists.mirror, lists.anchor.read_bytes(), at=at, cache=lists.cache)
    except (OSError, TrustedListError) as error:
        raise Unavailable(f"{lists.mirror}: {error}") from error
