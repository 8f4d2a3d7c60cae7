"""Who still has anything to do with a VOLLMACHT_HOME, as the kernel knows it."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Ten seconds are promised, on a machine that has time for them: a moment in which more than twice as many processes want a core as there are
# cores does not count, up to a minute in all.
PROMISED_S, PATIENT_FOR_S, PAUSE_S = 10.0, 60.0, 0.05


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
    """Who has not gone by himself within the promised seconds."""
    pause, counted, end = threading.Event(), 0.0, time.monotonic() + PATIENT_FOR_S
    while (found := belonging_to(home)) and counted < PROMISED_S and time.monotonic() < end:
        before, hurried = time.monotonic(), overloaded()
        pause.wait(PAUSE_S)
        if not (hurried and overloaded()):
            counted += time.monotonic() - before
    return found


def overloaded() -> bool:
    """Whether the kernel has more than twice as many processes to run just now as it has cores."""
    stat = Path("/proc/stat").read_text()
    running = int(next(line for line in stat.splitlines() if line.startswith("procs_running")).split()[1])
    return running > 2 * (os.cpu_count() or 1)


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
