"""Revisions that somebody might append to a signed file: by pypdf, as any tool would, or by hand, nearly right and just not."""

import io
import re
from collections.abc import Callable
from typing import Any

import pypdf
from hypothesis import strategies as st
from pypdf.generic import ContentStream, DictionaryObject, NameObject, TextStringObject

from tests.signing.attacks.raw import last_startxref, object_number, stream_of, update, update_with_table

__all__ = ["appended", "by_pypdf", "damaged"]

ALL = b"BT /F1 30 Tf 72 600 Td (und alles andere) Tj ET"
_FRESH = (905, 906, 950, 9000)
_TOKENS = (
    b"<<",
    b">>",
    b"[",
    b"]",
    b"endobj",
    b"obj",
    b"stream\n",
    b"null",
    b"R",
    b"%",
    b"(",
    b")",
    b"/Prev 0",
    b"%%EOF\n",
    b"xref\n",
    b"\n",
    b" ",
)
_OBJECT = re.compile(rb"(?s)\n(\d+) 0 obj\n(.{2,4000}?)\nendobj")


@st.composite
def damaged(draw: st.DrawFn, pdf: bytes) -> bytes:
    """One to three small changes anywhere: bytes and tokens flipped, put in, taken away; objects swapped, doubled, renumbered; offsets moved."""
    for change in draw(st.lists(st.sampled_from(_DAMAGES), min_size=1, max_size=3)):
        pdf = change(draw, pdf)
    return pdf


def _flipped(draw: st.DrawFn, pdf: bytes) -> bytes:
    place = draw(st.integers(0, len(pdf) - 1))
    return pdf[:place] + bytes([pdf[place] ^ draw(st.integers(1, 255))]) + pdf[place + 1 :]


def _inserted(draw: st.DrawFn, pdf: bytes) -> bytes:
    place = draw(st.integers(0, len(pdf)))
    return pdf[:place] + draw(st.sampled_from(_TOKENS)) + pdf[place:]


def _deleted(draw: st.DrawFn, pdf: bytes) -> bytes:
    place = draw(st.integers(0, len(pdf) - 1))
    return pdf[:place] + pdf[place + draw(st.integers(1, 40)) :]


def _swapped(draw: st.DrawFn, pdf: bytes) -> bytes:
    """Two objects change places in the file."""
    found = list(_OBJECT.finditer(pdf))
    first, second = sorted(draw(st.permutations(range(len(found))))[:2])
    one, other = found[first], found[second]
    return b"".join([pdf[: one.start()], other.group(), pdf[one.end() : other.start()], one.group(), pdf[other.end() :]])


def _doubled(draw: st.DrawFn, pdf: bytes) -> bytes:
    one = draw(st.sampled_from(list(_OBJECT.finditer(pdf))))
    return pdf[: one.end()] + one.group() + pdf[one.end() :]


def _renumbered(draw: st.DrawFn, pdf: bytes) -> bytes:
    found = list(_OBJECT.finditer(pdf))
    one, other = draw(st.sampled_from(found)), draw(st.sampled_from(found))
    return pdf[: one.start(1)] + other.group(1).ljust(len(one.group(1)))[: len(one.group(1))] + pdf[one.end(1) :]


def _moved(draw: st.DrawFn, pdf: bytes) -> bytes:
    """A startxref or /Prev says another number of the same length."""
    one = draw(st.sampled_from(list(re.finditer(rb"(?:startxref\s+|/Prev )(\d+)", pdf))))
    number = draw(st.integers(0, 10 ** len(one.group(1)) - 1))
    return pdf[: one.start(1)] + str(number).encode().rjust(len(one.group(1)), b"0") + pdf[one.end(1) :]


_DAMAGES: tuple[Callable[[st.DrawFn, bytes], bytes], ...] = (
    _flipped,
    _flipped,
    _inserted,
    _deleted,
    _swapped,
    _doubled,
    _renumbered,
    _moved,
)


@st.composite
def by_pypdf(draw: st.DrawFn, pdf: bytes) -> bytes:
    """What pypdf writes when it is asked to add to a file."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True)
    draw(st.sampled_from(_EDITS))(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _other_text(writer: pypdf.PdfWriter) -> None:
    page = writer.pages[0]
    content = ContentStream(None, writer)
    content.set_data(ALL)
    page[NameObject("/Contents")] = writer._add_object(content)


def _another_page(writer: pypdf.PdfWriter) -> None:
    writer.add_blank_page(100, 100)


def _turned(writer: pypdf.PdfWriter) -> None:
    writer.pages[1].rotate(90)


def _cropped(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].cropbox.upper_right = (300, 300)


def _titled(writer: pypdf.PdfWriter) -> None:
    writer.add_metadata({"/Title": "Schenkung"})


def _with_attachment(writer: pypdf.PdfWriter) -> None:
    writer.add_attachment("a.txt", b"a")


def _with_script(writer: pypdf.PdfWriter) -> None:
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def _with_value(writer: pypdf.PdfWriter) -> None:
    form: Any = writer.root_object["/AcroForm"].get_object()
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("Betrag"),
            NameObject("/V"): TextStringObject("1 EUR"),
        }
    )
    form["/Fields"].append(writer._add_object(field))


_EDITS = (_other_text, _another_page, _turned, _cropped, _titled, _with_attachment, _with_script, _with_value)


@st.composite
def appended(draw: st.DrawFn, pdf: bytes) -> bytes:
    """One revision by hand: a catalog with a store, mostly, and whatever else its maker hopes to slip in beside it."""
    objects = draw(st.lists(_objects(pdf), min_size=0, max_size=2))
    if draw(st.integers(0, 3)):
        objects = [(object_number(pdf), draw(_catalogs(pdf))), (960, draw(st.sampled_from(_STORES))), *objects]
    trailer = draw(st.sampled_from((b"", b"", b"", b"/Info 905 0 R", b"/Root 905 0 R", b"/Encrypt null", b"/Prev 0")))
    before = draw(st.sampled_from((b"", b"", b"", b"% a comment\n", b"905 0 obj\n<< /Type /Page >>\nendobj\n")))
    with_table: bool = draw(st.booleans())
    if objects and with_table:
        return update_with_table(pdf, objects, before=before, trailer=trailer, beside=draw(st.sampled_from((0, 0, 0, 3))))
    entries = draw(st.dictionaries(_numbers(pdf), _entries(pdf), max_size=2))
    previous = draw(st.sampled_from((None, None, None, *_starts(pdf))))
    size = draw(st.sampled_from((None, None, 5, 950, 99999)))
    return update(pdf, dict(objects), entries=entries, previous=previous, size=size, before=before, trailer=trailer)


_STORES = (
    b"<< /Certs [] >>",
    b"<< /Certs [905 0 R] >>",
    b"<< /CRLs [9000 0 R] /VRI << /A << /TU (x) >> >> >>",
    b"<< >>",
    b"null",
    b"[]",
)


def _numbers(pdf: bytes) -> st.SearchStrategy[int]:
    known = (
        object_number(pdf, "/Pages", "/Kids", 0),
        object_number(pdf, "/Pages", "/Kids", 0, "/Contents"),
        object_number(pdf, "/Pages"),
    )
    return st.sampled_from((*known, *_FRESH))


def _objects(pdf: bytes) -> st.SearchStrategy[tuple[int, bytes]]:
    pages = object_number(pdf, "/Pages")
    contents = (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 300 300] >>" % pages,
        b"<< /Type /Pages /Count 1 /Kids [906 0 R] >>",
        stream_of(ALL),
        b"null",
        b"<< /Title (Schenkung) >>",
        b"<< /FT /Tx /T (Betrag) /V (1 EUR) >>",
    )
    return st.tuples(_numbers(pdf), st.sampled_from(contents))


def _catalogs(pdf: bytes) -> st.SearchStrategy[bytes]:
    keys = {key: b"%d 0 R" % object_number(pdf, key) for key in ("/Pages", "/AcroForm", "/Metadata")} | {"/DSS": b"960 0 R"}
    changes: tuple[dict[str, bytes], ...] = (
        {},
        {},
        {"/Pages": b"905 0 R"},
        {"/AcroForm": b"<< /Fields [905 0 R] >>"},
        {"/Metadata": b"905 0 R"},
        {"/OpenAction": b"905 0 R"},
        {"/Extensions": b"<< /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>"},
    )
    written = [b" ".join(b"%s %s" % (key.encode(), value) for key, value in {**keys, **change}.items()) for change in changes]
    doubled = b" ".join([written[0], b"/Pages 905 0 R"])
    return st.sampled_from([b"<< /Type /Catalog %s >>" % entries for entries in (*written, doubled)])


def _entries(pdf: bytes) -> st.SearchStrategy[tuple[int, int, int]]:
    places = [found.start(1) for found in re.finditer(rb"\n(\d+ 0 obj)", pdf)]
    return st.tuples(
        st.sampled_from((0, 0, 1, 1, 2, 3)),
        st.sampled_from((0, 960, len(pdf) + 100_000, *places)),
        st.sampled_from((0, 0, 1, 65535)),
    )


def _starts(pdf: bytes) -> tuple[int, ...]:
    return (*(int(found) for found in re.findall(rb"startxref\s+(\d+)", pdf)), last_startxref(pdf) - 1)
