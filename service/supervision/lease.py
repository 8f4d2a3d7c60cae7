"""Use a server: start its supervisor if there is none, hold a lease while it is used."""

import fcntl
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from service.supervision.specification import GAVE_UP, ServerSpecification

log = logging.getLogger(__name__)
START_TIMEOUT_S = 60.0
WATCH_S = 1.0
LAST_LINES = 30
_FATAL = ("FATAL", "PANIC", "error:", "Error:", "No space")
# Detached, but still our children until we end: kept so that they are reaped, never waited for.
_detached: list[subprocess.Popen[bytes]] = []


class ServerUnavailable(Exception):
    """The server did not come up; the text names its log."""


@contextmanager
def lease(specification: ServerSpecification, *, keep: bool = False) -> Iterator[Mapping[str, object]]:
    """The running server's facts (`port`, `pid`, what its ready file says), for as long as the block lasts.

    Args:
        keep: for long blocks: should the supervisor itself be killed, start another one, from a thread. A server with `keep_port`
            is then there again under its old address.

    Raises:
        ServerUnavailable: the home cannot be written, or the server did not answer within 60 s.
    """
    held = _opened(specification)
    try:
        # A supervisor that is stopping holds this exclusively: wait until it is gone, then start a new one.
        fcntl.flock(held, fcntl.LOCK_SH)
        facts = _running(specification)
        with _kept(specification, facts) if keep else nullcontext():
            yield facts
    finally:
        os.close(held)


def _opened(specification: ServerSpecification) -> int:
    """The lease file, with the folders every supervisor needs."""
    try:
        specification.run.mkdir(parents=True, exist_ok=True, mode=0o700)
        specification.log_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(specification.log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600))
        return os.open(specification.lease_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ServerUnavailable(f"{error.filename} cannot be written: {error.strerror}.") from error


@contextmanager
def _kept(specification: ServerSpecification, known: Mapping[str, object]) -> Iterator[None]:
    ended = threading.Event()

    def keep() -> None:
        moved = not specification.holds_socket  # whose address is asked for anew moves unsaid
        while not ended.wait(WATCH_S):
            moved = moved or _says_that_it_moved(specification, known)
            if not _supervised(specification):
                with suppress(OSError):  # no process to be had just now: the next look tries again
                    _start_detached(specification)

    thread = threading.Thread(target=keep, name=f"keep {specification.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _says_that_it_moved(specification: ServerSpecification, known: Mapping[str, object]) -> bool:
    """Its supervisor was killed, and before the next one came another program took its port."""
    port = (_facts(specification.facts_file) or known).get("port")
    if port == known.get("port"):
        return False
    text = "%s listens on port %s by now, not on %s, which another program took: restart this command, which keeps asking there"
    log.error(text, specification.name, port, known.get("port"))
    return True


def _running(specification: ServerSpecification) -> Mapping[str, object]:
    deadline = time.monotonic() + START_TIMEOUT_S
    started: subprocess.Popen[bytes] | None = None
    while time.monotonic() < deadline:
        if _supervised(specification):
            facts = _facts(specification.facts_file)
            if facts is not None and _alive(int(str(facts.get("pid", 0)))):
                return facts
        elif started is None or started.poll() is not None:
            if started is not None and started.returncode == GAVE_UP:
                break
            started = _start_detached(specification)
        time.sleep(0.02)  # polls a file of ours; there is nothing to wait on across processes
    raise ServerUnavailable(f"{specification.name} does not start; {specification.log_file} says why{_last_words(specification)}")


def _last_words(specification: ServerSpecification) -> str:
    try:
        lines = specification.log_file.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    fatal = [line for line in lines[-LAST_LINES:] if any(word in line for word in _FATAL)]
    return f": {fatal[-1].strip()}" if fatal else "."


def _supervised(specification: ServerSpecification) -> bool:
    """Whether somebody holds the supervisor's lock."""
    probe = os.open(specification.supervisor_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(probe)


def _alive(pid: int) -> bool:
    """A server killed a moment ago still has its facts published: a zombie, or no process at all, answers nobody."""
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except OSError:  # another account's, or no /proc here
        return True


def _start_detached(specification: ServerSpecification) -> subprocess.Popen[bytes]:
    """A supervisor: its own session, no terminal, not a child anybody must wait for."""
    source = str(Path(__file__).resolve().parents[2])
    with specification.log_file.open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "service.supervision", specification.dumps()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=_environment(source),
        )
    _detached[:] = [one for one in [*_detached, started] if one.poll() is None]
    return started


def _environment(source: str) -> dict[str, str]:
    """What a detached process needs, and nothing that belongs to one command."""
    return {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": source,
        **({"PYTHONPYCACHEPREFIX": sys.pycache_prefix} if sys.pycache_prefix else {}),
    }


def _facts(path: Path) -> Mapping[str, object] | None:
    try:
        loaded = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return loaded if isinstance(loaded, dict) else None
