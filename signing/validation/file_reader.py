"""pyHanko's reader for one verdict: what does not change between two looks at a file is read once.

Its own reads the header of an object stream anew for each object (n² numbers for n objects), an object that was replaced anew for each look at an older
revision, and every object of a revision for the uses of a few.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeContext, DecodeLimits, DecodePurpose
from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError, PdfStrictReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath
from pyhanko.pdf_utils.reader import _read_header_version as header_version
from pyhanko.pdf_utils.xref import ObjStreamRef

from signing.validation.cross_references import CrossReferences
from signing.validation.object_uses import Key, Link, ObjectUses, links_of
from signing.validation.plain_syntax import PlainSyntax
from signing.validation.sections_by_number import SectionsByNumber

__all__ = ["FileReader", "RevisionView"]


@dataclass(frozen=True, slots=True)
class _ObjectStream:
    """`places`: object number → its index and offset, the first one that the header names, as far as the header can be read."""

    content: BytesIO
    plain: PlainSyntax
    count: int
    places: dict[int, tuple[int, int]]


class FileReader(PdfFileReader):
    """A reader for one verdict on one file, which does not change."""

    def __init__(self, pdf: bytes, *, strict: bool = True, decode_limits: DecodeLimits | None = None) -> None:
        self._keys: dict[bytes, generic.NameObject] = {}
        self._plain = PlainSyntax(pdf, self._keys)
        self._object_streams: dict[int, _ObjectStream] = {}
        self._objects: dict[tuple[int, int, int | ObjStreamRef, bool], generic.PdfObject] = {}
        self._plain_objects: dict[tuple[int, int, int], tuple[generic.PdfObject, int] | None] = {}
        self.links: dict[tuple[Key, int | ObjStreamRef | None, bool], tuple[Link, ...]] = {}
        self._open(pdf, strict=strict, limits=decode_limits or DecodeLimits())

    def _open(self, pdf: bytes, *, strict: bool, limits: DecodeLimits) -> None:
        """What the original's constructor does, but for who reads the cross-references."""
        self._security_handler = None
        self._decode_context = DecodeContext(limits, input_size=len(pdf))
        self._input_version = None
        self._historical_resolver_cache = {}
        self._embedded_signatures = None
        self.resolved_objects = {}
        self.strict, self.stream = strict, BytesIO(pdf)
        self._header_version = header_version(self.stream)
        builder = CrossReferences(self, self.stream, self._plain, strict=strict)
        self.xrefs = SectionsByNumber(self, builder.read())
        self.last_startxref, self.trailer = builder.last_startxref, builder.trailer
        self.has_xref_stream = builder.has_xref_stream

    def get_historical_resolver(self, revision: int) -> "RevisionView":
        """The file as it was at this revision, 0 being the oldest."""
        views: dict[int, HistoricalResolver] = self._historical_resolver_cache
        view = views.get(revision)
        if not isinstance(view, RevisionView):
            view = views[revision] = RevisionView(self, revision)
        return view

    def stored(self, reference: generic.Reference, revision: int) -> generic.PdfObject:
        """The object as it was at this revision; references in it lead to the newest one."""
        return self._read_object(reference, self.place(reference, revision))

    def place(self, reference: generic.Reference, revision: int) -> int | ObjStreamRef | None:
        found: int | ObjStreamRef | None = self.xrefs.get_historical_ref(reference, revision)
        return found

    def plain_end(self, reference: generic.Reference, offset: int) -> int | None:
        """Offset behind the `endobj` of the object that lies here; None if it is not this one, or not written plainly."""
        plain = self._read_plain(reference, offset)
        return plain[1] if plain is not None else None

    def _read_plain(self, reference: generic.Reference, offset: int) -> tuple[generic.PdfObject, int] | None:
        key = (reference.idnum, reference.generation, offset)
        if key not in self._plain_objects:
            own = generic.Reference(reference.idnum, reference.generation, self)
            self._plain_objects[key] = self._plain.numbered(own, offset)
        return self._plain_objects[key]

    def _read_object(
        self,
        ref: generic.Reference,
        marker: int | ObjStreamRef | None,
        never_decrypt: bool = False,
        as_metadata_stream: bool = False,
    ) -> generic.PdfObject:
        """Kept by its place: what lies there is the same in every revision that points to it."""
        if marker is None:
            return self._read(ref, marker, never_decrypt, as_metadata_stream)
        key = (ref.idnum, ref.generation, marker, as_metadata_stream)
        if key not in self._objects:
            self._objects[key] = self._read(ref, marker, never_decrypt, as_metadata_stream)
        return self._objects[key]

    def _read(
        self, ref: generic.Reference, marker: int | ObjStreamRef | None, never_decrypt: bool, as_metadata_stream: bool
    ) -> generic.PdfObject:
        if isinstance(marker, int) and not as_metadata_stream and (never_decrypt or "/Encrypt" not in self.trailer):
            plain = self._read_plain(ref, marker)
            if plain is not None:
                return plain[0]
        found: generic.PdfObject = super()._read_object(ref, marker, never_decrypt, as_metadata_stream)
        return found

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        """ISO 32000-2 § 7.5.7; faults are errors for a strict reader and null for a lenient one, as in the original."""
        if stmnum not in self._object_streams:
            self._object_streams[stmnum] = self._read_object_stream(stmnum)
        stream = self._object_streams[stmnum]
        if not 0 <= idx < stream.count:
            return self._missing("Object stream does not contain index")
        place = stream.places.get(idnum)
        if place is None:
            return self._missing("Object not found in stream, or its header possibly corrupted")
        if self.strict and place[0] != idx:
            raise PdfStrictReadError("Object is in wrong index.")
        reference = generic.Reference(idnum, 0, self)
        plain = stream.plain.read(reference, place[1])
        stream.content.seek(place[1])
        try:
            found: generic.PdfObject = plain[0] if plain is not None else generic.read_object(stream.content, reference)
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
        return _ObjectStream(BytesIO(content), PlainSyntax(content, self._keys), count, places)

    def _missing(self, fault: str) -> generic.PdfObject:
        if self.strict:
            raise PdfStrictReadError(fault)
        return generic.NullObject()


class RevisionView(HistoricalResolver):
    """One revision; where its objects are used is found by our own walk."""

    reader: FileReader

    def __init__(self, reader: FileReader, revision: int) -> None:
        super().__init__(reader, revision)
        self._stored: dict[Key, generic.PdfObject] = {}
        self._uses: ObjectUses | None = None

    def stored(self, key: Key) -> generic.PdfObject:
        """The object as it lies in the file: references in it lead to the newest revision."""
        if key not in self._stored:
            found = self.reader.stored(generic.Reference(*key, self.reader), self.revision)
            found.get_container_ref()  # only what a lenient reader makes up has none: an error, as for pyHanko
            self._stored[key] = found
        return self._stored[key]

    def links(self, key: Key, *, in_structure: bool) -> tuple[Link, ...]:
        """What the object refers to, found out once for all revisions that have it as it is."""
        known, place = self.reader.links, self.reader.place(generic.Reference(*key, self.reader), self.revision)
        if (key, place, in_structure) not in known:
            content = self.stored(key)
            alone = isinstance(content, generic.IndirectObject)  # an object that is only a reference is not followed
            found = () if alone else tuple(links_of(content, in_structure=in_structure))
            known[key, place, in_structure] = found
        return known[key, place, in_structure]

    def _subsume_object(self, obj: generic.PdfObject) -> generic.PdfObject:
        """A copy whose references lead to this revision. All parts of an object lie in the same one, so they share its reference."""
        within = obj.get_container_ref()
        if isinstance(obj, generic.DecryptedObjectProxy) or not isinstance(within, generic.Reference):
            raise PdfReadError("encrypted files are not judged")
        copied: generic.PdfObject = self._copied(obj, generic.Reference(within.idnum, within.generation, self))
        return copied

    def _copied(self, item: Any, within: generic.Reference) -> Any:
        if isinstance(item, generic.IndirectObject):
            return generic.IndirectObject(item.idnum, item.generation, self)
        copy: generic.DictionaryObject | generic.ArrayObject
        if isinstance(item, generic.DictionaryObject):
            entries = {key: self._copied(value, within) for key, value in item.items()}
            if isinstance(item, generic.StreamObject):
                copy = generic.StreamObject(entries, encoded_data=item.encoded_data)
            else:
                copy = generic.DictionaryObject()
                copy.update(entries)
        elif isinstance(item, generic.ArrayObject):
            copy = generic.ArrayObject(self._copied(value, within) for value in item)
        else:
            return item
        copy.container_ref = within
        return copy

    def _load_reverse_xref_cache(self) -> None:
        if self._uses is None:
            self._uses = ObjectUses(self, self.trailer_view, self.root)

    def _get_usages_of_ref(self, ref: generic.Reference) -> set[RawPdfPath]:
        return self._uses.of((ref.idnum, ref.generation)) if self._uses is not None else set()
