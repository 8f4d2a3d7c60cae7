"""Incremental updates by hand, object by object: what no well-behaved library writes."""

import io
import re
from collections.abc import Mapping, Sequence

from pyhanko.pdf_utils.reader import PdfFileReader

__all__ = ["last_startxref", "object_number", "stream_of", "update", "update_with_table"]


def last_startxref(pdf: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def object_number(pdf: bytes, *path: str | int) -> int:
    """Number of the object that the path from the catalog ends at, such as "/Pages", "/Kids", 0."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    if not path:
        return int(reader.root_ref.idnum)
    holder = reader.root
    for step in path[:-1]:
        holder = holder[step]
    return int(holder.raw_get(path[-1]).idnum)  # type: ignore[arg-type]  # arrays take numbers


def stream_of(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object's body, unfiltered."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def update(
    pdf: bytes,
    objects: Mapping[int, bytes],
    *,
    root: int | None = None,
    previous: int | None = None,
    entries: Mapping[int, tuple[int, int, int]] | None = None,
    size: int | None = None,
    before: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """One more revision with these objects (number → what stands between `obj` and `endobj`).

    Args:
        entries: further cross-reference entries (type, offset or object stream, generation or index).
        previous: where /Prev points; None: the last cross-reference section.
    """
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    old_size = int(reader.trailer_view["/Size"])
    body = io.BytesIO()
    body.write(pdf + (b"" if pdf.endswith(b"\n") else b"\n") + before)
    table: dict[int, tuple[int, int, int]] = dict(entries or {})
    for number, content in sorted(objects.items()):
        table[number] = (1, body.tell(), 0)
        body.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    own = max([old_size, *(number + 1 for number in table)])
    start = body.tell()
    table[own] = (1, start, 0)
    rows = b"".join(bytes([kind]) + one.to_bytes(6) + two.to_bytes(2) for _, (kind, one, two) in sorted(table.items()))
    index = b" ".join(b"%d 1" % number for number in sorted(table))
    info = reader.trailer_view.raw_get("/Info") if "/Info" in reader.trailer_view else None
    parts = [
        b"/Type /XRef /W [1 6 2] /Index [%s] /Size %d /Length %d" % (index, size or own + 1, len(rows)),
        b"/Root %d 0 R /Prev %d" % (root or reader.root_ref.idnum, last_startxref(pdf) if previous is None else previous),
        b"/Info %d 0 R" % info.idnum if info is not None and b"/Info" not in trailer else b"",
        trailer,
    ]
    body.write(b"%d 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (own, b" ".join(parts), rows))
    body.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return body.getvalue()


def update_with_table(
    pdf: bytes, objects: Sequence[tuple[int, bytes]], *, before: bytes = b"", trailer: bytes = b"", beside: int = 0
) -> bytes:
    """One more revision with a classical table, which names the objects in this order, one number as often as one wants.

    Args:
        beside: so many bytes startxref misses the table by.
    """
    body = pdf + (b"" if pdf.endswith(b"\n") else b"\n") + before
    rows = b""
    for number, content in objects:
        rows += b"%d 1\n%010d 00000 n \n" % (number, len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    size = max(int(reader.trailer_view["/Size"]), *(number + 1 for number, _ in objects))
    entries = b"/Size %d /Root %d 0 R /Prev %d %s" % (size, reader.root_ref.idnum, last_startxref(pdf), trailer)
    if "/Info" in reader.trailer_view:
        entries += b" /Info %d 0 R" % reader.trailer_view.raw_get("/Info").idnum
    return body + b"xref\n%strailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (rows, entries, len(body) - beside)
