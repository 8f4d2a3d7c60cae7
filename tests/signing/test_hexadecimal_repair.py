"""Our reader of hexadecimal strings reads what pyHanko's own reads, only faster."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.misc import PdfStreamError

from signing.hexadecimal_repair import read_hexadecimal_string


@given(st.binary(max_size=9000), st.binary(max_size=20))
def test_what_was_written_is_read_and_the_rest_left(content: bytes, rest: bytes) -> None:
    stream = io.BytesIO(b"<" + content.hex().encode() + b">" + rest)

    read = read_hexadecimal_string(stream)

    assert read.original_bytes == content
    assert stream.read() == rest


@pytest.mark.parametrize(
    ("text", "content"), [(b"<>", b""), (b"< 41 4\n2 >", b"AB"), (b"<4>", b"@"), (b"<aBc>", b"\xab\xc0"), (b"<41\0\f42>", b"AB")]
)
def test_white_space_and_a_missing_digit(text: bytes, content: bytes) -> None:
    assert read_hexadecimal_string(io.BytesIO(text)).original_bytes == content


@pytest.mark.parametrize("text", [b"<41", b"<4g>", b"<", b"<41%>", b"<41<42>>"])
def test_what_is_no_hexadecimal_string_is_an_error(text: bytes) -> None:
    with pytest.raises(PdfStreamError):
        read_hexadecimal_string(io.BytesIO(text))
