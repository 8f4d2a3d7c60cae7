"""The PIN of a token, read from its file each time it is needed and kept nowhere.

A token locks for good after three wrong PINs, and several processes of ours would each try. So one that was refused is not offered again, by none of them, until
its file has changed: which file it was (never what was in it) is noted beside it, under a lock.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from signing.errors import SealFault, SealUnusable

__all__ = ["PinFile"]


@dataclass(frozen=True, slots=True)
class PinFile:
    """Attributes:
    file: one line, the PIN.
    note: where the refused one is remembered; its folder is made at need.
    """

    file: Path
    note: Path

    @contextmanager
    def offered(self) -> Iterator[str]:
        """The PIN, for one attempt; nobody else makes one meanwhile. Call `refused` within it if the token said no.

        Raises:
            SealUnusable: the file cannot be read, or the token refused what is in it.
        """
        try:
            self.note.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
            with self.note.open("a+", encoding="ascii") as kept:
                fcntl.flock(kept, fcntl.LOCK_EX)
                kept.seek(0)
                if kept.read() == self._version():
                    text = f"the token has refused the PIN in {self.file}; it is not tried again before that file changes"
                    raise SealUnusable(SealFault.PIN_WRONG, text)
                yield self._pin()
        except OSError as error:
            raise SealUnusable(SealFault.PIN_UNREADABLE, f"{error.filename or self.note}: {error.strerror}") from error

    def refused(self) -> SealUnusable:
        """Remember it; to be raised by the caller."""
        self.note.write_text(self._version(), encoding="ascii")
        return SealUnusable(SealFault.PIN_WRONG, f"the token refuses the PIN in {self.file}")

    def _version(self) -> str:
        """Which state of the file it is: none of its content."""
        facts = self.file.stat()
        return f"{facts.st_dev} {facts.st_ino} {facts.st_size} {facts.st_mtime_ns}"

    def _pin(self) -> str:
        try:
            pin = self.file.read_text("utf-8").strip()
        except UnicodeDecodeError:
            pin = ""
        if not pin:
            raise SealUnusable(SealFault.PIN_UNREADABLE, f"{self.file} holds no PIN")
        return pin
