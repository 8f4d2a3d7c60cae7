"""Cross-reference sections and object places: what is appended, overridden, or left open when somebody signs, below the level of pages and fields."""

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.raw import last_startxref, object_number, stream_of, update
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop

CHANGED = expected(1, "CONTENT_CHANGED")
BOTH = expected(1, "CONTENT_CHANGED", "MALFORMED")
UNREADABLE = expected(3, "MALFORMED")


def _page(pdf: bytes) -> int:
    return object_number(pdf, "/Pages", "/Kids", 0)


def incremental_page(shop: Workshop) -> bytes:
    """Incremental saving: the page has other content, by a plain update."""
    pdf = shop.alone_finished
    free = 900
    return update(
        pdf,
        {
            _page(pdf): b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>"
            % (object_number(pdf, "/Pages"), free),
            free: stream_of(b"BT /F1 12 Tf 72 700 Td (Alles) Tj ET"),
        },
    )


def incremental_without_own_section(shop: Workshop) -> bytes:
    """The objects are appended, then the old startxref: lenient readers rebuild the table and find them."""
    pdf = shop.alone_finished
    objects = b"%d 0 obj\n<< /Type /Page /MediaBox [0 0 595 842] >>\nendobj\n" % _page(pdf)
    return pdf + objects + b"startxref\n%d\n%%%%EOF\n" % last_startxref(pdf)


def section_that_skips_the_signature(shop: Workshop) -> bytes:
    """/Prev leads behind the signature to the issued document."""
    pdf = shop.alone_finished
    return update(pdf, {_page(pdf): b"<< /Type /Page /MediaBox [0 0 595 842] >>"}, previous=last_startxref(shop.alone))


def catalog_swapped(shop: Workshop) -> bytes:
    """The trailer names another catalog with pages of its own; the form stays."""
    pdf = shop.alone_finished
    form = object_number(pdf, "/AcroForm")
    return update(
        pdf,
        {
            900: b"<< /Type /Catalog /Pages 901 0 R /AcroForm %d 0 R >>" % form,
            901: b"<< /Type /Pages /Count 1 /Kids [902 0 R] >>",
            902: b"<< /Type /Page /Parent 901 0 R /MediaBox [0 0 595 842] >>",
        },
        root=900,
    )


def object_stream_overridden(shop: Workshop) -> bytes:
    """The object stream that holds catalog and second page is replaced as a whole; no object in it is named in the update."""
    pdf = shop.alone_finished
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    page = reader.xrefs[reader.root["/Pages"]["/Kids"].raw_get(1).reference]
    stream = reader.get_object(generic.Reference(page.obj_stream_id, 0, reader))
    content = stream.data.replace(b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 595 100 ]")
    assert content != stream.data
    return update(
        pdf, {page.obj_stream_id: stream_of(content, b"/Type /ObjStm /N %d /First %d" % (stream["/N"], stream["/First"]))}
    )


def object_zero(shop: Workshop) -> bytes:
    """A revision of nothing but an object 0, which no reader looks at."""
    return update(shop.alone_finished, {0: b"(what is this for)"})


def entry_into_a_foreign_stream(shop: Workshop) -> bytes:
    """The page's entry now points into an object stream of the update."""
    pdf = shop.alone_finished
    number = _page(pdf)
    header = b"%d 0 " % number
    body = header + b"<< /Type /Page /MediaBox [0 0 595 842] >>"
    return update(pdf, {900: stream_of(body, b"/Type /ObjStm /N 1 /First %d" % len(header))}, entries={number: (2, 900, 0)})


def prepended_objects(shop: Workshop) -> bytes:
    """Objects in front of the file, and a section that says where everything has moved."""
    pdf = shop.alone_finished
    return b"%PDF-1.7\n900 0 obj\n<< /Type /Page >>\nendobj\n" + pdf


def freed_object(shop: Workshop) -> bytes:
    """Shadow hide: the signed page's content is freed."""
    pdf = shop.alone_finished
    return update(pdf, {}, entries={object_number(pdf, "/Pages", "/Kids", 0, "/Contents"): (0, 0, 1)})


def hybrid_section(shop: Workshop) -> bytes:
    """A classical table that hides an /XRefStm: old readers see one file, new ones another."""
    pdf = shop.alone_finished
    shadowed = update(pdf, {_page(pdf): b"<< /Type /Page /MediaBox [0 0 595 842] >>"})
    start, size = len(shadowed), 990
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d /XRefStm %d >>\nstartxref\n%d\n%%%%EOF\n"
    return shadowed + table % (size, object_number(pdf), last_startxref(pdf), last_startxref(shadowed), start)


def signature_dictionary_repeated(shop: Workshop) -> bytes:
    """The signature dictionary again, with the same /Contents and /ByteRange, but another reason and date."""
    pdf = shop.alone_signed
    number = object_number(pdf, "/AcroForm", "/Fields", 0, "/V")
    start = pdf.rindex(b"%d 0 obj" % number)
    content = pdf[pdf.index(b"<<", start) : pdf.index(b"endobj", start)]
    return update(pdf, {number: content.replace(b"/Filter", b"/Reason (einverstanden) /Filter", 1)})


def dangling_entry(shop: Workshop) -> bytes:
    """Shadow replace by the maker of the form: a signed cross-reference entry points behind the signed bytes; what lies there comes later.

    The object comes with a revision of nothing but a security store, which may follow a signature.
    """
    where = 400_000
    prepared = update(shop.alone, {_page(shop.alone): _page_showing(shop, 905)}, entries={905: (1, where, 0)}, size=950)
    signed = shop.signed(prepared, Recipe(shop.zoe))
    content = b"905 0 obj\n%s\nendobj\n" % stream_of(b"BT /F1 12 Tf 72 700 Td (Alles) Tj ET")
    padding = b"%" * (where - len(signed) - 1) + b"\n"
    assert signed.endswith(b"\n")
    root = object_number(signed)
    catalog = _catalog_with_store(signed)
    return update(signed, {root: catalog, 960: b"<< /Certs [] >>"}, before=padding + content)


def dangling_object_stream_of_the_store(shop: Workshop) -> bytes:
    """The object stream that comes later also holds the security store, so that the revision has a use for it."""
    prepared = update(shop.alone, {_page(shop.alone): _page_showing(shop, 905)}, entries={905: (2, 930, 0)}, size=950)
    signed = shop.signed(prepared, Recipe(shop.zoe))
    content = b"[%d 0 R]" % object_number(shop.alone, "/Pages", "/Kids", 1, "/Contents")
    header = b"905 0 960 %d " % (len(content) + 1)
    stream = stream_of(header + content + b" << /Certs [] >>", b"/Type /ObjStm /N 2 /First %d" % len(header))
    return update(signed, {object_number(signed): _catalog_with_store(signed), 930: stream}, entries={960: (2, 930, 1)})


def stream_without_end(shop: Workshop) -> bytes:
    """The page's content begins under the signature and ends behind it: its /Length is greater than what is there."""
    length = 400_000
    begun = b"<< /Length %d >>\nstream\nBT /F1 12 Tf 72 700 Td (Vollmacht) Tj ET\n%%" % length
    signed = shop.signed(_with_open_object(shop, begun), Recipe(shop.zoe))
    start = signed.rindex(b"stream\nBT /F1 12 Tf 72 700 Td (Vollmacht)") + len(b"stream\n")
    rest = b"\nBT /F1 30 Tf 72 600 Td (und alles andere) Tj ET\n%"
    filled = rest + b" " * (start + length - len(signed) - len(rest)) + b"\nendstream\nendobj\n"
    return update(signed, {object_number(signed): _catalog_with_store(signed), 960: b"<< /Certs [] >>"}, before=filled)


def string_without_end(shop: Workshop) -> bytes:
    """The same with an array: behind a string that swallows the end of the signed file follows the content."""
    signed = shop.signed(_with_open_object(shop, b"[ ("), Recipe(shop.zoe))
    filled = b") %d 0 R ]\nendobj\n" % object_number(shop.alone, "/Pages", "/Kids", 1, "/Contents")
    return update(signed, {object_number(signed): _catalog_with_store(signed), 960: b"<< /Certs [] >>"}, before=filled)


def _with_open_object(shop: Workshop, begun: bytes) -> bytes:
    """The issued file with a page whose content is the object that begins so and has no end."""
    prepared = update(shop.alone, {_page(shop.alone): _page_showing(shop, 905), 905: begun}, size=950)
    return prepared.replace(begun + b"\nendobj\n", begun + b"\n       ")


def revision_of_nothing(shop: Workshop) -> bytes:
    """A cross-reference section and no object: room for what only some readers see."""
    return update(shop.alone_finished, {}, before=b"%<script>alert(1)</script>\n")


def _page_showing(shop: Workshop, content: int) -> bytes:
    pages, number = object_number(shop.alone, "/Pages"), content
    return b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>" % (pages, number)


def _catalog_with_store(pdf: bytes) -> bytes:
    parts = b" ".join(b"%s %d 0 R" % (key.encode(), object_number(pdf, key)) for key in ("/Pages", "/AcroForm", "/Metadata"))
    return b"<< /Type /Catalog %s /DSS 960 0 R >>" % parts


def dangling_object_stream(shop: Workshop) -> bytes:
    """The same with an object stream that does not exist yet when the file is signed."""
    prepared = update(shop.alone, {_page(shop.alone): _page_showing(shop, 905)}, entries={905: (2, 930, 0)}, size=950)
    signed = shop.signed(prepared, Recipe(shop.zoe))
    body = b"905 0 [%d 0 R]" % object_number(shop.alone, "/Pages", "/Kids", 1, "/Contents")
    stream = stream_of(body, b"/Type /ObjStm /N 1 /First 6")
    return update(signed, {object_number(signed): _catalog_with_store(signed), 930: stream, 960: b"<< /Certs [] >>"})


CASES = [
    Case("incremental saving: another page", incremental_page, "alone-finished", CHANGED, CHANGED),
    Case("incremental saving: without a section", incremental_without_own_section, "alone-finished", CHANGED, CHANGED),
    Case(
        "cross-reference skips the signature",
        section_that_skips_the_signature,
        "alone-finished",
        expected(1, "CONTENT_CHANGED", "JOINT_SIGNATURE_INCOMPLETE"),
        expected(1, "NO_SIGNATURE"),
    ),
    Case("catalog swapped", catalog_swapped, "alone-finished", CHANGED, CHANGED),
    Case("object stream overridden", object_stream_overridden, "alone-finished", CHANGED, CHANGED),
    Case("object 0", object_zero, "alone-finished", CHANGED, CHANGED),
    Case("entry into a foreign object stream", entry_into_a_foreign_stream, "alone-finished", CHANGED, CHANGED),
    Case("prepended objects", prepended_objects, "alone-finished", UNREADABLE, UNREADABLE),
    Case("page content freed", freed_object, "alone-finished", CHANGED, CHANGED),
    Case("hybrid cross-reference", hybrid_section, "alone-finished", BOTH, BOTH),
    Case("signature dictionary repeated", signature_dictionary_repeated, "alone", CHANGED, CHANGED),
    Case("entry behind the signed bytes", dangling_entry, "alone", CHANGED, CHANGED),
    Case("object stream behind the signed bytes", dangling_object_stream, "alone", CHANGED, CHANGED),
    Case("store's object stream behind the signed bytes", dangling_object_stream_of_the_store, "alone", CHANGED, CHANGED),
    Case("stream that does not end", stream_without_end, "alone", CHANGED, CHANGED),
    Case("string that does not end", string_without_end, "alone", CHANGED, CHANGED),
    Case("revision of nothing", revision_of_nothing, "alone-finished", CHANGED, CHANGED),
]
