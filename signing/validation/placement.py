"""Where objects lie: what a signature covers must be all there is of them.

Who prepares a file for somebody else's signature can leave holes in it: a cross-reference entry that points behind the end of the file, an object stream that
does not exist yet, a stream or string that does not end. Signed like that, the holes are filled by a revision of nothing but evidence, no object of an
earlier revision seems to change, and the page shows something else. So

    (1) what a revision's cross-reference section points to lies inside that revision        (entry behind the signed bytes)
    (2) an object that begins before the end of a signed range ends before it                (stream or string that does not end)
    (3) an object stream is there when something is said to be in it                         (object stream that comes later)
    (4) each signature's gap lies inside the very object that readers find as its dictionary (a dictionary that only quotes the signature)
    (5) a field's name is there once                                                         (what some readers see and others do not)
    (6) a number that /Size does not count means the same object throughout                  (an object that changes as if it were new)
"""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import read_non_whitespace
from pyhanko.pdf_utils.xref import read_object_header

from signing.validation.circumstances import Fault
from signing.validation.errors import UNEXPECTED
from signing.validation.signed_file import SignatureSlot, SignedFile
from signing.verdict import ReasonCode

__all__ = ["placement_faults"]

_END = b"endobj"
_END_OF_LINE = 2


def placement_faults(file: SignedFile, *, known_bytes: int = 0) -> list[Fault]:
    """What is wrong with the places of objects in a signed file; empty if nothing.

    Args:
        known_bytes: so many bytes at the start are the service's own and need no second look.
    """
    signed = [slot for slot in file.slots if slot.fault is None]
    if not signed:
        return []
    extents = _Extents(file, signed)
    try:
        found = [
            *_misplaced(file, signed, extents, known_bytes),
            *_quoted(signed, extents),
            *_ambiguous(file),
            *_uncounted(file, signed),
        ]
    except UNEXPECTED as error:
        found = [Fault(ReasonCode.MALFORMED, None, f"objects cannot be followed: {type(error).__name__}")]
    return found[:10]


def _misplaced(file: SignedFile, signed: list[SignatureSlot], extents: "_Extents", known_bytes: int) -> Iterator[Fault]:
    """(1), (2), (3)"""
    boundaries = sorted({slot.signed_end for slot in signed if slot.signed_end < len(file.pdf)})
    if not boundaries:
        return
    xrefs = file.reader.xrefs
    for revision, end in enumerate(file.revision_ends):
        section = xrefs.get_xref_data(revision)
        for number, (generation, offset) in section.standard_xrefs.items():
            if end <= offset < len(file.pdf):
                yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object {number} of revision {revision + 1} lies behind it")
                continue
            limit = next((boundary for boundary in boundaries if boundary > offset), None)
            if offset < known_bytes or limit is None:
                continue
            if extents.end_of(generic.Reference(number, generation, file.reader), offset) > limit:
                yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object {number} does not end before the signed range does")
        for stream in section.obj_streams_used:
            if xrefs.get_introducing_revision(generic.Reference(stream, 0, file.reader)) > revision:
                yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object stream {stream} comes after revision {revision + 1}")


def _quoted(signed: list[SignatureSlot], extents: "_Extents") -> Iterator[Fault]:
    """(4)"""
    for slot in signed:
        if slot.place is not None and not extents.hold(slot):
            yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object {slot.place.idnum} only quotes a signature")


def _ambiguous(file: SignedFile) -> Iterator[Fault]:
    """(5)"""
    for name, times in Counter(slot.field for slot in file.slots).items():
        if times > 1:
            yield Fault(ReasonCode.MALFORMED, None, f"{times} signature fields of one name ({len(name)} characters)")


def _uncounted(file: SignedFile, signed: list[SignatureSlot]) -> Iterator[Fault]:
    """(6) Difference analysis takes what /Size does not count for new."""
    first = min(slot.signed_end for slot in signed)
    known: set[int] = set()
    for revision, end in enumerate(file.revision_ends):
        numbers = _named_in(file, revision)
        if revision > 0 and end > first + _END_OF_LINE:
            counted = file.reader.xrefs.get_xref_container_info(revision - 1).size
            if uncounted := sorted(number for number in numbers & known if number >= counted):
                yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object {uncounted[0]}, which /Size did not count, changed")
        known |= numbers


def _named_in(file: SignedFile, revision: int) -> set[int]:
    """Numbers of the objects that a revision's section names; in a hybrid file, both its sections."""
    section = file.reader.xrefs.get_xref_data(revision)
    named = {number for number, _ in section.explicit_refs_in_revision}
    if section.hybrid is not None:
        named |= {number for number, _ in section.hybrid.xref_data.explicit_refs_in_revision}
    return named


class _Extents:
    """Where objects end, each read once; the digits of a signature, long and known already, are left out."""

    def __init__(self, file: SignedFile, signed: list[SignatureSlot]) -> None:
        self._file = file
        self._gaps = {slot.place.idnum: slot.gap for slot in signed if slot.place is not None}
        self._ends: dict[int, int] = {}

    def hold(self, slot: SignatureSlot) -> bool:
        """True if the object that readers find as the signature's dictionary reaches over the whole gap."""
        if slot.place is None:
            return False
        offset = self._file.reader.xrefs[slot.place]
        return isinstance(offset, int) and offset < slot.gap[0] and slot.gap[1] <= self.end_of(slot.place, offset)

    def end_of(self, reference: generic.Reference, offset: int) -> int:
        """Offset behind the object's `endobj`; the end of the file if it has none."""
        if offset not in self._ends:
            self._ends[offset] = self._read(reference, offset)
        return self._ends[offset]

    def _read(self, reference: generic.Reference, offset: int) -> int:
        plain_end = self._file.reader.plain_end(reference, offset)
        if plain_end is not None:
            return plain_end
        gap = self._gaps.get(reference.idnum)
        if gap is None or not offset < gap[0]:
            return _end_in(self._file.reader.stream, reference, offset, len(self._file.pdf))
        pdf = self._file.pdf
        without_digits = BytesIO(pdf[offset : gap[0]] + b"<>" + pdf[gap[1] :])
        end = _end_in(without_digits, reference, 0, len(pdf) - offset)
        return offset + end + (gap[1] - gap[0] - 2 if end > gap[0] - offset else 0)


def _end_in(stream: IO[bytes], reference: generic.Reference, offset: int, end: int) -> int:
    stream.seek(offset)
    if read_object_header(stream, strict=False) != (reference.idnum, reference.generation):
        return offset  # readers find nothing here, whatever comes later
    generic.read_object(stream, reference)
    read_non_whitespace(stream, seek_back=True, allow_eof=True)
    return int(stream.tell()) if stream.read(len(_END)) == _END else end
