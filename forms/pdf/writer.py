"""Write a file: objects by number, packed into object streams, found by one cross-reference stream (ISO 32000-1 § 7.5).

Why not a library: the ones at hand parse again what another one wrote, and were half of the time a document took. The
file says nothing of when or where it was made: the same objects give the same bytes.
"""

import zlib
from collections.abc import Mapping
from hashlib import sha256
from struct import Struct

from forms.pdf.objects import array, dictionary, reference

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_PACKED_TOGETHER = 100
_FREE, _PLAIN, _PACKED = 0, 1, 2
_ENTRY = Struct(">BIH")
"""Type, offset or container, generation or place in the container: 1, 4 and 2 bytes."""
_ID_BYTES = 16
_LEVEL = 6


def deflated(content: bytes) -> bytes:
    """The content as /FlateDecode wants it."""
    return zlib.compress(content, _LEVEL)


class FileWriter:
    """Collects objects, then gives the file. Objects are numbered in the order in which they were asked for."""

    def __init__(self) -> None:
        self._values: dict[int, bytes] = {}
        self._streams: dict[int, bytes] = {}
        self._count = 0

    def reserve(self) -> int:
        """A number for an object that comes later: `put` fills it."""
        self._count += 1
        return self._count

    def put(self, number: int, value: bytes) -> None:
        """Fill a reserved number."""
        self._values[number] = value

    def add(self, value: bytes) -> int:
        """A new object."""
        number = self.reserve()
        self.put(number, value)
        return number

    def stream(self, content: bytes, entries: Mapping[str, bytes] | None = None) -> int:
        """A new stream of the content as it stands; `entries` say how it is packed, if it is."""
        number = self.reserve()
        self._streams[number] = _stream(content, entries or {})
        return number

    def packed_stream(self, content: bytes, entries: Mapping[str, bytes] | None = None) -> int:
        """A new stream of the content, packed."""
        return self.stream(deflated(content), {**(entries or {}), "Filter": b"/FlateDecode"})

    def file(self, *, root: int, comment: bytes) -> bytes:
        """The file; `root` is its catalog, `comment` a line (its newline included) after the header."""
        found: dict[int, tuple[int, int, int]] = {0: (_FREE, 0, 0xFFFF)}
        body = bytearray(_HEADER + comment)
        plain = dict(self._streams)
        values = sorted(self._values.items())
        for start in range(0, len(values), _PACKED_TOGETHER):
            together = values[start : start + _PACKED_TOGETHER]
            container = self.reserve()
            plain[container] = _object_stream(together)
            found.update({number: (_PACKED, container, index) for index, (number, _) in enumerate(together)})
        for number, content in sorted(plain.items()):
            found[number] = (_PLAIN, len(body), 0)
            body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        return bytes(body) + self._references(root, found, bytes(body))

    def _references(self, root: int, found: dict[int, tuple[int, int, int]], body: bytes) -> bytes:
        """The cross-reference stream, which is the trailer, too."""
        number, start = self.reserve(), len(body)
        found[number] = (_PLAIN, start, 0)
        rows = b"".join(_ENTRY.pack(*found[entry]) for entry in sorted(found))
        digest = b"<" + sha256(body).hexdigest()[: 2 * _ID_BYTES].encode("ascii") + b">"
        entries = {
            "Type": b"/XRef",
            "Size": b"%d" % (number + 1),
            "W": b"[1 4 2]",
            "Root": reference(root),
            "ID": array((digest, digest)),
            "Filter": b"/FlateDecode",
        }
        return b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, _stream(deflated(rows), entries), start)


def _stream(content: bytes, entries: Mapping[str, bytes]) -> bytes:
    return dictionary({**entries, "Length": b"%d" % len(content)}) + b"\nstream\n" + content + b"\nendstream"


def _object_stream(values: list[tuple[int, bytes]]) -> bytes:
    offsets, content = [], bytearray()
    for number, value in values:
        offsets.append(b"%d %d" % (number, len(content)))
        content += value + b"\n"
    head = b" ".join(offsets) + b"\n"
    entries = {
        "Type": b"/ObjStm",
        "N": b"%d" % len(values),
        "First": b"%d" % len(head),
        "Filter": b"/FlateDecode",
    }
    return _stream(deflated(head + bytes(content)), entries)
