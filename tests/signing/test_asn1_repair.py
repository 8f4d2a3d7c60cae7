"""asn1crypto takes a length that ends in 0x80 for an indefinite one (its issue 249); `signing` repairs that when it is imported."""

import pytest
from asn1crypto import core

from signing.asn1_repair import ends_like_indefinite


class Inner(core.Sequence):  # type: ignore[misc]  # asn1crypto has no stubs
    _fields = [("flag", core.Boolean, {"default": False}), ("content", core.OctetString)]  # noqa: RUF012 - asn1crypto's way


class Outer(core.Sequence):  # type: ignore[misc]  # asn1crypto has no stubs
    _fields = [("inner", Inner)]  # noqa: RUF012 - asn1crypto's way


def encoded(length: int) -> bytes:
    """A value of this many bytes content that spells out its default, which DER forbids and old certificates do."""
    flag = b"\x01\x01\x00"
    content = length - len(flag) - 4
    return b"\x30\x82" + length.to_bytes(2) + flag + b"\x04\x82" + content.to_bytes(2) + bytes(content)


@pytest.mark.parametrize("length", [0x180, 0x181, 0x280, 0x1080])
def test_what_was_read_is_written_as_it_was(length: int) -> None:
    outer = b"\x30\x82" + (length + 4).to_bytes(2) + encoded(length)

    assert Inner.load(encoded(length)).dump() == encoded(length)
    read = Outer.load(outer)
    assert read["inner"]["content"].native == bytes(length - 7)
    assert read.dump() == outer
    assert read["inner"].dump() == encoded(length)


def test_a_changed_value_is_encoded_anew() -> None:
    read = Inner.load(encoded(0x180))
    read["content"] = b"new"

    assert Inner.load(read.dump())["content"].native == b"new"


def test_a_truly_indefinite_length_still_becomes_a_definite_one() -> None:
    assert Inner.load(b"\x30\x80\x04\x01a\x00\x00").dump() == b"\x30\x03\x04\x01a"


@pytest.mark.parametrize(
    ("header", "misleading"),
    [
        (None, False),
        (b"", False),
        (b"\x30\x03", False),
        (b"\x30\x80", False),
        (b"\x30\x81\x80", True),
        (b"\x30\x82\x01\x80", True),
        (b"\x3f\x81\x01\x80", False),
        (b"\x3f\x81\x01\x82\x01\x80", True),
        (b"\xbf\x1f\x80", False),
    ],
)
def test_only_the_length_octet_itself_says_indefinite(header: bytes | None, misleading: bool) -> None:
    assert ends_like_indefinite(header) is misleading
