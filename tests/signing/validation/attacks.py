"""What an attacker or a careless tool does to a signed file. Each function takes a file and gives the changed one."""

import asyncio
import io
import re
from collections.abc import Callable

import pikepdf
from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigSeedSubFilter

from signing.sandbox import bad_credentials as maker
from signing.validation.expectation import Limits
from signing.validation.signed_file import read_signed_file
from tests.signing.builders import MADE_AT, Authority

Change = Callable[[maker._Writer], None]
NAME = generic.pdf_name


def incremental(pdf: bytes, change: Change) -> bytes:
    writer = maker._Writer(io.BytesIO(pdf), strict=False)
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def signed_with_change(authority: Authority, pdf: bytes, field: str, name: str, change: Change) -> bytes:
    """The change is made in the very revision that the (good) signature covers."""
    writer = maker._Writer(io.BytesIO(pdf), strict=False)
    change(writer)
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    signer = PdfSigner(
        metadata,
        maker._PersonalSigner(authority.holder(name), authority.installation),
        timestamper=maker._OwnTimeStamper(authority.installation, MADE_AT),
    )
    output = io.BytesIO()
    asyncio.run(signer.async_sign_pdf(writer, output=output, bytes_reserved=16384))
    return output.getvalue()


def _page(writer: maker._Writer, number: int = 0) -> generic.DictionaryObject:
    page = writer.root["/Pages"]["/Kids"].raw_get(number).get_object()
    assert isinstance(page, generic.DictionaryObject)
    return page


def _touch(writer: maker._Writer, item: generic.PdfObject) -> None:
    holder = item.container_ref
    assert isinstance(holder, generic.Reference)
    writer.mark_update(holder)


def replace_content(writer: maker._Writer) -> None:
    page = _page(writer)
    page[NAME("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 700 Td (Alles) Tj ET"))
    _touch(writer, page)


def overwrite_content_stream(writer: maker._Writer) -> None:
    stream = _page(writer)["/Contents"]
    stream._data = b"BT /F1 12 Tf 72 700 Td (Alles) Tj ET"
    stream._encoded_data = None
    _touch(writer, stream)


def add_page(writer: maker._Writer) -> None:
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Page"),
            NAME("/Parent"): writer.root.raw_get("/Pages"),
            NAME("/MediaBox"): _page(writer)["/MediaBox"],
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[NAME("/Count")] = generic.NumberObject(3)
    _touch(writer, pages)


def remove_page(writer: maker._Writer) -> None:
    pages = writer.root["/Pages"]
    del pages["/Kids"][0]
    pages[NAME("/Count")] = generic.NumberObject(1)
    _touch(writer, pages)


def add_annotation(writer: maker._Writer) -> None:
    page = _page(writer)
    note = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Annot"),
            NAME("/Subtype"): NAME("/FreeText"),
            NAME("/Rect"): generic.ArrayObject(generic.NumberObject(side) for side in (50, 600, 400, 760)),
            NAME("/Contents"): generic.pdf_string("gilt nicht"),
        }
    )
    page[NAME("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    _touch(writer, page)


def add_field(writer: maker._Writer) -> None:
    form = writer.root["/AcroForm"]
    field = generic.DictionaryObject(
        {NAME("/FT"): NAME("/Tx"), NAME("/T"): generic.pdf_string("Betrag"), NAME("/V"): generic.pdf_string("1 EUR")}
    )
    form["/Fields"].append(writer.add_object(field))
    _touch(writer, form)


def change_title(writer: maker._Writer) -> None:
    information = writer.trailer_view["/Info"] if hasattr(writer, "trailer_view") else writer.prev.trailer["/Info"]
    information[NAME("/Title")] = generic.pdf_string("Schenkung")
    _touch(writer, information)


def change_dates(writer: maker._Writer) -> None:
    """What Acrobat does when it signs."""
    information = writer.prev.trailer["/Info"]
    information[NAME("/ModDate")] = generic.pdf_string("D:20261102100000Z")
    information[NAME("/Producer")] = generic.pdf_string("Acrobat")
    _touch(writer, information)
    _replace_metadata(writer, b"2026-11-02T09:00:00Z", b"2026-11-02T10:00:00Z")


def change_xmp_title(writer: maker._Writer) -> None:
    _replace_metadata(writer, b"Vollmacht", b"Schenkung")


def _replace_metadata(writer: maker._Writer, old: bytes, new: bytes) -> None:
    stream = writer.root["/Metadata"]
    changed = generic.StreamObject(
        {NAME("/Type"): NAME("/Metadata"), NAME("/Subtype"): NAME("/XML")}, stream_data=stream.data.replace(old, new)
    )
    reference = writer.root.raw_get("/Metadata")
    writer.objects[(reference.generation, reference.idnum)] = changed


def add_script(writer: maker._Writer) -> None:
    action = generic.DictionaryObject({NAME("/S"): NAME("/JavaScript"), NAME("/JS"): generic.pdf_string("app.alert(1)")})
    writer.root[NAME("/OpenAction")] = writer.add_object(action)
    writer.update_root()


def move_field(writer: maker._Writer) -> None:
    field = writer.root["/AcroForm"]["/Fields"][1]
    field[NAME("/Rect")] = generic.ArrayObject(generic.NumberObject(side) for side in (0, 0, 595, 842))
    _touch(writer, field)


def big_timestamp_widget(writer: maker._Writer) -> None:
    """A field of our own on the page that pretends to be a document timestamp's."""
    page, form = _page(writer), writer.root["/AcroForm"]
    value = writer.add_object(generic.DictionaryObject({NAME("/Type"): NAME("/DocTimeStamp")}))
    widget = writer.add_object(
        generic.DictionaryObject(
            {
                NAME("/Type"): NAME("/Annot"),
                NAME("/Subtype"): NAME("/Widget"),
                NAME("/FT"): NAME("/Sig"),
                NAME("/T"): generic.pdf_string("document-timestamp-9"),
                NAME("/Rect"): generic.ArrayObject(generic.NumberObject(side) for side in (0, 0, 595, 842)),
                NAME("/V"): value,
            }
        )
    )
    page[NAME("/Annots")] = generic.ArrayObject([widget])
    form["/Fields"].append(widget)
    _touch(writer, page)
    _touch(writer, form)


def empty_security_store(writer: maker._Writer) -> None:
    writer.root[NAME("/DSS")] = writer.add_object(generic.DictionaryObject({NAME("/OCSPs"): generic.ArrayObject()}))
    writer.update_root()


def poisoned_security_store(writer: maker._Writer) -> None:
    rubbish = writer.add_object(generic.StreamObject(stream_data=b"\x30\x82\xff\xff rubbish"))
    arrays = {NAME(key): generic.ArrayObject([rubbish]) for key in ("/OCSPs", "/CRLs", "/Certs")}
    writer.root[NAME("/DSS")] = writer.add_object(generic.DictionaryObject(arrays))
    writer.update_root()


# -- bytes --


def with_byte(pdf: bytes, position: int, mask: int = 1) -> bytes:
    changed = bytearray(pdf)
    changed[position] ^= mask
    return bytes(changed)


def last_slot(pdf: bytes) -> tuple[int, int, int]:
    """Start and end of the last /Contents, and the length of its DER in bytes."""
    slot = read_signed_file(pdf, Limits()).slots[-1]
    return slot.gap[0], slot.gap[1], len(slot.der)


def byte_range(pdf: bytes, new: bytes) -> bytes:
    """Another last /ByteRange of the same length in the file."""
    found = list(re.finditer(rb"/ByteRange \[[^\]]*\] *", pdf))[-1]
    assert len(new) <= len(found.group())
    return pdf[: found.start()] + new.ljust(len(found.group())) + pdf[found.end() :]


def contents(pdf: bytes, new: bytes) -> bytes:
    """Another last /Contents, padded to the old length."""
    start, end, _ = last_slot(pdf)
    text = b"<" + new.hex().encode() + b">"
    return pdf[:start] + text.ljust(end - start) + pdf[end:]


def with_der(pdf: bytes, der: bytes) -> bytes:
    start, end, _ = last_slot(pdf)
    digits = der.hex().encode().ljust(end - start - 2, b"0")
    return pdf[: start + 1] + digits + pdf[end - 1 :]


def two_signers(pdf: bytes) -> bytes:
    start, end, length = last_slot(pdf)
    information = cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode())[:length])
    data = information["content"]
    one = data["signer_infos"][0].dump()
    parts = {name: data[name] for name in ("version", "digest_algorithms", "encap_content_info", "certificates")}
    twice = cms.SignedData({**parts, "signer_infos": [cms.SignerInfo.load(one), cms.SignerInfo.load(one)]})
    return with_der(pdf, cms.ContentInfo({"content_type": "signed_data", "content": twice}).dump())


def encrypted(pdf: bytes) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(output, encryption=pikepdf.Encryption(owner="a", user="b"))
    return output.getvalue()
