"""The difference analysis over our reader says of every file of the corpus exactly what it says over pyHanko's own."""

import io
from dataclasses import replace
from typing import cast

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.validation.errors import Unreadable
from signing.validation.expectation import Limits
from signing.validation.file_reader import FileReader
from signing.validation.modifications import modification_faults
from signing.validation.signed_file import read_signed_file
from tests.signing.attacks.corpus import ATTACKS
from tests.signing.attacks.variants import VARIANTS
from tests.signing.attacks.workshop import Workshop
from tests.signing.validation.test_object_uses import uses_in

CASES = {**ATTACKS, **VARIANTS}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_nothing_is_found_more_or_less_than_by_pyhankos_own_reader(workshop: Workshop, name: str) -> None:
    pdf = CASES[name].make(workshop)
    try:
        file = read_signed_file(pdf, Limits())
    except Unreadable:
        return  # whatever cannot be read is refused before anything is compared
    original = PdfFileReader(io.BytesIO(pdf), strict=file.reader.strict)

    assert uses_in(file.reader) == uses_in(original)
    assert list(modification_faults(file)) == list(modification_faults(replace(file, reader=cast(FileReader, original))))
