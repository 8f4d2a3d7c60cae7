"""The seal's key in a token whose module may hang: it runs in a process of its own (`token_process`), which is ended when its time is over.

What waits for a token that does not answer is one seal, not the service: the call ends with SealUnusable, and the next one starts a new process.
"""

import base64
import json
import socket
import subprocess
import sys
import weakref
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal, cast

from signing.errors import SealFault, SealUnusable
from signing.seal.token import TokenPlace
from signing.seal.token_process import written_place

__all__ = ["BoundedTokenKey", "Patience"]

PROCESS = "signing.seal.token_process"
_SPARE_S = 2.0
"""So much longer than the process waits for the module, its starter waits for the process."""
_ENDING_S = 1.0
"""To log out in; whoever waits in a module does not."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds a module may take: to be loaded, find the key, log in and sign a probe; to sign."""

    opening: float = 30.0
    signing: float = 15.0


class BoundedTokenKey:
    """Implements `SealKey`. Safe for several threads; one signature at a time.

    Args:
        process: the module run with `python -m`.

    Raises (on construction): SealUnusable, with what is wrong.
    """

    def __init__(self, place: TokenPlace, *, patience: Patience | None = None, process: str = PROCESS) -> None:
        self._place, self._patience, self._process_name = place, patience or Patience(), process
        self._lock = Lock()
        self._process: _Process | None = None
        described = self._opened()
        self.chain = tuple(base64.b64decode(der) for der in described["chain"])
        self.algorithm = cast(Literal["RSA", "ECDSA"], described["algorithm"])
        self.largest_signature_bytes = int(described["largest_signature_bytes"])

    @property
    def process_id(self) -> int | None:
        """Of the process that holds the token's session now."""
        return self._process.id if self._process is not None else None

    def sign(self, content: bytes) -> bytes:
        """Raises SealUnusable: the key does not answer, or not in time."""
        with self._lock:
            if self._process is None:
                self._opened()
            answer = self._asked({"content": base64.b64encode(content).decode()}, self._patience.signing)
            return base64.b64decode(answer["value"])

    def close(self) -> None:
        """Log out; the next signature opens a session again."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def _opened(self) -> dict[str, Any]:
        self._process = _Process(self._process_name)
        seconds = {"opening": self._patience.opening, "signing": self._patience.signing}
        try:
            return self._asked({"place": written_place(self._place), "seconds": seconds}, self._patience.opening)
        except SealUnusable:
            self.close()
            raise

    def _asked(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert self._process is not None  # noqa: S101 - opened by the caller
        try:
            answer = self._process.answer(question, seconds + _SPARE_S)
        except (OSError, ValueError) as error:  # no answer in time, or no process any more
            self.close()
            text = f"the module of token {self._place.token} gave no answer within {seconds:g} s; its process was ended"
            raise SealUnusable(SealFault.NO_ANSWER, text) from error
        if "fault" in answer:
            raise SealUnusable(SealFault(answer["fault"]), answer["text"])
        return answer


class _Process:
    """One running process and the socket to it; both end with this value."""

    def __init__(self, name: str) -> None:
        own, its = socket.socketpair()
        with its:
            # standard output belongs to the module, which may write what it likes there
            command = [sys.executable, "-m", name, str(its.fileno())]
            self._process = subprocess.Popen(
                command, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        self._socket, self._stream = own, own.makefile("rwb")
        self._end = weakref.finalize(self, _end, self._process, own)

    @property
    def id(self) -> int:
        return self._process.pid

    def answer(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Raises OSError, ValueError: none in time, or no whole one."""
        self._socket.settimeout(seconds)
        self._stream.write(json.dumps(question).encode() + b"\n")
        self._stream.flush()
        answer: dict[str, Any] = json.loads(self._stream.readline())
        return answer

    def end(self) -> None:
        self._end()
        with suppress(OSError):  # what could not be sent is still in its buffer
            self._stream.close()


def _end(process: "subprocess.Popen[bytes]", own: socket.socket) -> None:
    """Closed, it logs out and goes; whoever hangs is killed."""
    with suppress(OSError):
        own.shutdown(socket.SHUT_RDWR)
    own.close()
    try:
        process.wait(_ENDING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
