"""Revisions made after a signature are read alike by every reader, or refused: what one reader passes over, another shows.

(1) a cross-reference section says of each number once, in a known way, where its object lies   (two entries, entries of a type to come)
(2) its dictionary and the objects themselves have no key twice                                 (two catalogs, two lists of pages)
(3) the section lies where startxref and /Prev say                                              (readers that repair what is not there)
(4) after the last signature every byte belongs to an object that the section names             (objects that only a repairing reader finds)

An incremental update that a signing tool wrote is none of these; what stood in the file before the first signature is not looked at.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import (
    ObjStreamRef,
    XRefEntry,
    XRefSectionMetaInfo,
    XRefType,
    parse_xref_stream,
    parse_xref_table,
    read_object_header,
)

from signing.validation.circumstances import Fault
from signing.validation.errors import UNEXPECTED
from signing.validation.signed_file import SignedFile
from signing.verdict import ReasonCode

__all__ = ["late_revision_faults"]

_END_OF_LINE = 2
_END_OBJECT = re.compile(rb"\s*endobj")
_HEADER = re.compile(rb"\s*\d+\s+\d+\s+obj")
_SECTION = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj)")
_WHITE = b"\0\t\n\f\r "
_WHITE_OR_COMMENT = re.compile(rb"[\s\0]+|%[^\r\n]*")
_TAIL = re.compile(rb"startxref\s+\d+\s+%%EOF\s*")
_LONGEST_COMMENTS = 300
"""Writers put their name there."""


def late_revision_faults(file: SignedFile) -> list[Fault]:
    """What different readers would read differently; empty if nothing."""
    signed = [slot.signed_end for slot in file.slots if slot.fault is None]
    if not signed:
        return []
    faults: list[Fault] = []
    for revision, end in enumerate(file.revision_ends):
        if end <= min(signed) + _END_OF_LINE:
            continue
        try:
            late = _LateRevision(file, revision)
            faults.extend(_fault(revision, detail) for detail in late.details())
            if revision == len(file.revision_ends) - 1 and end > max(signed) + _END_OF_LINE:
                faults.extend(_fault(revision, detail) for detail in late.leftovers(max(signed)))
        except UNEXPECTED as error:
            faults.append(_fault(revision, f"can be read in more than one way: {type(error).__name__}"))
    return faults[:10]


def _fault(revision: int, detail: str) -> Fault:
    return Fault(ReasonCode.CONTENT_CHANGED, None, f"revision {revision + 1}: {detail}")


class _Strictly:
    """The file's reader, for parsers that then refuse what they would pass over otherwise."""

    strict = True

    def __init__(self, reader: PdfFileReader) -> None:
        self._reader = reader

    def get_object(self, reference: generic.Reference, **more: Any) -> generic.PdfObject:
        found: generic.PdfObject = self._reader.get_object(
            generic.Reference(reference.idnum, reference.generation, self._reader), **more
        )
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


class _LateRevision:
    """One revision, read once more from its bytes."""

    def __init__(self, file: SignedFile, revision: int) -> None:
        self._file, self._revision = file, revision
        self._reader, self._stream = file.reader, file.reader.stream
        self._strictly: Any = _Strictly(file.reader)
        self._extents: list[tuple[int, int]] = []

    def details(self) -> Iterator[str]:
        """(1), (2), (3); raises what the parsers raise."""
        for revision in (self._revision - 1, self._revision):
            if not _SECTION.match(self._file.pdf, self._reader.xrefs.get_xref_container_info(revision).declared_startxref):
                yield "a cross-reference section is not where it should be"
        entries = self._section()
        numbers = [entry.idnum for entry in entries]
        if len(set(numbers)) < len(numbers):
            yield "an object is named twice"
        for entry in entries:
            if entry.xref_type is XRefType.STANDARD and entry.idnum and isinstance(entry.location, int):
                self._read(entry.idnum, entry.generation, entry.location)
        contained: dict[int, dict[int, int]] = {}
        for entry in entries:
            if isinstance(entry.location, ObjStreamRef):
                contained.setdefault(entry.location.obj_stream_id, {})[entry.idnum] = entry.location.ix_in_stream
        for stream, places in contained.items():
            self._read_stream(stream, places)

    def leftovers(self, start: int) -> Iterator[str]:
        """(4) What remains of the bytes from `start` when all objects are taken away."""
        position, remaining = start, b""
        for begin, end in sorted(extent for extent in self._extents if extent[0] >= start):
            remaining += self._file.pdf[position:begin] + b"\n"
            position = max(position, end)
        remaining += self._file.pdf[position:]
        tail = _TAIL.search(remaining)
        if tail is None or tail.end() != len(remaining):
            yield "does not end with startxref and %%EOF"
            return
        rest = remaining[: tail.start()]
        if _WHITE_OR_COMMENT.sub(b"", rest):
            yield "bytes that belong to no object"
        elif len(rest.strip(_WHITE)) > _LONGEST_COMMENTS:
            yield "comments longer than a writer's name"

    def _section(self) -> list[XRefEntry]:
        """The cross-reference section's entries."""
        place = self._reader.xrefs.get_xref_container_info(self._revision)
        return self._stream_section(place) if place.stream_ref is not None else self._table(place)

    def _stream_section(self, place: XRefSectionMetaInfo) -> list[XRefEntry]:
        self._stream.seek(place.start_location)
        number, generation = read_object_header(self._stream, strict=True)
        section = generic.StreamObject.read_from_stream(self._stream, generic.Reference(number, generation, self._strictly))
        self._extents.append((place.start_location, self._after_endobj()))
        entries = list(parse_xref_stream(section, strict=True))
        index = [int(item) for item in section.get("/Index", [0, section["/Size"]])]
        if len(entries) != sum(index[1::2]):
            raise ValueError("an entry of an unknown type")
        return entries

    def _table(self, place: XRefSectionMetaInfo) -> list[XRefEntry]:
        self._stream.seek(place.start_location)
        entries = list(parse_xref_table(self._stream, strict=True))
        generic.DictionaryObject.read_from_stream(self._stream, generic.Reference(0, 0, self._strictly))
        begin = self._file.pdf.rindex(b"xref", 0, place.start_location)
        self._extents.append((begin, self._stream.tell()))
        return entries

    def _read(self, number: int, generation: int, offset: int) -> None:
        if not _HEADER.match(self._file.pdf, offset):
            raise ValueError("no object where one should be")
        self._stream.seek(offset)
        if read_object_header(self._stream, strict=True) != (number, generation):
            raise ValueError("another object")
        generic.read_object(self._stream, generic.Reference(number, generation, self._strictly))
        self._extents.append((offset, self._after_endobj()))

    def _after_endobj(self) -> int:
        found = _END_OBJECT.match(self._file.pdf, self._stream.tell())
        if found is None:
            raise ValueError("an object without an end")
        return found.end()

    def _read_stream(self, number: int, places: dict[int, int]) -> None:
        """Every object of an object stream that this revision uses; `places`: number → where the section says it is."""
        stream = self._reader.get_historical_resolver(self._revision)(generic.Reference(number, 0, self._reader))
        if not isinstance(stream, generic.StreamObject):
            raise TypeError("an object stream that is none")
        first, count = int(stream["/First"]), int(stream["/N"])
        words = [int(word) for word in stream.data[:first].split()]
        if len(words) != 2 * count or len(set(words[::2])) < count:
            raise ValueError("an object stream that names an object twice")
        if any(index >= count or words[2 * index] != wanted for wanted, index in places.items()):
            raise ValueError("an object that is not where its section says")
        content = BytesIO(stream.data)
        for contained, offset in zip(words[::2], words[1::2], strict=True):
            content.seek(first + offset)
            generic.read_object(content, generic.Reference(contained, 0, self._strictly))
