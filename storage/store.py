"""The one archive port. A store keeps bytes under a key, once, until a date; the write protocol stands in `write_once`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version under a key.

    Attributes:
        version: the store's own name for it.
        retain_until: aware UTC, whole seconds; None: the store holds no lock on it.
        is_delete_marker: no bytes: somebody hid the version below it, which is still there.
    """

    key: str
    version: str
    retain_until: datetime | None
    is_delete_marker: bool = False


class Store(Protocol):
    """Raises StoreUnavailable from every method when it cannot be reached."""

    def put(self, key: str, content: bytes, *, sha256: str, retain_until: datetime) -> StoredVersion:
        """Write once.

        Args:
            sha256: hex, of the content; the store checks it where it can.

        Raises:
            AlreadyStored: something lies there already; nothing was written.
        """
        ...

    def versions(self, key: str) -> tuple[StoredVersion, ...]:
        """All versions under exactly this key, oldest first; empty if none. The lock is asked for, never taken from a header."""
        ...

    def read(self, key: str, version: str) -> bytes:
        """Raises NotStored."""
        ...

    def extend_retention(self, key: str, version: str, retain_until: datetime) -> None:
        """Later only; an earlier date changes nothing."""
        ...

    def clock(self) -> datetime | None:
        """The store's own, aware, whole seconds; None: it has none but ours, or does not say."""
        ...

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that begin so, in order."""
        ...

    def delete(self, key: str, version: str, *, at: datetime) -> None:
        """Raises RetentionRunning before the end."""
        ...
