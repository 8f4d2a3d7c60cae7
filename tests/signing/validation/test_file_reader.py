"""Our reader of object streams reads what pyHanko's own reads, in sound files and in broken ones."""

import io
from collections.abc import Callable

import pytest
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.validation.file_reader import FileReader
from tests.signing.builders import issued_pdf


def ours(pdf: bytes, strict: bool) -> PdfFileReader:
    return FileReader(pdf, strict=strict)


def theirs(pdf: bytes, strict: bool) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf), strict=strict)


def everything(opened: Callable[[bytes, bool], PdfFileReader], pdf: bytes, *, strict: bool) -> list[bytes]:
    """Each object as it would be written; "error" where it cannot be read, or the file cannot."""
    try:
        reader = opened(pdf, strict)
    except Exception:
        return [b"error"]
    return [written(reader, number) for number in range(1, 60)]


def written(reader: PdfFileReader, number: int) -> bytes:
    output = io.BytesIO()
    try:
        reader.get_object(Reference(number, 0, reader)).write_to_stream(output)
    except Exception:
        return b"error"
    return output.getvalue()


@pytest.mark.parametrize("strict", [True, False])
def test_every_object_is_the_same(strict: bool) -> None:
    pdf = issued_pdf()

    found = everything(ours, pdf, strict=strict)

    assert found == everything(theirs, pdf, strict=strict)
    assert len(set(found)) > 5


@pytest.mark.parametrize("strict", [True, False])
def test_and_in_files_with_changed_bytes(strict: bool) -> None:
    pdf = issued_pdf()
    start = pdf.index(b"/ObjStm") - 40
    for position in range(start, start + 400, 3):
        broken = pdf[:position] + bytes([pdf[position] ^ 5]) + pdf[position + 1 :]

        assert everything(ours, broken, strict=strict) == everything(theirs, broken, strict=strict), position
