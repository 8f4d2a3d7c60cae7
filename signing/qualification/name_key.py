"""Distinguished names as keys, equal where RFC 5280 § 7.1 calls names equal.

Own reading of the DER: asn1crypto's comparison raises on names that real CAs use (an e-mail address as UTF8String, a serial number as T61String).
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from asn1crypto import parser

__all__ = ["name_key"]

_ENCODINGS = {12: "utf-8", 18: "ascii", 19: "ascii", 20: "latin-1", 22: "ascii", 28: "utf-32-be", 30: "utf-16-be"}


@lru_cache(maxsize=256)
def name_key(name: bytes) -> str:
    """Key of a name (DER of Name), 24 hex digits.

    Raises:
        ValueError: the bytes are no name.
    """
    digest = hashlib.sha256()
    for relative_name in _elements(name):
        attributes = sorted(_attribute(attribute) for attribute in _elements(relative_name))
        digest.update(repr(attributes).encode())
    return digest.hexdigest()[:24]


def _elements(encoded: bytes) -> Iterator[bytes]:
    content = parser.parse(encoded, strict=True)[4]
    position = 0
    while position < len(content):
        length = parser.peek(content[position:])
        yield content[position : position + length]
        position += length


def _attribute(encoded: bytes) -> tuple[str, str]:
    type, value = list(_elements(encoded))
    _, _, tag, _, octets, _ = parser.parse(value, strict=True)
    encoding = _ENCODINGS.get(tag)
    if encoding is None:
        return type.hex(), value.hex()
    return type.hex(), " ".join(octets.decode(encoding, errors="replace").casefold().split())
