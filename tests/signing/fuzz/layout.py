"""Objects → PDF bytes, one revision at a time, with classical tables, cross-reference streams or object streams; each part of the layout may be made wrong."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["CONTENTS", "KINDS", "Kind", "Laid", "Wrong", "laid", "stream_of"]

Kind = Literal["table", "stream", "packed"]
KINDS: tuple[Kind, ...] = ("table", "stream", "packed")
Wrong = Callable[[str, bytes], bytes]
"""Part's name, what is right there → what is written."""

CONTENTS = b"/ByteRange [0 ********** ********** **********] /Contents <"
"""Stands in the signature dictionary that is to be filled; it is never packed into an object stream."""


OWN = 14
"""The first number for streams of the layout itself; those of a later revision come after its objects."""


def without_wrong(_part: str, content: bytes) -> bytes:
    return content


@dataclass(frozen=True, slots=True)
class Laid:
    """A file so far.

    Attributes:
        size: one more than the highest object number.
        start: where the newest cross-reference section stands.
    """

    pdf: bytes
    size: int
    start: int | None


def stream_of(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object's body."""
    if packed:
        content, entries = zlib.compress(content), entries + b" /Filter /FlateDecode"
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def laid(before: Laid | None, objects: Mapping[int, bytes], kind: Kind, wrong: Wrong = without_wrong) -> Laid:
    """One more revision (the first, if there is none before) with these objects (number → what stands between `obj` and `endobj`)."""
    if kind == "packed":
        objects, entries = _packed(before, objects, wrong)
    else:
        entries = {}
    body = bytearray(before.pdf if before is not None else b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, content in objects.items():
        entries[number] = (1, len(body), 0)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = max(before.size if before is not None else OWN, *(number + 1 for number in entries))
    trailer = b"/Root 1 0 R /Info 13 0 R"
    if before is not None and before.start is not None:
        trailer += b" /Prev %d" % before.start
    start = len(body)
    if kind == "table":
        body += wrong("table", _table(entries, first=before is None)) + b"trailer\n"
        body += wrong("trailer", b"<< /Size %d %s >>" % (size, trailer))
    else:
        body += _section(entries, size, start, trailer, wrong)
        size += 1
    body += wrong("end", b"\nstartxref\n%d\n%%%%EOF\n" % start)
    return Laid(bytes(body), size, start)


def _packed(
    before: Laid | None, objects: Mapping[int, bytes], wrong: Wrong
) -> tuple[Mapping[int, bytes], dict[int, tuple[int, int, int]]]:
    """What may lie in an object stream is put into one."""
    inside = {number: content for number, content in objects.items() if b"stream" not in content and CONTENTS not in content}
    number = max(before.size if before is not None else OWN, *(each + 1 for each in objects))
    pairs, bodies = b"", b""
    for each, content in inside.items():
        pairs += b"%d %d " % (each, len(bodies))
        bodies += content + b"\n"
    pairs = wrong("pairs", pairs)
    entries = wrong("object stream", b"/Type /ObjStm /N %d /First %d" % (len(inside), len(pairs)))
    outside = {each: content for each, content in objects.items() if each not in inside}
    outside[number] = stream_of(pairs + wrong("packed objects", bodies), entries, packed=True)
    return outside, {each: (2, number, index) for index, each in enumerate(inside)}


def _table(entries: Mapping[int, tuple[int, int, int]], *, first: bool) -> bytes:
    rows = b"0 1\n0000000000 65535 f \n" if first else b""
    return (
        b"xref\n" + rows + b"".join(b"%d 1\n%010d %05d n \n" % (number, at, 0) for number, (_, at, _) in sorted(entries.items()))
    )


def _section(entries: dict[int, tuple[int, int, int]], size: int, start: int, trailer: bytes, wrong: Wrong) -> bytes:
    all_entries = {**entries, size: (1, start, 0)}
    rows = b"".join(bytes([kind]) + one.to_bytes(4) + two.to_bytes(2) for _, (kind, one, two) in sorted(all_entries.items()))
    index = b" ".join(b"%d 1" % number for number in sorted(all_entries))
    dictionary = wrong("section", b"/Type /XRef /W [1 4 2] /Index [%s] /Size %d %s" % (index, size + 1, trailer))
    return b"%d 0 obj\n%s\nendobj" % (size, stream_of(wrong("rows", rows), dictionary, packed=True))
