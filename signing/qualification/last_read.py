"""What this process made of a folder's files when it last read them, for as long as they are the same files.

The European Union's lists are seventeen megabytes: to read and hash them takes thirty milliseconds, and a verdict asks each time. A file is the same while device,
inode, size, and the times of its last change and of the last change of its entry are. A change within one tick of the file system's clock would escape that, so
files count only when they have lain still for a while.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

__all__ = ["LastRead"]

STILL_S = 2.0
_Facts = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class LastRead:
    """One look at a folder.

    Attributes:
        facts: of the folder's files, by name; None: at least one was just being changed.
    """

    directory: Path
    key: tuple[bytes, ...]
    names: Sequence[str]
    facts: tuple[_Facts | None, ...] | None
    _kept: ClassVar[tuple["LastRead", bytes] | None] = None

    @classmethod
    def of(cls, directory: Path, key: tuple[bytes, ...], names: Sequence[str]) -> "LastRead":
        """Look before reading.

        Args:
            key: what else decides on what is made of the files.
        """
        return cls(directory, key, names, _facts(directory, names))

    def content(self) -> bytes | None:
        """What was made of these very files; None if they have to be read."""
        kept = LastRead._kept
        return kept[1] if kept is not None and self.facts is not None and kept[0] == self else None

    def keep(self, content: bytes) -> None:
        """What was made of the files; forgotten at once if they changed meanwhile."""
        if self.facts is not None and self.facts == _facts(self.directory, self.names):
            LastRead._kept = (self, content)


def _facts(directory: Path, names: Sequence[str]) -> tuple[_Facts | None, ...] | None:
    latest = (time.time() - STILL_S) * 1e9
    found: list[_Facts | None] = []
    for name in names:
        try:
            facts = (directory / name).stat()
        except OSError:
            found.append(None)  # a missing list is a fact, too
            continue
        if facts.st_mtime_ns > latest:
            return None
        found.append((facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns))
    return tuple(found)
