"""The trusted lists in use, as an operator wants to see them."""

from datetime import UTC, datetime

from service.domain.errors import Unavailable
from service.signatures.judging import ListsInUse
from signing.qualification.errors import TrustedListError
from signing.qualification.mirror import load_mirror


def list_states(used: ListsInUse, *, at: datetime) -> list[dict[str, str | int | None]]:
    """Territory, sequence, issued, next_update (ISO 8601, UTC) and state of every list; the list of lists first.

    Raises:
        Unavailable: the mirror cannot be read.
    """
    try:
        registry = load_mirror(used.mirror, used.anchor.read_bytes(), at=at, cache=used.cache)
    except (OSError, TrustedListError) as error:
        raise Unavailable(f"{used.mirror}: {error}") from error
    return [
        {
            "territory": one.territory,
            "sequence": one.sequence,
            "issued": _instant(one.issued),
            "next_update": _instant(one.next_update),
            "state": one.state.value,
        }
        for one in registry.lists
    ]


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
