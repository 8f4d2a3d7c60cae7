"""Repairs a fault of asn1crypto 1.5.1 that made now and then a signature take a minute: its issue 249, mended upstream but not released.

Its `dump` takes a header that *ends* in 0x80 for an indefinite length, which is one that *is* 0x80. A value of 384 bytes (`30 82 01 80`) is then
encoded anew with all it holds, once more at each level of nesting for each level above it: exponential in the depth. And what a
certificate's or token's own maker has encoded otherwise than asn1crypto would no longer be the bytes that were signed.
"""

from collections.abc import Callable
from typing import Any

from asn1crypto import core

_INDEFINITE = 0x80
_LONG_TAG = 0x1F


def repair() -> None:
    """Make `dump` return a value read with a definite length as it was read; `Choice`, whose own header is rarely there, stays. Once per process."""
    for kind in (core.Asn1Value, core.Primitive, core.Sequence, core.SequenceOf):
        kind.dump = _repaired(kind.dump)


def ends_like_indefinite(header: bytes | None) -> bool:
    """Whether the header's last octet is 0x80 and yet only the end of a length (X.690 § 8.1.3.5)."""
    if not header or header[-1] != _INDEFINITE:
        return False
    position = 1
    if header[0] & _LONG_TAG == _LONG_TAG:
        while header[position] & 0x80:  # a tag number of several octets
            position += 1
        position += 1
    return position < len(header) - 1


def _repaired(original: Callable[..., bytes]) -> Callable[..., bytes]:
    def dump(self: Any, force: bool = False) -> bytes:
        header = self._header
        if not force and ends_like_indefinite(header):
            contents: bytes = self.contents  # forgets the header if something below has changed
            if self._header is header:
                return bytes(header + contents + self._trailer)
        return original(self, force=force)

    return dump
