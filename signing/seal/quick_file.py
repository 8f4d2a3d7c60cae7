"""The few objects of a PDF that a new revision touches, read without reading the rest.

A reader of the whole cross-reference table needs 3 ms for a letter; the seal's own signature takes 2. So entries are looked up, not loaded. Only what our own
writers produce is understood: no encryption, no hybrid or linearised files, no predictors, no broken ones. Everything else raises `NotPlain`, and the caller
takes the slower way.
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TypeVar

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError

__all__ = ["NotPlain", "QuickFile"]

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_SUBSECTION = re.compile(rb"\s*(\d+)\s+(\d+)\s*?\r?\n")
_OBJECT = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\s*")
_TABLE_ENTRY_BYTES = 20
_MOST_SECTIONS = 32
_LARGEST_STREAM_BYTES = 8_000_000
_FAULTS = (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, zlib.error, RecursionError)

Found = TypeVar("Found")
Place = int | tuple[int, int]
"""Offset of an object, or (object stream, index in it)."""


class NotPlain(Exception):
    """The file is built in a way that is not read here; it may be a good one all the same."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One cross-reference section. `find`: place of an object, None if the section does not know it."""

    find: Callable[[int], Place | None]
    trailer: generic.DictionaryObject
    is_stream: bool


class QuickFile:
    """A file's newest trailer and its objects, each read when asked for.

    Args:
        pdf: the whole file.

    Raises (every method): NotPlain.
    """

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self._objects: dict[int, generic.PdfObject] = {}
        self._holders: dict[int, tuple[int, list[bytes], bytes]] = {}
        found = _START.search(pdf, max(0, len(pdf) - 64))
        if not pdf.startswith(b"%PDF-") or found is None:
            raise NotPlain("no startxref at the end")
        self.last_section_at = int(found[1])
        self._sections = _guarded(self._all_sections)
        self.trailer = self._sections[0].trailer
        self.has_streams = self._sections[0].is_stream
        if any(key in self.trailer for key in ("/Encrypt", "/XRefStm")):
            raise NotPlain("encrypted, or hybrid")

    @property
    def size(self) -> int:
        """One more than the highest object number."""
        return int(self.trailer["/Size"])

    def resolved(self, item: generic.PdfObject | None) -> generic.PdfObject | None:
        """What a reference points to; anything else as it is."""
        if not isinstance(item, generic.IndirectObject):
            return item
        if item.idnum not in self._objects:
            self._objects[item.idnum] = _guarded(partial(self._object, item.idnum))
        return self._objects[item.idnum]

    def _all_sections(self) -> list[_Section]:
        sections: list[_Section] = []
        position: int | None = self.last_section_at
        while position is not None:
            if len(sections) >= _MOST_SECTIONS:
                raise NotPlain("cross-reference sections without end")
            sections.append(self._section(position))
            previous = sections[-1].trailer.get("/Prev")
            position = int(previous) if isinstance(previous, generic.NumberObject) else None
        return sections

    def _section(self, offset: int) -> _Section:
        if self.pdf.startswith(b"xref", offset):
            return _table(self.pdf, offset + len(b"xref"))
        header = _OBJECT.match(self.pdf, offset)
        if header is None:
            raise NotPlain("no cross-reference section")
        dictionary, content = _stream_at(self.pdf, header.end(), int(header[1]))
        return _xref_stream(dictionary, content)

    def _object(self, number: int) -> generic.PdfObject:
        place = next((found for section in self._sections if (found := section.find(number)) is not None), None)
        if place is None:
            raise NotPlain(f"object {number} is nowhere")
        if isinstance(place, tuple):
            return self._from_object_stream(number, *place)
        header = _OBJECT.match(self.pdf, place)
        if header is None or int(header[1]) != number:
            raise NotPlain("an object is not where it should be")
        return _read(self.pdf, header.end(), number)

    def _from_object_stream(self, number: int, stream: int, index: int) -> generic.PdfObject:
        if stream not in self._holders:
            self._holders[stream] = self._object_stream(stream)
        first, numbers, content = self._holders[stream]
        if int(numbers[2 * index]) != number:
            raise NotPlain("an object stream holds another object")
        return _read(content, first + int(numbers[2 * index + 1]), number)

    def _object_stream(self, number: int) -> tuple[int, list[bytes], bytes]:
        """/First, the pairs of number and offset before it, and the decoded content."""
        place = next((found for section in self._sections if (found := section.find(number)) is not None), None)
        header = _OBJECT.match(self.pdf, place) if isinstance(place, int) else None
        if header is None:
            raise NotPlain("an object stream is not where it should be")
        dictionary, content = _stream_at(self.pdf, header.end(), number)
        first = int(dictionary["/First"])
        return first, content[:first].split(), content


def _guarded(act: Callable[[], Found]) -> Found:
    try:
        return act()
    except _FAULTS as error:
        raise NotPlain(type(error).__name__) from error


def _read(content: bytes, offset: int, number: int) -> generic.PdfObject:
    """pyHanko parses from a stream; a reference without a handler marks where the object lives."""
    return generic.read_object(BytesIO(memoryview(content)[offset:]), generic.Reference(number, 0))


def _stream_at(content: bytes, offset: int, number: int) -> tuple[generic.StreamObject, bytes]:
    found = _read(content, offset, number)
    if not isinstance(found, generic.StreamObject):
        raise NotPlain("no stream where one should be")
    data: bytes = found.data
    if len(data) > _LARGEST_STREAM_BYTES:
        raise NotPlain("a stream that expands too far")
    return found, data


def _xref_stream(dictionary: generic.StreamObject, content: bytes) -> _Section:
    """ISO 32000-2 § 7.5.8: entries of fixed width, of types 1 (offset) and 2 (in an object stream)."""
    if dictionary.get("/Type") != "/XRef":
        raise NotPlain("no cross-reference section")
    first, second, third = (int(width) for width in dictionary["/W"])
    width = first + second + third
    index = [int(number) for number in dictionary.get("/Index", (0, int(dictionary["/Size"])))]
    ranges = list(zip(index[::2], index[1::2], strict=True))

    def find(number: int) -> Place | None:
        row = 0
        for start, count in ranges:
            if start <= number < start + count:
                entry = content[(row + number - start) * width :][:width]
                kind = int.from_bytes(entry[:first]) if first else 1
                where = int.from_bytes(entry[first : first + second])
                return where if kind == 1 else (where, int.from_bytes(entry[first + second :])) if kind == 2 else None
            row += count
        return None

    return _Section(find, dictionary, is_stream=True)


def _table(pdf: bytes, position: int) -> _Section:
    """ISO 32000-2 § 7.5.4: lines of twenty bytes."""
    ranges: list[tuple[int, int, int]] = []
    while (header := _SUBSECTION.match(pdf, position)) is not None:
        start, count = int(header[1]), int(header[2])
        ranges.append((start, count, header.end()))
        position = header.end() + count * _TABLE_ENTRY_BYTES
    trailer_at = pdf.index(b"trailer", position, position + 64) + len(b"trailer")
    begin = pdf.index(b"<<", trailer_at, trailer_at + 16)
    trailer = _read(pdf, begin, 0)
    if not isinstance(trailer, generic.DictionaryObject):
        raise NotPlain("no trailer")

    def find(number: int) -> Place | None:
        for start, count, offset in ranges:
            if start <= number < start + count:
                entry = pdf[offset + (number - start) * _TABLE_ENTRY_BYTES :][:_TABLE_ENTRY_BYTES]
                return int(entry[:10]) if entry[17:18] == b"n" else None
        return None

    return _Section(find, trailer, is_stream=False)
