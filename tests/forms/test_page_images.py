"""What the pages look like: the same picture every time, and nothing from what is no PDF."""

from io import BytesIO

import pytest
from PIL import Image

from forms.errors import UnreadableFile
from forms.page_images import page_count, page_png
from forms.power_of_attorney import render_pdf
from tests.forms.builders import example


def test_a_page_is_an_image_of_a_sheet_of_a4_and_the_same_each_time() -> None:
    pdf = render_pdf(example("sole-trader"))
    first = page_png(pdf, 0)
    image = Image.open(BytesIO(first))

    assert image.height / image.width == pytest.approx(297 / 210, abs=0.01)
    assert page_png(pdf, 0) == first
    assert page_png(pdf, page_count(pdf) - 1) != first


def test_there_is_no_page_after_the_last_and_none_before_the_first() -> None:
    pdf = render_pdf(example("sole-trader"))

    for page in (-1, page_count(pdf)):
        with pytest.raises(IndexError):
            page_png(pdf, page)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF\n", b"\x89PNG"])
def test_what_is_no_pdf_has_no_pages(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        page_count(content)
