"""Write our mark into the header of a file that qpdf has just written, and move every offset by its length.

qpdf writes one cross-reference stream at the end, with the file's own objects before it. That stream is read, its
offsets are shifted, and it is written anew in place of the old one. Nothing else in the file knows an offset.
"""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"(\d+) 0 obj\n<< (/Type /XRef .*?)>>\nstream\n(.*)\nendstream\nendobj\n", re.DOTALL)
_COLUMNS = re.compile(rb"/W \[ (\d+) (\d+) (\d+) \]")
_KEPT_KEYS = (rb"/Root \d+ 0 R", rb"/Size \d+", rb"/ID \[<[0-9a-f]+><[0-9a-f]+>\]")
_FIELD_BYTES = (1, 4, 2)
_IN_USE = 1


def marked(pdf: bytes, line: bytes) -> bytes:
    """The file with `line` (a comment, its newline included) after the two header lines.

    Raises:
        ValueError: the file is not as qpdf writes it.
    """
    header_end = pdf.index(b"\n", pdf.index(b"\n") + 1) + 1
    start = int(pdf[pdf.rindex(b"startxref\n") + 10 :].split(b"\n", 1)[0])
    found = _STREAM.match(pdf, start)
    columns = _COLUMNS.search(found.group(2)) if found else None
    if found is None or columns is None:
        raise ValueError("no cross-reference stream as qpdf writes it")
    number, dictionary, stream = int(found.group(1)), found.group(2), found.group(3)
    widths = tuple(int(width) for width in columns.groups())
    shift = len(line)
    entries = bytearray()
    for kind, second, third in _entries(stream, dictionary, widths):
        moved = second + shift if kind == _IN_USE else second
        for value, width in zip((kind, moved, third), _FIELD_BYTES, strict=True):
            entries += value.to_bytes(width, "big")
    packed = zlib.compress(bytes(entries), 9)
    kept = b" ".join(_kept(dictionary, key) for key in _KEPT_KEYS)
    body = pdf[:header_end] + line + pdf[header_end:start]
    return b"".join(
        [
            body,
            b"%d 0 obj\n<< /Type /XRef /W [ %d %d %d ] " % (number, *_FIELD_BYTES),
            kept,
            b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed),
            packed,
            b"\nendstream\nendobj\n\nstartxref\n%d\n%%%%EOF\n" % len(body),
        ]
    )


def _kept(dictionary: bytes, pattern: bytes) -> bytes:
    found = re.search(pattern, dictionary)
    if found is None:
        raise ValueError(f"no {pattern.decode()} in the cross-reference stream")
    return found.group(0)


def _entries(stream: bytes, dictionary: bytes, widths: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    rows = _rows(zlib.decompress(stream), sum(widths), predicted=b"/Predictor 12" in dictionary)
    first, second = widths[0], widths[0] + widths[1]
    for row in rows:
        yield (
            int.from_bytes(row[:first], "big"),
            int.from_bytes(row[first:second], "big"),
            int.from_bytes(row[second:], "big"),
        )


def _rows(content: bytes, length: int, *, predicted: bool) -> Iterator[bytes]:
    """The rows of a stream, PNG's "up" prediction undone (ISO 32000-1 § 7.4.4.4)."""
    if not predicted:
        yield from (content[start : start + length] for start in range(0, len(content), length))
        return
    previous = bytes(length)
    for start in range(0, len(content), length + 1):
        if content[start] != 2:
            raise ValueError("a predictor qpdf does not use")
        row = content[start + 1 : start + 1 + length]
        previous = bytes((value + above) & 0xFF for value, above in zip(row, previous, strict=True))
        yield previous
