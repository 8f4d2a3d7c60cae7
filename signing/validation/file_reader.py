"""pyHanko's reader, with the header of an object stream read once: its own reads it anew for each object, n² numbers for n objects."""

from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError, PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader

__all__ = ["FileReader"]


@dataclass(frozen=True, slots=True)
class _ObjectStream:
    """`places`: object number → its index and offset, the first one that the header names, as far as the header can be read."""

    content: BytesIO
    count: int
    places: dict[int, tuple[int, int]]


class FileReader(PdfFileReader):
    """A reader for one verdict on one file, which does not change."""

    _object_streams: dict[int, _ObjectStream]

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        """ISO 32000-2 § 7.5.7; faults are errors for a strict reader and null for a lenient one, as in the original."""
        kept = self.__dict__.setdefault("_object_streams", {})
        if stmnum not in kept:
            kept[stmnum] = self._read_object_stream(stmnum)
        stream: _ObjectStream = kept[stmnum]
        if not 0 <= idx < stream.count:
            return self._missing("Object stream does not contain index")
        place = stream.places.get(idnum)
        if place is None:
            return self._missing("Object not found in stream, or its header possibly corrupted")
        if self.strict and place[0] != idx:
            raise PdfStrictReadError("Object is in wrong index.")
        stream.content.seek(place[1])
        try:
            found: generic.PdfObject = generic.read_object(stream.content, generic.Reference(idnum, 0, self))
        except (PdfStreamError, PdfReadError):
            return self._missing("Can't read object stream")
        if self.strict and isinstance(found, generic.StreamObject | generic.IndirectObject):
            raise PdfStrictReadError("Encountered forbidden object type in object stream")
        return found

    def _read_object_stream(self, number: int) -> _ObjectStream:
        stream = generic.Reference(number, 0, self).get_object()
        if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
            raise PdfReadError("an object stream that is none")
        content = stream.read_data(DecodePurpose.OBJECT_STREAM)
        first, count = int(stream["/First"]), int(stream["/N"])
        places: dict[int, tuple[int, int]] = {}
        words = content.split(None, 2 * count)[: 2 * count]
        for index, (object_number, offset) in enumerate(zip(words[::2], words[1::2], strict=False)):
            if not (object_number.isdigit() and offset.isdigit()):
                break
            places.setdefault(int(object_number), (index, first + int(offset)))
        return _ObjectStream(BytesIO(content), count, places)

    def _missing(self, fault: str) -> generic.PdfObject:
        if self.strict:
            raise PdfStrictReadError(fault)
        return generic.NullObject()
