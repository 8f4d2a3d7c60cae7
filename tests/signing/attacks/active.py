"""Content that acts: scripts, programs, embedded files, XFA forms, encryption, files that are two things at once."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic

from signing.sandbox import bad_credentials as maker
from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.raw import update
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Change, Workshop
from tests.signing.validation import attacks as tools

NAME = generic.pdf_name
CHANGED = expected(1, "CONTENT_CHANGED")
ENCRYPTED = expected(3, "ENCRYPTED")
NOT_A_PDF = expected(3, "NOT_A_PDF")


def _action(kind: str, **entries: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({NAME("/S"): NAME(kind), **{NAME(f"/{key}"): value for key, value in entries.items()}})


def launch(writer: maker._Writer) -> None:
    writer.root[NAME("/OpenAction")] = writer.add_object(_action("/Launch", F=generic.pdf_string("calc.exe")))
    writer.update_root()


def go_to_address(writer: maker._Writer) -> None:
    writer.root[NAME("/OpenAction")] = writer.add_object(_action("/URI", URI=generic.pdf_string("https://example.org/")))
    writer.update_root()


def submit_on_open(writer: maker._Writer) -> None:
    page = tools._page(writer)
    page[NAME("/AA")] = generic.DictionaryObject(
        {NAME("/O"): _action("/SubmitForm", F=generic.pdf_string("https://example.org/"))}
    )
    tools._touch(writer, page)


def named_script(writer: maker._Writer) -> None:
    script = writer.add_object(_action("/JavaScript", JS=generic.pdf_string("app.alert(1)")))
    tree = generic.DictionaryObject({NAME("/Names"): generic.ArrayObject([generic.pdf_string("a"), script])})
    writer.root[NAME("/Names")] = generic.DictionaryObject({NAME("/JavaScript"): tree})
    writer.update_root()


def embedded_file(writer: maker._Writer) -> None:
    stream = writer.add_object(generic.StreamObject({NAME("/Type"): NAME("/EmbeddedFile")}, stream_data=b"MZ"))
    specification = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Filespec"),
            NAME("/F"): generic.pdf_string("a.exe"),
            NAME("/EF"): generic.DictionaryObject({NAME("/F"): stream}),
        }
    )
    tree = generic.DictionaryObject(
        {NAME("/Names"): generic.ArrayObject([generic.pdf_string("a.exe"), writer.add_object(specification)])}
    )
    writer.root[NAME("/Names")] = generic.DictionaryObject({NAME("/EmbeddedFiles"): tree})
    writer.update_root()


def portfolio(writer: maker._Writer) -> None:
    """A reader shows the attached files in place of the pages."""
    embedded_file(writer)
    writer.root[NAME("/Collection")] = generic.DictionaryObject(
        {NAME("/View"): NAME("/T"), NAME("/D"): generic.pdf_string("a.exe")}
    )
    writer.update_root()


def xfa(writer: maker._Writer) -> None:
    form = writer.root["/AcroForm"]
    form[NAME("/XFA")] = writer.add_object(generic.StreamObject(stream_data=b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>"))
    tools._touch(writer, form)


def encrypted(**how: Any) -> Callable[[Workshop], bytes]:
    def make(shop: Workshop) -> bytes:
        output = io.BytesIO()
        with pikepdf.open(io.BytesIO(shop.alone_finished)) as opened:
            opened.save(output, encryption=pikepdf.Encryption(owner="a", **how))
        return output.getvalue()

    return make


def said_to_be_encrypted(handler: bytes) -> Callable[[Workshop], bytes]:
    """A later revision says so; nothing is."""
    return lambda shop: update(
        shop.alone_finished, {950: b"<< /Filter %s /V 4 >>" % handler}, trailer=b"/Encrypt 950 0 R /ID [<00> <00>]"
    )


def _before(prefix: bytes) -> Callable[[Workshop], bytes]:
    return lambda shop: prefix + shop.alone_finished


def _appended(change: Change) -> Callable[[Workshop], bytes]:
    return lambda shop: tools.incremental(shop.alone_finished, change)


def _in_the_signed_revision(change: Change) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(shop.alone, Recipe(shop.zoe), change=change)


def _by_second_signer(change: Change) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(shop.document.first, Recipe(shop.juergen), "signer-2", change=change)


ACTS: dict[str, Change] = {
    "JavaScript on opening": tools.add_script,
    "JavaScript by name": named_script,
    "program on opening": launch,
    "address on opening": go_to_address,
    "form sent on opening a page": submit_on_open,
    "embedded file": embedded_file,
    "portfolio": portfolio,
    "XFA": xfa,
}
CASES = [
    *(Case(f"{name}, appended", _appended(change), "alone-finished", CHANGED, CHANGED) for name, change in ACTS.items()),
    *(Case(f"{name}, by the signer", _in_the_signed_revision(change), "alone", CHANGED, None) for name, change in ACTS.items()),
    *(
        Case(f"{name}, by the second signer", _by_second_signer(change), "first", CHANGED, CHANGED)
        for name, change in ACTS.items()
    ),
    *(
        Case(name, make, "alone-finished", ENCRYPTED, ENCRYPTED)
        for name, make in {
            "encrypted": encrypted(user="b"),
            "encrypted with the empty password": encrypted(user=""),
            "encrypted by RC4": encrypted(user="b", R=3, metadata=False, aes=False),
            "encrypted by RC4 with the empty password": encrypted(user="", R=3, metadata=False, aes=False),
            "encrypted by AES-128, metadata in clear": encrypted(user="", R=4, metadata=False),
            "encryption announced by a later revision": said_to_be_encrypted(b"/Standard"),
            "encryption for certificates announced by a later revision": said_to_be_encrypted(b"/Adobe.PubSec"),
            "encryption by a handler nobody knows": said_to_be_encrypted(b"/Vendor.DRM"),
        }.items()
    ),
    Case("HTML in front", _before(b"<html><script>alert(1)</script>"), "alone-finished", NOT_A_PDF, NOT_A_PDF),
    Case("byte order mark in front", _before(b"\xef\xbb\xbf"), "alone-finished", NOT_A_PDF, NOT_A_PDF),
    Case("line end in front", _before(b"\n"), "alone-finished", NOT_A_PDF, NOT_A_PDF),
    Case("archive in front", _before(b"PK\x03\x04"), "alone-finished", NOT_A_PDF, NOT_A_PDF),
]
