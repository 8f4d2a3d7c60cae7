"""The write protocol, the same for every store (archive.md, "Write protocol").

(1) the intent row and the bytes are in the database before this is called            the caller's transaction
(2) one put, with checksum and explicit retention                                     a lost response is no loss
(3) something lies there already: adopt it only after reading and hashing it          never trust a name
(4) read back: exactly one version, locked at least until the date, the right bytes   never trust a status
(5) the receipt; only now may a working copy go                                       the caller's transaction
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.errors import AlreadyStored, ChecksumMismatch, LockMissing, StoreUnavailable
from storage.store import Store, StoredVersion


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was read back and verified. `retain_until`: aware UTC, whole seconds."""

    key: str
    version: str
    sha256: str
    size_bytes: int
    retain_until: datetime


def write_once(store: Store, key: str, content: bytes, *, retain_until: datetime) -> Receipt:
    """Store and verify. Repeating it after a crash adopts what the first attempt left.

    Raises:
        StoreUnavailable: nothing is known; try again.
        ChecksumMismatch: other bytes lie under this key, or came back.
        LockMissing: the retention did not hold, or there is more than one version.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    wanted = retain_until.astimezone(UTC).replace(microsecond=0)
    # (2)
    with suppress(AlreadyStored):  # (3) ours or not: the read-back below decides by the bytes
        store.put(key, content, sha256=sha256, retain_until=wanted)
    # (4)
    found = _only_version(store, key)
    if found.retain_until is not None and found.retain_until < wanted:
        store.extend_retention(key, found.version, wanted)
        found = _only_version(store, key)
    if found.retain_until is None or found.retain_until < wanted:
        raise LockMissing(f"{key} is not locked until {wanted.isoformat()}")
    verified_read(store, key, found.version, sha256)
    # (5)
    return Receipt(key, found.version, sha256, len(content), found.retain_until)


def verified_read(store: Store, key: str, version: str, sha256: str) -> bytes:
    """Bytes whose hash is the expected one; a flipped byte is otherwise unnoticed.

    Raises:
        ChecksumMismatch, NotStored, StoreUnavailable.
    """
    content = store.read(key, version)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ChecksumMismatch(key)
    return content


def _only_version(store: Store, key: str) -> StoredVersion:
    versions = store.versions(key)
    if not versions:
        raise StoreUnavailable(f"{key} was written but is not there")
    if len(versions) > 1:
        raise LockMissing(f"{key} has {len(versions)} versions")
    return versions[0]
