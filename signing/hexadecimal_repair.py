"""Replaces pyHanko's reader of hexadecimal strings, which takes a step of Python for each digit: the /Contents of one signature are 16,000 of them.

It reads the same language (ISO 32000-2 § 7.3.4.3): white space is skipped, a missing last digit is 0, anything else is an error.
"""

import binascii
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfStreamError

_WHITE_SPACE = b"\0\t\n\f\r "
_CHUNK_BYTES = 4096


def repair() -> None:
    """Once per process."""
    generic.read_hex_string_from_stream = read_hexadecimal_string


def read_hexadecimal_string(stream: Any) -> Any:
    """The string whose `<` lies at the stream's position, which is left behind its `>`.

    Raises:
        PdfStreamError: no `>`, or something that is no digit.
    """
    stream.read(1)
    parts: list[bytes] = []
    while b">" not in (chunk := stream.read(_CHUNK_BYTES)):
        if not chunk:
            raise PdfStreamError("Stream has ended unexpectedly")
        parts.append(chunk)
    last, _, rest = chunk.partition(b">")
    stream.seek(-len(rest), 1)
    digits = b"".join((*parts, last)).translate(None, _WHITE_SPACE)
    try:
        return generic.pdf_string(binascii.unhexlify(digits + b"0" * (len(digits) % 2)))
    except binascii.Error as error:
        raise PdfStreamError("Unexpected token in hex string") from error
