"""The write-once directory: temporary file → fsync → chmod 0444 → link() → fsync of the directory.

Tamper-evident, not tamper-proof: whoever owns the machine can delete files; hashes and the audit log show it.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from storage.errors import AlreadyStored, NotStored, RetentionRunning, StoreUnavailable
from storage.store import StoredVersion

ONLY_VERSION = "1"
_RETENTION = ".retain"


class DirectoryStore:
    """Implements `store.Store`. There is one version per key: a second link() of the same name fails."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, content: bytes, *, sha256: str, retain_until: datetime) -> StoredVersion:  # noqa: ARG002 - the port's
        target = self._path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # The lock first: an object never lies there without one.
            self._write_retention(target, retain_until)
            self._link(target, content)
        except FileExistsError:
            raise AlreadyStored(key) from None
        except OSError as error:
            raise StoreUnavailable(f"{key}: {error.strerror or error}") from error
        return StoredVersion(key, ONLY_VERSION, _whole_seconds(retain_until))

    def versions(self, key: str) -> tuple[StoredVersion, ...]:
        target = self._path(key)
        if not target.is_file():
            return ()
        return (StoredVersion(key, ONLY_VERSION, self._retention(target)),)

    def read(self, key: str, version: str) -> bytes:
        if version != ONLY_VERSION:
            raise NotStored(f"{key} has no version {version}")
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise NotStored(key) from None
        except OSError as error:
            raise StoreUnavailable(f"{key}: {error.strerror or error}") from error

    def extend_retention(self, key: str, version: str, retain_until: datetime) -> None:
        if not self.versions(key) or version != ONLY_VERSION:
            raise NotStored(key)
        self._write_retention(self._path(key), retain_until)

    def clock(self) -> datetime | None:
        return None

    def keys(self, prefix: str) -> Iterator[str]:
        if not self._root.is_dir():
            return
        for path in sorted(self._root.rglob("*")):
            key = path.relative_to(self._root).as_posix()
            if path.is_file() and key.startswith(prefix) and not path.name.startswith(".") and path.suffix != _RETENTION:
                yield key

    def delete(self, key: str, version: str, *, at: datetime) -> None:
        target = self._path(key)
        if not self.versions(key) or version != ONLY_VERSION:
            raise NotStored(key)
        retain_until = self._retention(target)
        if retain_until is None or at < retain_until:
            raise RetentionRunning(key)
        target.unlink()
        self._retention_path(target).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()) or key.startswith("/"):
            raise NotStored(key)
        return path

    def _link(self, target: Path, content: bytes) -> None:
        part = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o444)
            os.link(part, target)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
        _sync_directory(target.parent)

    def _retention_path(self, target: Path) -> Path:
        return target.with_name(target.name + _RETENTION)

    def _retention(self, target: Path) -> datetime | None:
        try:
            return datetime.fromisoformat(json.loads(self._retention_path(target).read_text())["retain_until"])
        except (OSError, ValueError, KeyError):
            return None

    def _write_retention(self, target: Path, retain_until: datetime) -> None:
        known = self._retention(target)
        wanted = _whole_seconds(retain_until)
        if known is not None and known >= wanted:
            return
        path = self._retention_path(target)
        part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
        with part.open("w") as file:
            json.dump({"retain_until": wanted.isoformat()}, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_directory(target.parent)


def _whole_seconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
