"""The single-threaded parent as a process of its own, and the client that talks to it.

Frames on its standard input and output: four bytes length, JSON header, then the blobs whose sizes the header names.
"""

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO, Any

from service.confinement.child import Completed, Crashed, Limits, Outcome, OutOfMemory, TimedOut, job_named, run_confined

_LENGTH = struct.Struct(">I")
_OUTCOMES: dict[str, type[Crashed] | type[TimedOut] | type[OutOfMemory]] = {"timed-out": TimedOut, "out-of-memory": OutOfMemory}


class ConfinedServer:
    """One server process for one job function; started at first use, started again after it died. Thread-safe.

    Args:
        job: `package.module:function`, preloaded by the server.
        warm_up: `package.module:function` called once with `warm_up_parameters` before any job, to load what all jobs need.
    """

    def __init__(self, job: str, *, warm_up: str | None = None, warm_up_parameters: dict[str, Any] | None = None) -> None:
        self._arguments = json.dumps({"job": job, "warm_up": warm_up, "parameters": warm_up_parameters or {}})
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, blobs: Sequence[bytes], parameters: dict[str, Any], limits: Limits | None = None) -> Outcome:
        """One job after the other; a second caller waits."""
        bounds = limits or Limits()
        header = {"parameters": parameters, "limits": [bounds.memory_bytes, bounds.cpu_s, bounds.wall_s]}
        with self._lock:
            try:
                process = self._running()
                assert process.stdin is not None  # noqa: S101 - opened as pipes
                assert process.stdout is not None  # noqa: S101
                write_frame(process.stdin, header, blobs)
                answer, _ = read_frame(process.stdout)
            except (OSError, EOFError):
                self._end()
                return Crashed("the confining process ended")
        kind = answer["outcome"]
        if kind == "completed":
            return Completed(answer["result"])
        return Crashed(str(answer.get("how"))) if kind == "crashed" else _OUTCOMES[kind]()  # type: ignore[call-arg]

    def close(self) -> None:
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service.confinement", self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve(arguments: str, reading: IO[bytes], writing: IO[bytes]) -> None:
    """The server's loop, until its input ends: with the process that started it."""
    given = json.loads(arguments)
    job = job_named(given["job"])
    if given["warm_up"]:
        job_named(given["warm_up"])((), given["parameters"])
    while True:
        try:
            header, blobs = read_frame(reading)
        except EOFError:
            return
        memory, cpu, wall = header["limits"]
        outcome = run_confined(job, blobs, header["parameters"], Limits(memory, cpu, wall), for_whom=reading.fileno())
        match outcome:
            case Completed(result):
                answer: dict[str, Any] = {"outcome": "completed", "result": result}
            case Crashed(how):
                answer = {"outcome": "crashed", "how": how}
            case TimedOut():
                answer = {"outcome": "timed-out"}
            case OutOfMemory():
                answer = {"outcome": "out-of-memory"}
        try:
            write_frame(writing, answer, ())
        except BrokenPipeError:  # killed while it waited: nobody wants the answer any more
            return


def write_frame(stream: IO[bytes], header: dict[str, Any], blobs: Sequence[bytes]) -> None:
    text = json.dumps({**header, "blobs": [len(blob) for blob in blobs]}).encode()
    stream.write(_LENGTH.pack(len(text)) + text)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Raises EOFError at the end of the stream."""
    header = json.loads(_exactly(stream, _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]))
    return header, [_exactly(stream, size) for size in header["blobs"]]


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) != size:
        raise EOFError
    return content
