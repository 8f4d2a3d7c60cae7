"""A token's process whose module hangs, as `python -m tests.signing.hanging_token DESCRIPTOR`: while it is opened, or, where the key is called so, at a signature."""

import signal
import sys
from typing import Literal, NoReturn

from signing.seal.token import TokenPlace
from signing.seal.token_process import serve

AT_SIGNATURE = "hangs at a signature"


class HangingKey:
    chain = (b"certificate",)
    algorithm: Literal["ECDSA"] = "ECDSA"
    largest_signature_bytes = 72

    def sign(self, content: bytes) -> NoReturn:
        _hang()


def _hang() -> NoReturn:
    while True:
        signal.pause()


def opened(place: TokenPlace) -> HangingKey:
    if place.key != AT_SIGNATURE:
        _hang()
    return HangingKey()


if __name__ == "__main__":
    serve(int(sys.argv[1]), opened)
