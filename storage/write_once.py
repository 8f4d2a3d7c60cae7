"""The write protocol, the same for every store (archive.md, "Write protocol").

(1) the intent row and the bytes are in the database before this is called            the caller's transaction
(2) one put, with checksum and explicit retention                                     a lost response is no loss
(3) something lies there already: adopt it only after reading and hashing it          never trust a name
(4) read back: the version with the right bytes, locked at least until the date       never trust a status
    whatever else lies under the key is reported: an identical duplicate, a torn write, a delete marker
(5) the receipt; only now may a working copy go                                       the caller's transaction
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.errors import AlreadyStored, ChecksumMismatch, LockMissing, NotStored, StoreUnavailable
from storage.store import Store, StoredVersion


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was read back and verified.

    Attributes:
        retain_until: aware UTC, whole seconds.
        surplus: other versions and delete markers under the key, which nobody can remove: an alarm, not a loss.
    """

    key: str
    version: str
    sha256: str
    size_bytes: int
    retain_until: datetime
    surplus: tuple[str, ...] = ()


def write_once(store: Store, key: str, content: bytes, *, retain_until: datetime) -> Receipt:
    """Store and verify. Repeating it after a crash adopts what the first attempt left.

    Raises:
        StoreUnavailable: nothing is known; try again.
        ChecksumMismatch: other bytes lie under this key, or came back.
        LockMissing: the retention did not hold.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    wanted = retain_until.astimezone(UTC).replace(microsecond=0)
    # (2)
    with suppress(AlreadyStored):  # (3) ours or not: the read-back below decides by the bytes
        store.put(key, content, sha256=sha256, retain_until=wanted)
    # (4)
    found, surplus = _read_back(store, key, sha256)
    locked_until = found.retain_until
    if locked_until is not None and locked_until < wanted:
        store.extend_retention(key, found.version, wanted)
        locked_until = next((one.retain_until for one in store.versions(key) if one.version == found.version), None)
    if locked_until is None or locked_until < wanted:
        raise LockMissing(f"{key} is not locked until {wanted.isoformat()}")
    # (5)
    return Receipt(key, found.version, sha256, len(content), locked_until, surplus)


def verified_read(store: Store, key: str, version: str, sha256: str) -> bytes:
    """Bytes whose hash is the expected one; a flipped byte is otherwise unnoticed.

    Raises:
        ChecksumMismatch, NotStored, StoreUnavailable.
    """
    content = store.read(key, version)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ChecksumMismatch(key)
    return content


def any_verified_read(store: Store, key: str, sha256: str) -> bytes:
    """The right bytes under any version's name: a bucket that was copied names its versions anew.

    Raises:
        NotStored, ChecksumMismatch, StoreUnavailable.
    """
    for one in store.versions(key):
        if not one.is_delete_marker:
            with suppress(ChecksumMismatch):
                return verified_read(store, key, one.version, sha256)
    raise NotStored(key)


def _read_back(store: Store, key: str, sha256: str) -> tuple[StoredVersion, tuple[str, ...]]:
    """The oldest locked version that holds the right bytes, else the oldest unlocked one; and the names of all others."""
    versions = store.versions(key)
    if not versions:
        raise StoreUnavailable(f"{key} was written but is not there")
    for one in sorted(versions, key=lambda version: version.retain_until is None):
        if one.is_delete_marker:
            continue
        with suppress(ChecksumMismatch):
            verified_read(store, key, one.version, sha256)
            return one, tuple(other.version for other in versions if other is not one)
    raise ChecksumMismatch(key)
