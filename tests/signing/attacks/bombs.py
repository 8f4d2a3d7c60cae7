"""Small files that want much: memory, time, depth. None needs a key."""

import zlib
from collections.abc import Callable, Mapping

__all__ = ["BOMBS", "plain_pdf"]

_GIB = 1 << 30
Objects = Mapping[int, bytes]


def plain_pdf(objects: Objects, *, size: int | None = None, trailer: bytes = b"") -> bytes:
    """A file with a classical cross-reference table; object 1 is the catalog."""
    body = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        body += b"%d 1\n%010d 00000 n \n" % (number, place)
    body += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size or max(places) + 1, trailer, start)
    return bytes(body)


def _catalog(more: bytes = b"") -> dict[int, bytes]:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % more,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    }


def _stream(content: bytes, entries: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def _zeros(size: int) -> bytes:
    """So many zero bytes, deflated, without ever holding them."""
    squeezer = zlib.compressobj(9)
    block = bytes(1 << 24)
    parts = [squeezer.compress(block) for _ in range(size // len(block))]
    return b"".join([*parts, squeezer.flush()])


def _twice_deflated(size: int) -> bytes:
    return zlib.compress(_zeros(size), 9)


def object_stream_of_gigabytes() -> bytes:
    """3.8 kB for 2 GB by two filters; the catalog is said to lie in it."""
    bomb = _twice_deflated(2 * _GIB)
    objects = {5: _stream(bomb, b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]")}
    return _with_section(objects, {1: (2, 5, 0)})


def cross_references_of_gigabytes() -> bytes:
    bomb = _twice_deflated(2 * _GIB)
    start = b"%PDF-1.7\n"
    section = _stream(
        bomb, b"/Type /XRef /W [1 2 1] /Index [0 600000000] /Size 600000000 /Root 1 0 R /Filter [/FlateDecode /FlateDecode]"
    )
    return start + b"1 0 obj\n" + section + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(start)


def cross_references_without_data() -> bytes:
    """Announces a thousand million objects and has four bytes."""
    start = b"%PDF-1.7\n"
    section = _stream(b"\1\0\0\0", b"/Type /XRef /W [1 2 1] /Index [0 1000000000] /Size 1000000000 /Root 1 0 R")
    return start + b"1 0 obj\n" + section + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(start)


def hidden_cross_references_without_data() -> bytes:
    """The same with the name written in hexadecimal, which no simple look finds."""
    return cross_references_without_data().replace(b"/Index", b"/#49ndex")


def _with_section(objects: Objects, entries: Mapping[int, tuple[int, int, int]]) -> bytes:
    body = bytearray(b"%PDF-1.7\n")
    table = dict(entries)
    for number, content in sorted(objects.items()):
        table[number] = (1, len(body), 0)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    own = max(table) + 1
    table[own] = (1, len(body), 0)
    rows = b"".join(bytes([kind]) + one.to_bytes(6) + two.to_bytes(2) for _, (kind, one, two) in sorted(table.items()))
    index = b" ".join(b"%d 1" % number for number in sorted(table))
    section = _stream(rows, b"/Type /XRef /W [1 6 2] /Index [%s] /Size %d /Root 1 0 R" % (index, own + 1))
    start = len(body)
    return bytes(body) + b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, section, start)


def security_store_of_gigabytes() -> bytes:
    """Twenty certificates that are 100 MB each when unpacked."""
    bomb = _stream(_zeros(100 << 20), b"/Filter /FlateDecode")
    objects = _catalog(b"/DSS << /Certs [%s] >>" % b" ".join(b"%d 0 R" % number for number in range(10, 30)))
    return plain_pdf({**objects, **dict.fromkeys(range(10, 30), bomb)})


def many_small_streams_of_the_store() -> bytes:
    """Each below the limit, together 6 GB."""
    bomb = _stream(_zeros(60 << 20 & ~((1 << 24) - 1)), b"/Filter /FlateDecode")
    objects = _catalog(b"/DSS << /Certs [%s] >>" % b" ".join(b"%d 0 R" % number for number in range(10, 130)))
    return plain_pdf({**objects, **dict.fromkeys(range(10, 130), bomb)})


def lzw_of_nothing_but_growth() -> bytes:
    """LZW codes that double what they repeat; the catalog lies in it."""
    packed = zlib.compress(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 200_000, 9)
    return _with_section({5: _stream(packed, b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /LZWDecode]")}, {1: (2, 5, 0)})


def filters_without_end() -> bytes:
    """A thousand filters, one after another."""
    chain = b"/Filter [%s]" % (b"/ASCIIHexDecode " * 1000)
    return _with_section({5: _stream(b"00>", b"/Type /ObjStm /N 1 /First 4 " + chain)}, {1: (2, 5, 0)})


def section_points_to_itself() -> bytes:
    pdf = plain_pdf(_catalog())
    start = pdf.rindex(b"xref\n0 1")
    return plain_pdf(_catalog(), trailer=b"/Prev %d" % start)


def sections_point_to_each_other() -> bytes:
    first = plain_pdf(_catalog(), trailer=b"/Prev 0000000999")
    start = first.rindex(b"xref\n0 1")
    second_start = len(first)
    second = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 4 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        start,
        second_start,
    )
    return first.replace(b"0000000999", b"%010d" % second_start) + second


def ten_thousand_revisions() -> bytes:
    pdf = bytearray(plain_pdf(_catalog()))
    previous = pdf.rindex(b"xref\n0 1")
    for _ in range(10_000):
        start = len(pdf)
        pdf += b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 4 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
            previous,
            start,
        )
        previous = start
    return bytes(pdf)


def deep_arrays() -> bytes:
    return plain_pdf(_catalog(b"/X " + b"[" * 200_000 + b"]" * 200_000))


def deep_dictionaries() -> bytes:
    return plain_pdf(_catalog(b"/X " + b"<< /X " * 100_000 + b"null" + b" >>" * 100_000))


def deep_page_tree() -> bytes:
    """Fifty thousand levels, one page at the bottom."""
    levels = range(2, 50_002)
    nodes = {number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (number + 1, number - 1) for number in levels}
    return plain_pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **nodes, 50_002: b"<< /Type /Page /Parent 50001 0 R >>"})


def page_tree_in_a_circle() -> bytes:
    return plain_pdf(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9999999 /Parent 2 0 R >>"}
    )


def hundred_thousand_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 100_003))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % kids}
    return plain_pdf({**objects, **dict.fromkeys(range(3, 100_003), page)})


def fields_in_a_circle() -> bytes:
    return plain_pdf(
        {
            **_catalog(b"/AcroForm << /Fields [5 0 R] >>"),
            5: b"<< /FT /Sig /T (a) /Kids [6 0 R] >>",
            6: b"<< /T (b) /Parent 5 0 R /Kids [5 0 R 5 0 R] >>",
        }
    )


def fields_in_a_long_line() -> bytes:
    line = {number: b"<< /T (a) /Parent %d 0 R /Kids [%d 0 R] >>" % (number - 1, number + 1) for number in range(6, 30_000)}
    return plain_pdf(
        {
            **_catalog(b"/AcroForm << /Fields [5 0 R] >>"),
            5: b"<< /FT /Sig /T (a) /Kids [6 0 R] >>",
            **line,
            30_000: b"<< /T (a) /V 1 0 R >>",
        }
    )


def hundred_thousand_fields() -> bytes:
    fields = b" ".join(b"%d 0 R" % number for number in range(5, 100_005))
    return plain_pdf(
        {
            **_catalog(b"/AcroForm << /Fields [%s] >>" % fields),
            **{number: b"<< /FT /Sig /T (f%d) /V << >> >>" % number for number in range(5, 100_005)},
        }
    )


def object_stream_of_a_thousand_million() -> bytes:
    return _with_section({5: _stream(b"1 0 << >>", b"/Type /ObjStm /N 1000000000 /First 4")}, {1: (2, 5, 0)})


def giant_numbers() -> bytes:
    digits = b"9" * 200_000
    value = b"<< /ByteRange [0 %s %s %s] /Contents <00> >>" % (digits, digits, digits)
    return plain_pdf({**_catalog(b"/AcroForm << /Fields [5 0 R] >>"), 5: b"<< /FT /Sig /T (a) /V %s >>" % value})


def giant_length() -> bytes:
    return plain_pdf({**_catalog(b"/Metadata 5 0 R"), 5: b"<< /Length 99999999999999999999 >>\nstream\nx\nendstream"})


def length_in_a_circle() -> bytes:
    return plain_pdf({**_catalog(b"/DSS << /Certs [5 0 R] >>"), 5: b"<< /Length 5 0 R >>\nstream\nx\nendstream"})


def open_strings() -> bytes:
    return plain_pdf(_catalog(b"/X " + b"(" * 500_000))


def deep_der() -> bytes:
    """A signature of 100,000 structures in one another, of indefinite length each."""
    return _signature((b"\x30\x80" * 100_000).hex().encode())


def wide_der() -> bytes:
    """A signature of a million empty elements."""
    content = b"\x05\x00" * 1_000_000
    return _signature((b"\x30\x83" + len(content).to_bytes(3) + content).hex().encode())


def _signature(digits: bytes) -> bytes:
    """A field whose signature is these digits, with a byte range that fits."""
    value = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 %010d %010d %010d] /Contents <%s> >>"
    )
    draft = plain_pdf(
        {**_catalog(b"/AcroForm << /Fields [5 0 R] >>"), 5: b"<< /FT /Sig /T (a) /V 6 0 R >>", 6: value % (0, 0, 0, digits)}
    )
    start = draft.index(b"/Contents <") + len(b"/Contents ")
    end = start + len(digits) + 2
    return draft.replace(b"[0 0000000000 0000000000 0000000000]", b"[0 %010d %010d %010d]" % (start, end, len(draft) - end))


def names_of_megabytes() -> bytes:
    return plain_pdf(_catalog(b"/" + b"a" * 20_000_000 + b" 1"))


BOMBS: dict[str, Callable[[], bytes]] = {
    function.__name__.replace("_", " "): function
    for function in (
        object_stream_of_gigabytes,
        cross_references_of_gigabytes,
        cross_references_without_data,
        hidden_cross_references_without_data,
        security_store_of_gigabytes,
        many_small_streams_of_the_store,
        lzw_of_nothing_but_growth,
        filters_without_end,
        section_points_to_itself,
        sections_point_to_each_other,
        ten_thousand_revisions,
        deep_arrays,
        deep_dictionaries,
        deep_page_tree,
        page_tree_in_a_circle,
        hundred_thousand_pages,
        fields_in_a_circle,
        fields_in_a_long_line,
        hundred_thousand_fields,
        object_stream_of_a_thousand_million,
        giant_numbers,
        giant_length,
        length_in_a_circle,
        open_strings,
        deep_der,
        wide_der,
        names_of_megabytes,
    )
}
