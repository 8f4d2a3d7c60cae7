"""Fork, limit, run, wait: one job."""

import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_OUT_OF_MEMORY, _FAILED = 77, 70
MAXIMUM_ANSWER_BYTES = 16 * 1024 * 1024

Job = Callable[[Sequence[bytes], dict[str, Any]], dict[str, Any]]
"""What runs in the child: blobs and JSON parameters in, JSON out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Attributes: memory beyond what the parent had; both clocks in seconds.

    With what the parent has (about 100 MB) and what its caller needs for itself, an answer takes less than 512 MB and ten seconds.
    """

    memory_bytes: int = 384 * 1024 * 1024
    cpu_s: int = 8
    wall_s: float = 8.5


@dataclass(frozen=True, slots=True)
class Completed:
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Crashed:
    """`how`: the signal or exit status, for the log."""

    how: str


@dataclass(frozen=True, slots=True)
class TimedOut:
    pass


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    pass


Outcome = Completed | Crashed | TimedOut | OutOfMemory


def job_named(name: str) -> Job:
    """`package.module:function`, imported: do this before forking, so that the child finds it loaded."""
    module, _, function = name.partition(":")
    found: Job = getattr(importlib.import_module(module), function)
    return found


def run_confined(
    job: Job, blobs: Sequence[bytes], parameters: dict[str, Any], limits: Limits | None = None, *, for_whom: int | None = None
) -> Outcome:
    """Run one job in a fork of this process, which must have exactly one thread.

    Args:
        for_whom: descriptor of a pipe from whoever wants the answer: when he is gone, the job is ended at once.
    """
    bounds = limits or Limits()
    reading, writing = os.pipe()
    gc.freeze()
    child = os.fork()
    if child == 0:  # pragma: no cover - measured nowhere: the child leaves by _exit
        os.close(reading)
        _in_child(job, blobs, parameters, bounds, writing)
    os.close(writing)
    gc.unfreeze()
    try:
        return _awaited(child, reading, bounds, for_whom)
    finally:
        os.close(reading)


def _awaited(child: int, reading: int, limits: Limits, for_whom: int | None) -> Outcome:
    answer, in_time = _read_all(reading, time.monotonic() + limits.wall_s, for_whom)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not in_time or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}):
        return TimedOut()
    if os.WIFSIGNALED(status):
        return Crashed(signal.Signals(os.WTERMSIG(status)).name)
    if os.WEXITSTATUS(status) == _OUT_OF_MEMORY:
        return OutOfMemory()
    if os.WEXITSTATUS(status) != 0:
        return Crashed(f"exit status {os.WEXITSTATUS(status)}")
    try:
        result = json.loads(answer)
    except ValueError:
        return Crashed("no JSON")
    return Completed(result) if isinstance(result, dict) else Crashed("no JSON object")


def _read_all(reading: int, deadline: float, for_whom: int | None) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    size = 0
    poller = select.poll()
    poller.register(reading, select.POLLIN)
    if for_whom is not None:
        poller.register(for_whom, 0)  # its hang-up alone
    while True:
        left = deadline - time.monotonic()
        ready = poller.poll(left * 1000) if left > 0 else []
        if not ready or any(descriptor == for_whom for descriptor, _ in ready):
            return b"", False
        part = os.read(reading, 1 << 20)
        if not part:
            return b"".join(parts), True
        parts.append(part)
        size += len(part)
        if size > MAXIMUM_ANSWER_BYTES:
            return b"", False


def _in_child(job: Job, blobs: Sequence[bytes], parameters: dict[str, Any], limits: Limits, writing: int) -> None:
    status = _FAILED
    try:
        _limit(limits, writing)
        answer = json.dumps(job(blobs, parameters)).encode()
        view = memoryview(answer)
        while view:
            view = view[os.write(writing, view) :]
        status = 0
    except MemoryError:
        status = _OUT_OF_MEMORY
    except BaseException:  # noqa: S110 - whatever a hostile file provokes ends here, with a status
        pass
    finally:
        os._exit(status)


def _limit(limits: Limits, keep: int) -> None:
    """No network, no new privileges, no files, no core; ends with its parent."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    os.dup2(0, 2)
    os.closerange(3, keep)
    os.closerange(keep + 1, 4096)
    # A network namespace of its own holds no interface; where the kernel forbids it, sockets still need descriptors it does not have.
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    memory = _address_space() + limits.memory_bytes
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, keep + 3),
        (resource.RLIMIT_NPROC, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
