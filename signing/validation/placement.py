"""Where objects lie: what a signature covers must be all there is of them.

Who prepares a file for somebody else's signature can leave holes in it: a cross-reference entry that points behind the end of the file, an object stream that
does not exist yet, a stream or string that does not end. Signed like that, the holes are filled by a revision of nothing but evidence, no object of an
earlier revision seems to change, and the page shows something else. So

    (1) what a revision's cross-reference section points to lies inside that revision        (entry behind the signed bytes)
    (2) an object that begins before the end of a signed range ends before it                (stream or string that does not end)
    (3) an object stream is there when something is said to be in it                         (object stream that comes later)
    (4) each signature's gap lies inside the very object that readers find as its dictionary (a dictionary that only quotes the signature)
    (5) a field's name is there once                                                         (what some readers see and others do not)
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import read_non_whitespace
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import read_object_header

from signing.validation.circumstances import Fault
from signing.validation.errors import UNEXPECTED
from signing.validation.signed_file import SignatureSlot, SignedFile
from signing.verdict import ReasonCode

__all__ = ["placement_faults"]

_END = b"endobj"


def placement_faults(file: SignedFile, *, known_bytes: int = 0) -> list[Fault]:
    """What is wrong with the places of objects in a signed file; empty if nothing.

    Args:
        known_bytes: so many bytes at the start are the service's own and need no second look.
    """
    signed = [slot for slot in file.slots if slot.fault is None]
    if not signed:
        return []
    try:
        found = [*_misplaced(file, signed, known_bytes), *_quoted(file, signed), *_ambiguous(file)]
    except UNEXPECTED as error:
        found = [Fault(ReasonCode.MALFORMED, None, f"objects cannot be followed: {type(error).__name__}")]
    return found[:10]


def _misplaced(file: SignedFile, signed: list[SignatureSlot], known_bytes: int) -> Iterator[Fault]:
    """(1), (2), (3)"""
    boundaries = sorted({slot.signed_end for slot in signed if slot.signed_end < len(file.pdf)})
    if not boundaries:
        return
    xrefs = file.reader.xrefs
    for revision, end in enumerate(file.revision_ends):
        section = xrefs.get_xref_data(revision)
        for number, (generation, offset) in section.standard_xrefs.items():
            next_boundary = bisect_left(boundaries, offset + 1)
            if end <= offset < len(file.pdf):
                yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object {number} of revision {revision + 1} lies behind it")
            elif known_bytes <= offset and next_boundary < len(boundaries):
                limit = boundaries[next_boundary]
                if _end_of(file.reader, generic.Reference(number, generation, file.reader), offset) > limit:
                    yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object {number} does not end before the signed range does")
        for stream in section.obj_streams_used:
            if xrefs.get_introducing_revision(generic.Reference(stream, 0, file.reader)) > revision:
                yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object stream {stream} comes after revision {revision + 1}")


def _quoted(file: SignedFile, signed: list[SignatureSlot]) -> Iterator[Fault]:
    """(4)"""
    for slot in signed:
        if slot.place is None:
            continue
        offset = file.reader.xrefs[slot.place]
        if not isinstance(offset, int) or not offset < slot.gap[0] < slot.gap[1] <= _end_of(file.reader, slot.place, offset):
            yield Fault(ReasonCode.CONTENT_CHANGED, None, f"object {slot.place.idnum} only quotes a signature")


def _ambiguous(file: SignedFile) -> Iterator[Fault]:
    """(5)"""
    for name, times in Counter(slot.field for slot in file.slots).items():
        if times > 1:
            yield Fault(ReasonCode.MALFORMED, None, f"{times} signature fields of one name ({len(name)} characters)")


def _end_of(reader: PdfFileReader, reference: generic.Reference, offset: int) -> int:
    """Offset behind the object's `endobj`; the end of the file if it has none."""
    stream = reader.stream
    stream.seek(offset)
    if read_object_header(stream, strict=False) != (reference.idnum, reference.generation):
        return offset  # readers find nothing here, whatever comes later
    generic.read_object(stream, reference)
    read_non_whitespace(stream, seek_back=True, allow_eof=True)
    if stream.read(len(_END)) == _END:
        return int(stream.tell())
    return int(stream.seek(0, 2))
