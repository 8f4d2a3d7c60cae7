"""Own one server: start it, restart it when it dies, stop it when nobody has held a lease for five seconds."""

import ctypes
import fcntl
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from service.supervision.specification import ServerSpecification

IDLE_S = 5.0
READY_S = 45.0
STARTS_IN_A_WHILE, A_WHILE_S = 30, 60.0
_PR_SET_PDEATHSIG = 1


class _StopAsked(Exception):
    """SIGTERM to the supervisor itself."""


def supervise(specification: ServerSpecification) -> int:
    """Run until nobody uses the server. Returns the exit status: 0 also if another supervisor was first."""
    lock = os.open(specification.supervisor_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # A command that merely probes holds this for microseconds: ask again before believing in a rival.
        if not _locked(lock, attempts=20):
            return 0
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
        return _own(specification)
    finally:
        os.close(lock)


def _own(specification: ServerSpecification) -> int:
    specification.facts_file.unlink(missing_ok=True)
    _prepare(specification)
    server: subprocess.Popen[bytes] | None = None
    starts: list[float] = []
    idle_since = time.monotonic()
    port = _port(specification)
    try:
        while True:
            if server is None or server.poll() is not None:
                specification.facts_file.unlink(missing_ok=True)
                now = time.monotonic()
                starts = [*(one for one in starts if now - one < A_WHILE_S), now]
                if len(starts) > STARTS_IN_A_WHILE:
                    return _said(f"{specification.name} died {STARTS_IN_A_WHILE} times within a minute; giving up.")
                server = _started(specification, port)
            if _in_use(specification):
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since >= IDLE_S and _stopped_alone(specification, server):
                return 0
            time.sleep(0.25)  # the lease is a kernel lock: there is no event for its release
    except _StopAsked:
        return 0
    finally:
        specification.facts_file.unlink(missing_ok=True)
        if server is not None:
            _end(specification, server)


def _prepare(specification: ServerSpecification) -> None:
    if specification.prepared and Path(specification.prepared).exists():
        return
    for command in specification.prepare:
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _started(specification: ServerSpecification, port: int) -> subprocess.Popen[bytes]:
    """The server, answering; its facts are published."""
    specification.ready_file.unlink(missing_ok=True)
    places = {"port": str(port), "ready_file": str(specification.ready_file)}
    account = specification.account
    as_account: dict[str, Any] = {"user": account, "group": _group_of(account), "extra_groups": []} if account else {}
    server: subprocess.Popen[bytes] = subprocess.Popen(
        [part.format(**places) for part in specification.start],
        cwd=specification.directory,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=partial(_die_with_parent, specification.stop_signal),  # noqa: PLW1509 - the supervisor has one thread
        **as_account,
    )
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and server.poll() is None:
        facts = _answers(specification, places)
        if facts is not None:
            _publish(specification, {"port": port, "pid": server.pid, **facts})
            return server
        time.sleep(0.02)  # readiness of a foreign process has no event
    _end(specification, server)
    raise SystemExit(_said(f"{specification.name} did not answer within {READY_S:.0f} s."))


def _answers(specification: ServerSpecification, places: Mapping[str, str]) -> Mapping[str, object] | None:
    if specification.ready:
        asked = subprocess.run(
            [part.format(**places) for part in specification.ready],
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


def _port(specification: ServerSpecification) -> int:
    """A free port on loopback; the one of last time where the server's address is remembered by people."""
    remembered = specification.run / f"{specification.name}.port"
    wanted = 0
    if specification.keep_port and remembered.exists():
        wanted = int(remembered.read_text() or 0)
    for candidate in (wanted, 0):
        with socket.socket() as probe:
            # As the server itself does: connections of the last one that linger do not count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            port = int(probe.getsockname()[1])
            remembered.write_text(str(port))
            return port
    raise SystemExit(_said("no free port on 127.0.0.1"))


def _die_with_parent(stop_signal: int) -> None:
    """The server ends when its supervisor is killed: nobody would stop it later."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, stop_signal)


def _group_of(account: str) -> int:
    return int(pwd.getpwnam(account).pw_gid)


def _stop(_number: int, _frame: object) -> None:
    raise _StopAsked


def _said(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return 1
