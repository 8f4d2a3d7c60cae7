"""Own one server: start it, restart it when it dies, stop it when nobody has held a lease for five seconds."""

import fcntl
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from service.supervision.parenthood import die_with_parent
from service.supervision.specification import GAVE_UP, ServerSpecification

IDLE_S = 5.0
# A server that ends before it answers is tried again so long: its predecessor may still be letting go of data and port.
INSIST_S = 5.0
STARTS_IN_A_WHILE, A_WHILE_S = 60, 60.0


class _StopAsked(Exception):
    """SIGTERM to the supervisor itself."""


class _NobodyWaits(Exception):
    """All commands that wanted the server ended while it was being started."""


class _Hopeless(Exception):
    """The server cannot be had; the text says why."""


class _Use:
    """Since when nobody holds a lease: one clock for making, starting and serving, so that no phase adds its own five seconds."""

    def __init__(self, specification: ServerSpecification) -> None:
        self._specification = specification
        self._used_at = time.monotonic()

    def is_over(self) -> bool:
        """Whether nobody has wanted the server for five seconds."""
        if _in_use(self._specification):
            self._used_at = time.monotonic()
        return time.monotonic() - self._used_at >= IDLE_S


def supervise(specification: ServerSpecification) -> int:
    """Run until nobody uses the server.

    Returns:
        The exit status: 0 also if another supervisor was first, GAVE_UP if the server does not start, 143 when told to stop.
    """
    lock = os.open(specification.supervisor_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # A command that merely probes holds this for microseconds: ask again before believing in a rival.
        # One that was stopping meanwhile has unlinked what was opened here: the next command starts a supervisor that counts.
        if not _locked(lock, attempts=20) or not _still_there(lock, specification.supervisor_file):
            return 0
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
        return _own(specification)
    except _StopAsked:
        return 128 + signal.SIGTERM
    except _NobodyWaits:
        return 0
    except _Hopeless as reason:
        return _said(str(reason))
    except OSError as error:
        return _said(f"{specification.name}: {error.strerror}: {error.filename or specification.home}")
    finally:
        os.close(lock)


def _own(specification: ServerSpecification) -> int:
    server: subprocess.Popen[bytes] | None = None
    starts: list[float] = []
    use = _Use(specification)
    port, listener = _port(specification)
    try:
        while True:
            if server is None or server.poll() is not None:
                specification.facts_file.unlink(missing_ok=True)
                now = time.monotonic()
                starts = [*(one for one in starts if now - one < A_WHILE_S), now]
                if len(starts) > STARTS_IN_A_WHILE:
                    raise _Hopeless(f"{specification.name} died {STARTS_IN_A_WHILE} times within a minute; giving up.")
                server = _insisted(specification, port, listener, use)
            if use.is_over() and _stopped_alone(specification, server):
                return 0
            time.sleep(0.25)  # the lease is a kernel lock: there is no event for its release
    finally:
        specification.facts_file.unlink(missing_ok=True)
        if server is not None:
            _end(specification, server)
        if listener is not None:
            listener.close()


def _insisted(
    specification: ServerSpecification, port: int, listener: socket.socket | None, use: _Use
) -> subprocess.Popen[bytes]:
    """The server, answering; its facts are published."""
    deadline = time.monotonic() + INSIST_S
    while True:
        _prepare(specification, use)
        server = _started(specification, port, listener, use)
        if server is not None:
            return server
        if time.monotonic() > deadline:
            raise _Hopeless(f"{specification.name} ends before it answers.")
        time.sleep(0.25)


def _prepare(specification: ServerSpecification, use: _Use) -> None:
    """What is half made when nobody waits for it any more is given up: the next command begins anew, as after any kill."""
    if specification.prepared and Path(specification.prepared).exists():
        return
    for command in specification.prepare:
        parent = os.getpid()
        making = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            preexec_fn=partial(die_with_parent, parent, signal.SIGKILL),  # noqa: PLW1509 - the supervisor has one thread
        )
        try:
            while making.poll() is None:
                if use.is_over():
                    raise _NobodyWaits
                time.sleep(0.02)  # a child's end has no event that a lease's has, too
        finally:
            making.kill()
            making.wait()
        if making.returncode:
            raise _Hopeless(f"{specification.name} could not be prepared.")


def _started(
    specification: ServerSpecification, port: int, listener: socket.socket | None, use: _Use
) -> subprocess.Popen[bytes] | None:
    """None: it ended before it answered."""
    specification.ready_file.unlink(missing_ok=True)
    handed = () if listener is None else (listener.fileno(),)
    places = {"port": str(port), "ready_file": str(specification.ready_file), "descriptor": "".join(map(str, handed))}
    account = specification.account
    as_account: dict[str, Any] = {"user": account, "group": _group_of(account), "extra_groups": []} if account else {}
    parent = os.getpid()
    server: subprocess.Popen[bytes] = subprocess.Popen(
        _filled(specification.start, places),
        cwd=specification.directory,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=handed,
        preexec_fn=partial(die_with_parent, parent, specification.stop_signal),  # noqa: PLW1509 - the supervisor has one thread
        **as_account,
    )
    try:
        while server.poll() is None:
            facts = _answers(specification, places)
            if facts is not None:
                _publish(specification, {"port": port, "pid": server.pid, **facts})
                return server
            if use.is_over():
                raise _NobodyWaits
            time.sleep(0.02)  # readiness of a foreign process has no event
    except BaseException:
        _end(specification, server)
        raise
    return None


def _filled(command: Sequence[str], places: Mapping[str, str]) -> list[str]:
    """Only our own marks: paths may hold braces of their own."""
    filled = list(command)
    for name, value in places.items():
        filled = [part.replace(f"{{{name}}}", value) for part in filled]
    return filled


def _answers(specification: ServerSpecification, places: Mapping[str, str]) -> Mapping[str, object] | None:
    if specification.ready:
        asked = subprocess.run(
            _filled(specification.ready, places),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return {} if asked.returncode == 0 else None
    try:
        facts = json.loads(specification.ready_file.read_text())
    except (OSError, ValueError):
        return None
    return facts if isinstance(facts, dict) else None


def _publish(specification: ServerSpecification, facts: Mapping[str, object]) -> None:
    fresh = specification.facts_file.with_suffix(".part")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(facts, file)
    fresh.replace(specification.facts_file)


def _in_use(specification: ServerSpecification) -> bool:
    """Whether any command holds a lease."""
    probe = os.open(specification.lease_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        return not _locked(probe)
    finally:
        os.close(probe)


def _stopped_alone(specification: ServerSpecification, server: subprocess.Popen[bytes]) -> bool:
    """Stop while holding the lease exclusively: a command that comes now waits, then finds no server and starts one."""
    held = os.open(specification.lease_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _locked(held):
            return False
        specification.facts_file.unlink(missing_ok=True)
        _end(specification, server)
        # The supervisor's own lock goes first, so that the waiting command does not take us for a living one.
        specification.supervisor_file.unlink(missing_ok=True)
        return True
    finally:
        os.close(held)


def _end(specification: ServerSpecification, server: subprocess.Popen[bytes]) -> None:
    for hard in (specification.stop_signal, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(hard)
        try:
            server.wait(timeout=3)
        except subprocess.TimeoutExpired:
            continue


def _locked(descriptor: int, *, attempts: int = 1) -> bool:
    for attempt in range(attempts):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt + 1 < attempts:
                time.sleep(0.005)
        else:
            return True
    return False


def _port(specification: ServerSpecification) -> tuple[int, socket.socket | None]:
    """A free port on loopback, the one of last time where people or programs remember it; and the socket on it, if we are to hold it."""
    remembered = specification.run / f"{specification.name}.port"
    wanted = 0
    if specification.keep_port and remembered.exists():
        wanted = int(remembered.read_text() or 0)
    listener = _bound(wanted, insist_s=INSIST_S if specification.holds_socket else 0.0) or _bound(0)
    if listener is None:
        raise _Hopeless("no free port on 127.0.0.1")
    port = int(listener.getsockname()[1])
    remembered.write_text(str(port))
    if specification.holds_socket:
        listener.listen(128)
        return port, listener
    listener.close()
    return port, None


def _bound(port: int, *, insist_s: float = 0.0) -> socket.socket | None:
    """None: it is taken, and stays so that long: the server of a supervisor that was killed lets go of it a moment later."""
    deadline = time.monotonic() + insist_s
    while True:
        listener = socket.socket()
        # As the server itself does: connections of the last one that linger do not count as taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            listener.close()
            if time.monotonic() >= deadline:
                return None
            time.sleep(0.1)
        else:
            return listener


def _still_there(descriptor: int, path: Path) -> bool:
    """Whether the opened file is the one that bears the name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _group_of(account: str) -> int:
    return int(pwd.getpwnam(account).pw_gid)


def _stop(_number: int, _frame: object) -> None:
    raise _StopAsked


def _said(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return GAVE_UP
