"""Who still has anything to do with a VOLLMACHT_HOME, as the kernel knows it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.waiting import wait_until

# Ten seconds are promised. What is shown here is that nobody stays; a machine on which everything runs at once gets more time.
PATIENT_FOR_S = 60.0


def belonging_to(home: Path) -> dict[int, str]:
    """Pid → command of every living process that names the home in its command or environment, works in it, or has a file of it open."""
    found = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) != os.getpid():
            with suppress(OSError):
                if _belongs(place, home) and not _ended(place):
                    found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return found


def left_behind(home: Path) -> dict[int, str]:
    """Who does not go by himself."""
    with suppress(AssertionError):
        wait_until(lambda: not belonging_to(home), "deserted", within_s=PATIENT_FOR_S)
    return belonging_to(home)


def holds(pid: int, file: Path) -> bool:
    """Whether that process has the file open."""
    return file in _open_files(Path(f"/proc/{pid}"))


def _belongs(place: Path, home: Path) -> bool:
    named = os.fsencode(home)
    return (
        named in (place / "cmdline").read_bytes()
        or named in (place / "environ").read_bytes()
        or (place / "cwd").readlink().is_relative_to(home)
        or any(file.is_relative_to(home) for file in _open_files(place))
    )


def _open_files(place: Path) -> Iterator[Path]:
    with suppress(OSError):
        for descriptor in (place / "fd").iterdir():
            with suppress(OSError):
                yield descriptor.readlink()


def _ended(place: Path) -> bool:
    """A zombie of an init that reaps late."""
    return (place / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
