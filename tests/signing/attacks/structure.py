"""Universal signature forgery: the signature's own parts are missing, empty, short, of the wrong type, or elsewhere."""

import re
from collections.abc import Callable
from datetime import timedelta

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.raw import object_number, update
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import MADE_AT, issued_pdf
from tests.signing.validation import attacks as tools

BAD = expected(1, "MALFORMED")
CHANGED = expected(1, "CONTENT_CHANGED")


def _ranges(text: bytes) -> Callable[[Workshop], bytes]:
    return lambda shop: tools.byte_range(shop.alone_signed, text)


def _contents(content: bytes) -> Callable[[Workshop], bytes]:
    return lambda shop: tools.contents(shop.alone_signed, content)


def _shifted(first: int, second: int, rest: int) -> Callable[[Workshop], bytes]:
    """The real four numbers, each moved."""

    def make(shop: Workshop) -> bytes:
        pdf = shop.alone_signed
        _, one, two, length = (int(number) for number in re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf)[-1])
        return tools.byte_range(pdf, b"/ByteRange [0 %d %d %d]" % (one + first, two + second, length + rest))

    return make


def without_contents(shop: Workshop) -> bytes:
    return shop.alone_signed.replace(b"/Contents <", b"/Kontents <")


def contents_as_name(shop: Workshop) -> bytes:
    start, end, _ = tools.last_slot(shop.alone_signed)
    return shop.alone_signed[:start] + b"/Nothing".ljust(end - start) + shop.alone_signed[end:]


def contents_as_literal_string(shop: Workshop) -> bytes:
    """The same octets, written as (…): the gap is then no hexadecimal string."""
    start, end, length = tools.last_slot(shop.alone_signed)
    der = bytes.fromhex(shop.alone_signed[start + 1 : end - 1].decode())[:length]
    text = b"(" + b"".join(b"\\%03o" % octet for octet in der)[: (end - start - 2) // 4 * 4] + b")"
    return shop.alone_signed[:start] + text.ljust(end - start) + shop.alone_signed[end:]


def null_value(shop: Workshop) -> bytes:
    number = object_number(shop.alone_signed, "/AcroForm", "/Fields", 0)
    return update(shop.alone_signed, {number: b"<< /FT /Sig /T (signer-1) /V null >>"})


def value_of_wrong_type(shop: Workshop) -> bytes:
    number = object_number(shop.alone_signed, "/AcroForm", "/Fields", 0)
    return update(shop.alone_signed, {number: b"<< /FT /Sig /T (signer-1) /V [1 2 3] >>"})


def unknown_sub_filter(shop: Workshop) -> bytes:
    return shop.alone_signed.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.detachee")


def garbage_after_der(shop: Workshop) -> bytes:
    _, end, _ = tools.last_slot(shop.alone_finished)
    return tools.with_byte(shop.alone_finished, end - 20, 0x01)


def second_blob_in_contents(shop: Workshop) -> bytes:
    """A whole second CMS structure behind the first, in what should be padding."""
    start, end, length = tools.last_slot(shop.alone_signed)
    digits = shop.alone_signed[start + 1 : end - 1]
    return (
        shop.alone_signed[: start + 1]
        + (digits[: 2 * length] * 2).ljust(len(digits), b"0")[: len(digits)]
        + shop.alone_signed[end - 1 :]
    )


def longer_length_in_der(shop: Workshop) -> bytes:
    """The outermost length swallows two octets of padding."""
    start, end, length = tools.last_slot(shop.alone_finished)
    der = bytearray(bytes.fromhex(shop.alone_finished[start + 1 : end - 1].decode())[:length])
    assert der[1] == 0x82
    der[2:4] = (length - 4 + 2).to_bytes(2)
    return tools.with_der(shop.alone_finished, bytes(der) + b"\0\0")


def two_signer_infos(shop: Workshop) -> bytes:
    return tools.two_signers(shop.alone_signed)


def no_signer_info(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, data=lambda data: {**data, "signer_infos": []}))


def certificates_only(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, data=lambda data: {**data, "signer_infos": [], "digest_algorithms": []}))


def detached_structure_swapped(shop: Workshop) -> bytes:
    """A good signature of the same person over another document of ours."""
    other = shop.signed(lease(), Recipe(shop.zoe))
    start, end, length = tools.last_slot(other)
    return tools.with_der(shop.alone_signed, bytes.fromhex(other[start + 1 : end - 1].decode())[:length])


def lease() -> bytes:
    """Another document of ours."""
    return issued_pdf(["signer-1"], text="Mietvertrag")


def another_document_of_ours(shop: Workshop) -> bytes:
    return shop.signed(lease(), Recipe(shop.zoe))


def name_that_is_no_text(shop: Workshop) -> bytes:
    """UTF-16 of an odd number of octets: nobody can read the field's name, but the verdict must still be written down."""
    pdf = shop.alone_signed
    number = object_number(pdf, "/AcroForm", "/Fields", 0)
    value = object_number(pdf, "/AcroForm", "/Fields", 0, "/V")
    return update(pdf, {number: b"<< /FT /Sig /T <feff00> /V %d 0 R >>" % value})


def same_field_name_twice(shop: Workshop) -> bytes:
    """A second field of the same name: whoever looks a signature up by name sees only one of them."""
    return shop.document_timestamp(
        shop.alone_finished,
        "document-timestamp-2",
        at=MADE_AT + timedelta(minutes=6),
        token=lambda octets: shop.token(octets + b"x"),
        renamed="document-timestamp-1",
    )


CASES = [
    Case("byte range: all zero", _ranges(b"/ByteRange [0 0 0 0]"), "alone", BAD, BAD),
    Case("byte range: three numbers", _ranges(b"/ByteRange [0 10 20]"), "alone", BAD, BAD),
    Case("byte range: six numbers", _ranges(b"/ByteRange [0 1 2 3 4 5]"), "alone", BAD, BAD),
    Case("byte range: null", _ranges(b"/ByteRange null"), "alone", BAD, BAD),
    Case("byte range: missing", _ranges(b"/ByteRang  [0 1 2 3]"), "alone", BAD, BAD),
    Case("byte range: names", _ranges(b"/ByteRange [/a /b /c /d]"), "alone", BAD, BAD),
    Case("byte range: negative", _ranges(b"/ByteRange [0 -1 20 30]"), "alone", BAD, BAD),
    Case("byte range: beyond the file", _ranges(b"/ByteRange [0 10 20 99999999]"), "alone", BAD, BAD),
    Case("byte range: starts behind the header", _ranges(b"/ByteRange [1 10 20 30]"), "alone", BAD, BAD),
    Case("byte range: parts overlap", _ranges(b"/ByteRange [0 900 50 900]"), "alone", BAD, BAD),
    Case("byte range: gap wider than the signature", _shifted(-40, 40, -40), "alone", BAD, BAD),
    Case("byte range: gap narrower than the signature", _shifted(40, -40, 40), "alone", BAD, BAD),
    Case("byte range: gap moved", _shifted(-8, -8, 8), "alone", BAD, BAD),
    Case("byte range: last bytes left out", _shifted(0, 0, -7), "alone", CHANGED, CHANGED),
    Case("contents: missing", without_contents, "alone", BAD, BAD),
    Case("contents: empty", _contents(b""), "alone", BAD, BAD),
    Case("contents: one zero", _contents(b"\0"), "alone", BAD, BAD),
    Case("contents: cut short", _contents(b"\x30\x80"), "alone", BAD, BAD),
    Case("contents: null in DER", _contents(b"\x05\x00"), "alone", BAD, BAD),
    Case("contents: a name", contents_as_name, "alone", BAD, BAD),
    Case("contents: a literal string", contents_as_literal_string, "alone", BAD, BAD),
    Case(
        "contents: octets behind the DER",
        garbage_after_der,
        "alone-finished",
        expected(1, "STALE_REVISION", "MALFORMED", "TIMESTAMP_INVALID"),
        expected(1, "MALFORMED", "TIMESTAMP_INVALID"),
    ),
    Case("contents: a second structure behind the first", second_blob_in_contents, "alone", BAD, BAD),
    Case(
        "contents: length swallows padding",
        longer_length_in_der,
        "alone-finished",
        expected(1, "STALE_REVISION", "TIMESTAMP_INVALID"),
        expected(1, "TIMESTAMP_INVALID"),
    ),
    Case("value: null", null_value, "alone", expected(1, "CONTENT_CHANGED", "NO_SIGNATURE"), expected(1, "NO_SIGNATURE")),
    Case("value: an array", value_of_wrong_type, "alone", expected(1, "CONTENT_CHANGED", "MALFORMED", "NO_SIGNATURE"), BAD),
    Case("sub filter: unknown", unknown_sub_filter, "alone", BAD, BAD),
    Case("two SignerInfos", two_signer_infos, "alone", BAD, BAD),
    Case("no SignerInfo", no_signer_info, "alone", BAD, BAD),
    Case("certificates only", certificates_only, "alone", BAD, BAD),
    Case("detached structure swapped", detached_structure_swapped, "alone", CHANGED, CHANGED),
    Case("signature over another document of ours", another_document_of_ours, "alone", CHANGED, None),
    Case(
        "field name that is no text",
        name_that_is_no_text,
        "alone",
        expected(1, "CONTENT_CHANGED", "SIGNER_NOT_IN_SET"),
        CHANGED,
    ),
    Case(
        "two fields of one name",
        same_field_name_twice,
        "alone-finished",
        expected(1, "CONTENT_CHANGED", "MALFORMED"),
        expected(1, "CONTENT_CHANGED", "MALFORMED"),
    ),
]
