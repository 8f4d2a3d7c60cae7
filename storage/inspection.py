"""Does a stored object still lie there as it was received: the version, its bytes, its lock, and nothing else under its key?"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.errors import NotStored
from storage.store import Store, StoredVersion


class Oddity(StrEnum):
    """Found under a key. Everything but the last three means: what was received is not there as it was."""

    MISSING = "MISSING"
    CHANGED = "CHANGED"
    UNLOCKED = "UNLOCKED"
    LOCK_ENDED = "LOCK_ENDED"
    OTHER_VERSION = "OTHER_VERSION"
    SURPLUS_VERSION = "SURPLUS_VERSION"
    DELETE_MARKER = "DELETE_MARKER"


@dataclass(frozen=True, slots=True)
class Found:
    """Attributes:
    version: the store's name of the version it concerns.
    """

    oddity: Oddity
    version: str


def inspect(store: Store, key: str, version: str, sha256: str, *, at: datetime) -> tuple[Found, ...]:
    """Everything odd about one object; empty: all is as it was received.

    Args:
        version, sha256: of the receipt.

    Raises:
        StoreUnavailable: nothing is known.
    """
    versions = store.versions(key)
    held = next((one for one in versions if one.version == version and not one.is_delete_marker), None)
    odd: list[Found] = []
    if held is None:
        # Copied to another bucket, the same bytes bear another version's name.
        held = next((one for one in versions if not one.is_delete_marker and _holds(store, one, sha256)), None)
        if held is None:
            return (Found(Oddity.MISSING, version), *_beside(versions, None))
        odd.append(Found(Oddity.OTHER_VERSION, held.version))
    elif not _holds(store, held, sha256):
        odd.append(Found(Oddity.CHANGED, held.version))
    if held.retain_until is None:
        odd.append(Found(Oddity.UNLOCKED, held.version))
    elif held.retain_until < at:
        odd.append(Found(Oddity.LOCK_ENDED, held.version))
    return (*odd, *_beside(versions, held))


def _holds(store: Store, version: StoredVersion, sha256: str) -> bool:
    try:
        return hashlib.sha256(store.read(version.key, version.version)).hexdigest() == sha256
    except NotStored:
        return False


def _beside(versions: tuple[StoredVersion, ...], held: StoredVersion | None) -> list[Found]:
    return [
        Found(Oddity.DELETE_MARKER if one.is_delete_marker else Oddity.SURPLUS_VERSION, one.version)
        for one in versions
        if one is not held
    ]
