"""pyHanko's reader of cross-reference sections, which reads the entries of plain streams in one go instead of byte by byte.

Plain is what the writers at hand produce: a type of one byte, fields of at most eight, subsections in order, exactly as much data as is announced, none but the known
types. Whatever else there is in a section is pyHanko's to read, with its errors (`tests/signing/validation/test_cross_references.py` holds both against each
other). ISO 32000-2 § 7.5.8.
"""

import os
from itertools import pairwise
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import process_data_at_eof
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.pdf_utils.xref import (
    ObjStreamRef,
    XRefBuilder,
    XRefSection,
    XRefSectionData,
    XRefSectionMetaInfo,
    XRefSectionType,
    parse_xref_stream,
)

from signing.validation.plain_syntax import PlainSyntax

__all__ = ["CrossReferences"]

_FREE, _IN_FILE, _IN_STREAM = 0, 1, 2
_HIGHEST_GENERATION = 0xFFFF
_WIDEST_FIELD_BYTES = 8
_HIGHEST_NUMBER = 2**63 - 1
"""The original reads eight bytes with a sign."""
_MOST_NUMBERS = 10_000_000


class CrossReferences(XRefBuilder):
    """The sections of one file.

    Args:
        plain: reads what lies in the file.
    """

    def __init__(self, handler: PdfHandler, stream: Any, plain: PlainSyntax, *, strict: bool) -> None:
        stream.seek(-1, os.SEEK_END)
        super().__init__(handler, stream, strict, process_data_at_eof(stream))
        self._plain = plain

    def read(self) -> list[XRefSection]:
        """All sections, the oldest first."""
        sections: list[XRefSection] = self.read_xrefs()  # type: ignore[no-untyped-call]
        return sections

    def _read_xref_stream_object(self) -> tuple[generic.Reference, generic.StreamObject]:
        found = self._plain.unknown(self.handler, self.stream.tell())
        if found is not None:
            reference, section, end = found
            if isinstance(section, generic.StreamObject) and section.get("/Type") == "/XRef":
                self.stream.seek(end)
                return reference, section
        read: tuple[generic.Reference, generic.StreamObject] = super()._read_xref_stream_object()  # type: ignore[no-untyped-call]
        return read

    def _read_xref_stream(self, declared_startxref: int) -> int | None:
        start = self.stream.tell()
        reference, section = self._read_xref_stream_object()
        entries = _plain_entries(section)
        if entries is None:
            entries = XRefSectionData()
            entries.process_entries(parse_xref_stream(section, strict=self.strict), strict=self.strict)
        facts = XRefSectionMetaInfo(
            xref_section_type=XRefSectionType.STREAM,
            size=int(section.raw_get("/Size")),
            declared_startxref=declared_startxref,
            start_location=start,
            end_location=self.stream.tell(),
            stream_ref=reference,
        )
        self.sections.append(XRefSection(facts, entries))
        self.trailer.add_trailer_revision(section)
        return _previous(section)


def _plain_entries(section: generic.StreamObject) -> XRefSectionData | None:
    """The entries; None if the section is not plain."""
    widths, ranges = _numbers(section.get("/W")), _ranges(section)
    if widths is None or len(widths) != 3 or ranges is None:
        return None
    first, second, third = widths
    if first != 1 or not 0 < second <= _WIDEST_FIELD_BYTES or not 0 <= third <= _WIDEST_FIELD_BYTES:
        return None
    width, count = first + second + third, sum(count for _, count in ranges)
    announced = count * (width + 1)  # as the original has it: room for a predictor's byte in each row
    content = section.read_data(DecodePurpose.XREF_STREAM, expected_size=announced)
    if len(content) != count * width:
        return None
    found = XRefSectionData()
    numbers = (number for start, many in ranges for number in range(start, start + many))
    for number, row in zip(numbers, range(0, len(content), width), strict=True):
        middle = row + 1 + second
        where, third_field = int.from_bytes(content[row + 1 : middle]), int.from_bytes(content[middle : row + width])
        if not _take(found, number, content[row], where, third_field):
            return None
    return found


def _take(found: XRefSectionData, number: int, kind: int, where: int, third: int) -> bool:
    """One entry as the original keeps it; False: it is not plain."""
    if where > _HIGHEST_NUMBER or third > _HIGHEST_NUMBER:
        return False
    if kind == _IN_STREAM:
        if number:
            found.xrefs_in_objstm[number] = ObjStreamRef(where, third)
            found.obj_streams_used.add(where)
            found.explicit_refs_in_revision.add((number, 0))
        return True
    if kind not in {_FREE, _IN_FILE} or third > _HIGHEST_GENERATION:
        return False
    if kind == _IN_FILE and number:
        found.standard_xrefs[number] = (third, where)
        found.explicit_refs_in_revision.add((number, third))
    elif number:
        found.freed[number] = third
        found.explicit_refs_in_revision.add((number, third - 1))
    return True


def _ranges(section: generic.StreamObject) -> list[tuple[int, int]] | None:
    """First number and count of each subsection, increasing; None if they are not plain."""
    size = section.get("/Size")
    if not isinstance(size, generic.NumberObject):
        return None
    numbers = _numbers(section.get("/Index")) if "/Index" in section else [0, int(size)]
    if numbers is None or len(numbers) % 2:
        return None
    ranges = list(zip(numbers[::2], numbers[1::2], strict=True))
    if any(first + count > then for (first, count), (then, _) in pairwise(ranges)) or sum(numbers[1::2]) > _MOST_NUMBERS:
        return None
    return ranges


def _numbers(item: object) -> list[int] | None:
    """Of an array of whole numbers that are not negative."""
    if not isinstance(item, generic.ArrayObject):
        return None
    found = [int(number) for number in list.__iter__(item) if isinstance(number, generic.NumberObject) and number >= 0]
    return found if len(found) == len(item) else None


def _previous(section: generic.StreamObject) -> int | None:
    previous = section.get("/Prev")
    if previous is not None and not isinstance(previous, generic.NumberObject):
        raise PdfReadError("/Prev is no number")
    return previous
