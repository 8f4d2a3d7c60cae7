"""DER by hand: small structures quickly, and signed ones signed anew after a change."""

from collections.abc import Callable

from asn1crypto import parser
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

__all__ = ["SEQUENCE", "SET", "element", "elements", "first_element", "opened", "signed_anew"]

SEQUENCE, SET, OCTETS, BITS, NUMBER = 0x30, 0x31, 0x04, 0x03, 0x02


def element(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def elements(content: bytes) -> list[bytes]:
    """What stands side by side; the rest as it is where it is no DER."""
    parts: list[bytes] = []
    while content:
        try:
            length = parser.peek(content)
        except ValueError:
            return [*parts, content]
        parts.append(content[:length])
        content = content[length:]
    return parts


def opened(encoded: bytes) -> bytes:
    """An element's content.

    Raises ValueError if it is none.
    """
    content: bytes = parser.parse(encoded)[4]
    return content


def first_element(encoded: bytes) -> bytes:
    return elements(opened(encoded))[0]


def signed_anew(encoded: bytes, key: ec.EllipticCurvePrivateKey, change: Callable[[bytes], bytes]) -> bytes:
    """A certificate, CRL or basic OCSP response whose signed part is changed, and signed by that key (SHA-256)."""
    body, algorithm, _, *more = elements(opened(encoded))
    body = change(body)
    return element(SEQUENCE, body, algorithm, element(BITS, b"\0" + key.sign(body, ec.ECDSA(hashes.SHA256()))), *more)
