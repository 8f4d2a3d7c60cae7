"""The process in which a token's module runs: `python -m signing.seal.token_process DESCRIPTOR`. Started by `bounded_token`, ended by its clock.

PKCS#11 knows no time limits, and a thread that waits in a module cannot be ended; a process can. Over the socket of that descriptor, one JSON document a line:

    place, seconds            → chain, algorithm, largest_signature_bytes   | fault, text
    content                   → value                                      | fault, text

Before each call into the module an alarm is set that ends this process, whoever may have forgotten it: nobody's death leaves one behind that hangs.
"""

import base64
import json
import signal
import socket
import sys
from collections.abc import Callable
from io import BufferedRWPair
from pathlib import Path
from typing import Any

from signing.errors import SealUnusable
from signing.seal.key import SealKey
from signing.seal.pin import PinFile
from signing.seal.token import TokenKey, TokenPlace

__all__ = ["serve", "written_place"]


def written_place(place: TokenPlace) -> dict[str, str | None]:
    return {
        "module": str(place.module),
        "token": place.token,
        "key": place.key,
        "pin_file": str(place.pin.file),
        "note": str(place.pin.note),
        "certificates": str(place.certificates) if place.certificates is not None else None,
    }


def _read_place(written: dict[str, Any]) -> TokenPlace:
    certificates = written["certificates"]
    pin = PinFile(Path(written["pin_file"]), Path(written["note"]))
    module = Path(written["module"])
    return TokenPlace(module, written["token"], written["key"], pin, Path(certificates) if certificates is not None else None)


def serve(descriptor: int, opened: Callable[[TokenPlace], SealKey]) -> None:
    """Answer until the other end is closed."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; whoever started this closes it
    with socket.socket(fileno=descriptor) as own, own.makefile("rwb") as stream:
        first = _asked(stream)
        if first is None:
            return
        keys: list[SealKey] = []

        def describe() -> dict[str, Any]:
            keys.append(opened(_read_place(first["place"])))
            chain = [base64.b64encode(der).decode() for der in keys[0].chain]
            return {"chain": chain, "algorithm": keys[0].algorithm, "largest_signature_bytes": keys[0].largest_signature_bytes}

        def sign() -> dict[str, Any]:
            return {"value": base64.b64encode(keys[0].sign(content)).decode()}

        _answer(stream, describe, first["seconds"]["opening"])
        while keys and (asked := _asked(stream)) is not None:
            content = base64.b64decode(asked["content"])
            _answer(stream, sign, first["seconds"]["signing"])


def _asked(stream: BufferedRWPair) -> dict[str, Any] | None:
    line = stream.readline()
    asked: dict[str, Any] | None = json.loads(line) if line else None
    return asked


def _answer(stream: BufferedRWPair, act: Callable[[], dict[str, Any]], seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        answer = act()
    except SealUnusable as refusal:
        answer = {"fault": refusal.fault.value, "text": str(refusal)}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    stream.write(json.dumps(answer).encode() + b"\n")
    stream.flush()


if __name__ == "__main__":
    serve(int(sys.argv[1]), TokenKey)
