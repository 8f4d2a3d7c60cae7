"""PDF values as bytes (ISO 32000-1 § 7.3). Each function gives a finished piece; pieces are put together, never parsed."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

_ESCAPES = ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r"))
_REGULAR_FIRST, _REGULAR_LAST = 0x21, 0x7E
_NOT_REGULAR = frozenset(b"()<>[]{}/%#")


@lru_cache(maxsize=1024)
def name(text: str) -> bytes:
    """A name, as "/Type"; what is not a regular character is written as its code."""
    return b"/" + b"".join(
        b"%c" % byte if _REGULAR_FIRST <= byte <= _REGULAR_LAST and byte not in _NOT_REGULAR else b"#%02X" % byte
        for byte in text.encode("utf-8")
    )


def text(value: str) -> bytes:
    """A text string: ASCII as it is, anything else in UTF-16 (§ 7.9.2.2)."""
    if value.isascii() and value.isprintable():
        return literal(value.encode("ascii"))
    return b"<FEFF" + value.encode("utf-16-be").hex().upper().encode("ascii") + b">"


def literal(content: bytes) -> bytes:
    """A string of bytes, in brackets."""
    for raw, escaped in _ESCAPES:
        content = content.replace(raw, escaped)
    return b"(" + content + b")"


@lru_cache(maxsize=4096)
def number(value: float) -> bytes:
    """A number with two decimals at most: a hundredth of a point is finer than any printer."""
    without_sign_of_zero = round(value, 2) + 0.0
    return f"{without_sign_of_zero:.2f}".rstrip("0").rstrip(".").encode("ascii")


def array(items: Iterable[bytes]) -> bytes:
    """Values in square brackets."""
    return b"[" + b" ".join(items) + b"]"


def numbers(values: Iterable[float]) -> bytes:
    """An array of numbers, such as a rectangle."""
    return array(map(number, values))


def dictionary(entries: Mapping[str, bytes]) -> bytes:
    """A dictionary."""
    return b"<<" + b" ".join(b"%s %s" % (name(key), value) for key, value in entries.items()) + b">>"


def reference(number: int) -> bytes:
    """What points at the object of that number."""
    return b"%d 0 R" % number
