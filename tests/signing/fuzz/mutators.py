"""What a hostile file may look like: signed files changed at random, in bytes, in PDF syntax, in DER, and by one more revision."""

import random
import re
from collections.abc import Callable, Sequence

from asn1crypto import parser

from tests.signing.fuzz.asn1 import elements

__all__ = ["element_changed", "mutated", "syntax_changed"]

_NUMBER = re.compile(rb"(?<![\d.])\d{1,10}(?![\d.])")
_NAME = re.compile(rb"/[A-Za-z0-9.]{1,24}")
_OBJECT = re.compile(rb"(?s)\n(\d+) 0 obj\n(.{2,4000}?)\nendobj")
_GAP = re.compile(rb"/Contents <([0-9a-fA-F]{200,})>")
_NUMBERS = (b"0", b"-1", b"1", b"2", b"255", b"65535", b"2147483648", b"99999999999999999999", b"1e9", b"0.5", b"null")
_TOKENS = (
    b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"endobj", b"endstream", b"stream\n", b"%%EOF\n", b"startxref\n", b"xref\n", b"trailer\n",
    b"null", b"true", b"R", b"/DSS", b"/Prev 0", b"/XRefStm 9", b"/Encrypt 1 0 R", b"/Kids", b"/Parent", b"/ObjStm", b"/FlateDecode", b"/LZWDecode",
)  # fmt: skip
Mutation = Callable[[bytes, random.Random], bytes]


def mutated(data: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """The data after one to four random changes.

    Args:
        others: files that parts may be taken from.
    """
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        change = chance.choice(_MUTATIONS)
        data = change(data, chance)
    if others and chance.random() < 0.05:
        data = _spliced(data, chance.choice(others), chance)
    return data


def syntax_changed(
    content: bytes, chance: random.Random, entries: Sequence[bytes] = (), others: Sequence[bytes] = (b"null",)
) -> bytes:
    """One object or part of the layout after one change.

    Args:
        entries: what may be put into a dictionary.
        others: what may stand in its place.
    """
    die = chance.random()
    if die < 0.3 and entries and b"<<" in content:
        place = chance.choice([found.end() for found in re.finditer(rb"<<", content)])
        return _replaced(content, place, 0, b" " + chance.choice(entries) + b" ")
    if die < 0.35:
        return chance.choice(others)
    return chance.choice((flip, cut, doubled, token, number, number, name))(content, chance)


def flip(data: bytes, chance: random.Random) -> bytes:
    return _replaced(data, chance.randrange(len(data)), 1, bytes([chance.randrange(256)])) if data else data


def cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 2, 16, 300, len(data))) :]


def doubled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    part = data[start : start + chance.choice((1, 8, 64, 600))]
    return data[:start] + part * chance.choice((2, 3, 50)) + data[start + len(part) :]


def token(data: bytes, chance: random.Random) -> bytes:
    return _replaced(data, chance.randrange(len(data) + 1), chance.choice((0, 0, 2, 6)), chance.choice(_TOKENS))


def number(data: bytes, chance: random.Random) -> bytes:
    """Another number, of the same length if that can be."""
    found = _picked(_NUMBER, data, chance)
    if found is None:
        return data
    new = chance.choice((*_NUMBERS, str(int(found.group()) + chance.choice((-1, 1, 7))).encode()))
    return _replaced(
        data, found.start(), len(found.group()), new.rjust(len(found.group()), b"0") if chance.random() < 0.5 else new
    )


def name(data: bytes, chance: random.Random) -> bytes:
    """One name becomes another one of the file."""
    one, other = _picked(_NAME, data, chance), _picked(_NAME, data, chance)
    return data if one is None or other is None else _replaced(data, one.start(), len(one.group()), other.group())


def object_swapped(data: bytes, chance: random.Random) -> bytes:
    """One object gets the content of another, padded to its length if it is shorter, so that offsets stay."""
    one, other = _picked(_OBJECT, data, chance), _picked(_OBJECT, data, chance)
    if one is None or other is None:
        return data
    return _replaced(data, one.start(2), len(one.group(2)), other.group(2).ljust(len(one.group(2))))


def revision(data: bytes, chance: random.Random) -> bytes:
    """One more revision, with a classical table, that gives some object other content."""
    one = _picked(_OBJECT, data, chance)
    starts = re.findall(rb"startxref\s+(\d+)", data)
    if one is None or not starts:
        return data
    offset = len(data)
    content = flip(one.group(2), chance) if chance.random() < 0.5 else b"<< /Type /Page >>"
    body = b"%s 0 obj\n%s\nendobj\n" % (one.group(1), content)
    table = b"xref\n%s 1\n%010d 00000 n \ntrailer\n<< /Size 999 /Root 2 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
    return data + body + table % (one.group(1), offset, starts[-1], offset + len(body))


def der(data: bytes, chance: random.Random) -> bytes:
    """A change inside one signature's DER, put back into the gap with its padding."""
    found = _picked(_GAP, data, chance)
    if found is None:
        return data
    try:
        content = bytes.fromhex(found.group(1).decode())
        content = content[: parser.peek(content)]
    except ValueError:
        return data
    changed = element_changed(content, chance)
    digits = changed.hex().encode()
    if len(digits) > len(found.group(1)):
        return data
    return _replaced(data, found.start(1), len(found.group(1)), digits.ljust(len(found.group(1)), b"0"))


def element_changed(content: bytes, chance: random.Random) -> bytes:
    """Descend at random; then drop, double, retag or flip the element. Lengths above are put right."""
    try:
        class_, method, tag, _header, inner, _trailer = parser.parse(content)
    except ValueError:
        return flip(content, chance)
    if method == 0 or chance.random() < 0.1:
        return chance.choice((b"", content + content, flip(content, chance), _retagged(content, chance)))
    parts = elements(inner)
    if not parts:
        return flip(content, chance)
    index = chance.randrange(len(parts))
    parts[index] = element_changed(parts[index], chance)
    emitted: bytes = parser.emit(class_, method, tag, b"".join(parts))
    return emitted


def _retagged(content: bytes, chance: random.Random) -> bytes:
    return bytes([chance.randrange(256)]) + content[1:]


def _spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _replaced(data: bytes, start: int, length: int, new: bytes) -> bytes:
    return data[:start] + new + data[start + length :]


def _picked(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> re.Match[bytes] | None:
    """Some match at or behind a random place; from the start if none follows."""
    return pattern.search(data, chance.randrange(len(data) + 1)) or pattern.search(data)


_MUTATIONS: tuple[Mutation, ...] = (
    flip,
    flip,
    cut,
    doubled,
    token,
    number,
    number,
    name,
    object_swapped,
    revision,
    der,
    der,
    der,
)
