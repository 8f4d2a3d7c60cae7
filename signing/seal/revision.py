"""The revision that carries a seal: an invisible signature field, its signature, and what refers to them, appended to the file's own bytes."""

import io
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime

from pyhanko.pdf_utils import generic

from signing.errors import DocumentError
from signing.seal.quick_file import NotPlain, QuickFile

__all__ = ["Placeholder", "field_revision"]

NAME = generic.pdf_name
_BYTE_RANGE_DIGITS = 10
_OUTSIDE = [-9999, -9999, -9999, -9999]
_PRINT_AND_LOCKED = 4 + 128
_DEEPEST_PAGE_TREE = 16


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A whole revision but for the CMS structure: the bytes before `<`, the room between, the bytes from `>` on."""

    before: bytes
    after: bytes
    room_bytes: int

    def filled(self, cms: bytes) -> bytes:
        """Raises DocumentError: it does not fit."""
        if len(cms) > self.room_bytes:
            raise DocumentError(f"the seal needs {len(cms)} bytes, {self.room_bytes} were kept")
        return b"".join((self.before, b"<", cms.hex().encode().ljust(2 * self.room_bytes, b"0"), b">", self.after))


def field_revision(file: QuickFile, field: str, room_bytes: int, *, at: datetime, reason: str) -> Placeholder:
    """Append the field.

    Raises:
        NotPlain: the file is built in a way not understood here.
        DocumentError: it has a field of that name.
    """
    return _Revision(file, field, room_bytes, at, reason).placeholder()


class _Revision:
    """What is appended, object by object."""

    def __init__(self, file: QuickFile, field: str, room_bytes: int, at: datetime, reason: str) -> None:
        self._file, self._field, self._room = file, field, room_bytes
        self._at, self._reason = at, reason
        self._next = file.size
        self._objects: dict[int, bytes] = {}

    def placeholder(self) -> Placeholder:
        root_reference = self._file.trailer.raw_get("/Root")
        page_reference, page = self._first_page(root_reference)
        signature, widget = self._new(), self._new()
        self._objects[widget] = _written(
            generic.DictionaryObject(
                {
                    NAME("/Type"): NAME("/Annot"),
                    NAME("/Subtype"): NAME("/Widget"),
                    NAME("/FT"): NAME("/Sig"),
                    NAME("/T"): generic.TextStringObject(self._field),
                    NAME("/F"): generic.NumberObject(_PRINT_AND_LOCKED),
                    NAME("/Rect"): generic.ArrayObject([generic.NumberObject(number) for number in _OUTSIDE]),
                    NAME("/P"): page_reference,
                    NAME("/V"): generic.IndirectObject(signature, 0, None),
                }
            )
        )
        self._append(page_reference.idnum, page, "/Annots", widget)
        self._into_form(root_reference, widget)
        return self._assembled(signature)

    def _new(self) -> int:
        self._next += 1
        return self._next - 1

    def _first_page(self, root_reference: generic.PdfObject) -> tuple[generic.IndirectObject, generic.DictionaryObject]:
        reference: generic.PdfObject = _dictionary(self._file.resolved(root_reference)).raw_get("/Pages")
        for _ in range(_DEEPEST_PAGE_TREE):
            node = _dictionary(self._file.resolved(reference))
            if not isinstance(reference, generic.IndirectObject):
                raise NotPlain("a page that is no object of its own")
            if "/Kids" not in node:
                return reference, node
            kids = self._file.resolved(node.raw_get("/Kids"))
            if not isinstance(kids, generic.ArrayObject) or not kids:
                raise NotPlain("no pages")
            reference = kids.raw_get(0)
        raise NotPlain("a page tree without end")

    def _into_form(self, root_reference: generic.PdfObject, widget: int) -> None:
        if not isinstance(root_reference, generic.IndirectObject):
            raise NotPlain("no catalogue")
        root = _dictionary(self._file.resolved(root_reference))
        holder = root.raw_get("/AcroForm") if "/AcroForm" in root else None
        form = _dictionary(self._file.resolved(holder)) if holder is not None else generic.DictionaryObject()
        self._require_free(form)
        form[NAME("/SigFlags")] = generic.NumberObject(3)
        if isinstance(holder, generic.IndirectObject):
            self._append(holder.idnum, form, "/Fields", widget)
        else:
            root[NAME("/AcroForm")] = form
            self._append(root_reference.idnum, root, "/Fields", widget, within=form)

    def _require_free(self, form: generic.DictionaryObject) -> None:
        fields = self._file.resolved(form.raw_get("/Fields")) if "/Fields" in form else None
        for index in range(len(fields) if isinstance(fields, generic.ArrayObject) else 0):
            known = self._file.resolved(fields.raw_get(index)) if isinstance(fields, generic.ArrayObject) else None
            if isinstance(known, generic.DictionaryObject) and known.get("/T") == self._field:
                raise DocumentError(f"the file has a field named {self._field} already")

    def _append(
        self,
        number: int,
        holder: generic.DictionaryObject,
        key: str,
        widget: int,
        *,
        within: generic.DictionaryObject | None = None,
    ) -> None:
        """One more reference in an array of the object, which may be an object of its own."""
        dictionary = holder if within is None else within
        kept = dictionary.raw_get(key) if key in dictionary else generic.ArrayObject()
        array = self._file.resolved(kept)
        if not isinstance(array, generic.ArrayObject):
            raise NotPlain(f"{key} is no array")
        array.append(generic.IndirectObject(widget, 0, None))
        if isinstance(kept, generic.IndirectObject):
            self._objects[kept.idnum] = _written(array)
            if key == "/Annots":
                return  # the page itself stays as it is
        else:
            dictionary[NAME(key)] = array
        self._objects[number] = _written(holder)

    def _assembled(self, signature: int) -> Placeholder:
        start = len(self._file.pdf)
        parts = [self._file.pdf, b"" if self._file.pdf.endswith((b"\n", b"\r")) else b"\n"]
        offsets: dict[int, int] = {}
        position = start + len(parts[1])
        for number, content in self._objects.items():
            offsets[number] = position
            text = b"%d 0 obj\n%b\nendobj\n" % (number, content)
            parts.append(text)
            position += len(text)
        offsets[signature] = position
        head = b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(%b)%b/ByteRange[0 " % (
            signature,
            self._at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode(),
            b"/Reason" + _written(generic.TextStringObject(self._reason)) if self._reason else b"",
        )
        room = 2 * self._room + 2
        range_bytes = 3 * _BYTE_RANGE_DIGITS + 3
        gap = position + len(head) + range_bytes + len(b"/Contents")
        tail = b">>\nendobj\n"
        section_at = gap + room + len(tail)
        tail += self._section(offsets, section_at)
        numbers = b"%d %d %d" % (gap, gap + room, len(tail))
        before = b"".join([*parts, head, numbers.ljust(range_bytes - 1), b"]", b"/Contents"])
        return Placeholder(before, tail, self._room)

    def _section(self, offsets: dict[int, int], section_at: int) -> bytes:
        """Cross-reference section of the same kind as the file's last one (ISO 32000-2 § 7.5.8.4)."""
        trailer = {key: self._file.trailer.raw_get(key) for key in ("/Root", "/Info", "/ID") if key in self._file.trailer}
        trailer["/Prev"] = generic.NumberObject(self._file.last_section_at)
        if self._file.has_streams:
            return self._stream_section({**offsets, self._next: section_at}, trailer, section_at)
        lines = [b"xref\n"]
        for first, numbers in _runs(offsets):
            lines.append(b"%d %d\n" % (first, len(numbers)))
            lines.extend(b"%010d 00000 n \n" % offsets[number] for number in numbers)
        trailer["/Size"] = generic.NumberObject(self._next)
        lines.append(b"trailer\n" + _written(_named(trailer)) + b"\nstartxref\n%d\n%%%%EOF\n" % section_at)
        return b"".join(lines)

    def _stream_section(self, offsets: dict[int, int], trailer: dict[str, generic.PdfObject], section_at: int) -> bytes:
        runs = _runs(offsets)
        rows = b"".join(b"\x01" + offsets[number].to_bytes(5) + b"\0" for _, numbers in runs for number in numbers)
        content = zlib.compress(rows)
        index = [item for first, numbers in runs for item in (first, len(numbers))]
        trailer |= {
            "/Type": NAME("/XRef"),
            "/Size": generic.NumberObject(self._next + 1),
            "/W": generic.ArrayObject(generic.NumberObject(width) for width in (1, 5, 1)),
            "/Index": generic.ArrayObject(generic.NumberObject(item) for item in index),
            "/Filter": NAME("/FlateDecode"),
            "/Length": generic.NumberObject(len(content)),
        }
        head = b"%d 0 obj\n%b\nstream\n" % (self._next, _written(_named(trailer)))
        return b"".join((head, content, b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % section_at))


def _dictionary(item: generic.PdfObject | None) -> generic.DictionaryObject:
    if not isinstance(item, generic.DictionaryObject):
        raise NotPlain("no dictionary where one should be")
    return item


def _named(values: dict[str, generic.PdfObject]) -> generic.DictionaryObject:
    return generic.DictionaryObject({NAME(key): value for key, value in values.items()})


def _written(item: generic.PdfObject) -> bytes:
    stream = io.BytesIO()
    item.write_to_stream(stream)
    return stream.getvalue()


def _runs(offsets: dict[int, int]) -> list[tuple[int, list[int]]]:
    """Consecutive object numbers."""
    runs: list[tuple[int, list[int]]] = []
    for number in sorted(offsets):
        if runs and runs[-1][1][-1] == number - 1:
            runs[-1][1].append(number)
        else:
            runs.append((number, [number]))
    return runs
