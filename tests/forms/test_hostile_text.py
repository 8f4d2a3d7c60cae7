"""Names that try the page: nothing runs over, is cut, lies over another, or becomes something else."""

import unicodedata
from itertools import pairwise
from typing import Any

import pytest

from forms import reading
from forms.blocks import Grid, leaves, text_lines
from forms.documents import document_names
from forms.glyphs import composed
from forms.pdf import sheet
from forms.pdf.fonts import REGULAR, face
from tests.forms.glyph_boxes import glyph_boxes, overlapping
from tests.forms.hostile import LONG, PEOPLE, TEMPLATE_SYNTAX, hostile_documents

# An overshoot of a round letter, and the side bearing of a "J".
_HAIR = 1.0


@pytest.fixture(scope="module")
def documents() -> dict[str, tuple[Any, bytes]]:
    return hostile_documents()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", document_names())
def test_every_glyph_lies_within_the_sheet_and_none_over_another(documents: dict[str, tuple[Any, bytes]], name: str) -> None:
    boxes = glyph_boxes(documents[name][1])
    outside = [
        box
        for box in boxes
        if box.left < sheet.MARGIN_X - _HAIR
        or box.right > sheet.TEXT_RIGHT + _HAIR
        or box.lower < sheet.FOOTER_Y - sheet.FOOTER.leading
        or box.upper > sheet.BANNER_Y + sheet.BANNER.leading
    ]

    assert len(boxes) > 500
    assert outside == []
    # A mark lies on its letter, and that is meant.
    assert overlapping([box for box in boxes if not unicodedata.combining(box.character)], by=_HAIR) == []


@pytest.mark.parametrize("name", document_names())
def test_every_letter_arrives_on_the_page(documents: dict[str, tuple[Any, bytes]], name: str) -> None:
    tree, pdf = documents[name]
    seen = squeezed(reading.text_of(pdf))
    for line in text_lines(tree):
        # A long text may run over pages, with a footer in between.
        assert squeezed(line) in seen or all(word in seen for word in line.split()), line


def test_the_names_are_there_letter_by_letter(documents: dict[str, tuple[Any, bytes]]) -> None:
    seen = squeezed(reading.text_of(documents["power-of-attorney"][1]))

    assert squeezed(LONG) in seen
    assert squeezed(TEMPLATE_SYNTAX) in seen
    for given, surname in PEOPLE:
        assert squeezed(composed(f"{given} {surname}")) in seen


def test_marks_stand_on_their_letters_where_no_glyph_has_both(documents: dict[str, tuple[Any, bytes]]) -> None:
    boxes = glyph_boxes(documents["power-of-attorney"][1])
    placed = [
        (letter, mark) for letter, mark in pairwise(boxes) if letter.character in "JMƐ" and unicodedata.combining(mark.character)
    ]

    assert {mark.character for _, mark in placed} == {"\u030c", "\u0304", "\u0303"}
    for letter, mark in placed:
        assert mark.lower >= letter.upper
        middle = (mark.left + mark.right) / 2
        assert letter.left < middle < letter.right


def test_letters_that_would_gape_stand_closer() -> None:
    assert face(REGULAR).shaped("Te") == (564 + 556 - 70, ((1, -70, 0),))
    assert face(REGULAR).shaped("nn").moves == ()


def test_five_sign_and_no_block_is_split(documents: dict[str, tuple[Any, bytes]]) -> None:
    pages = [squeezed(page) for page in reading.page_texts(documents["power-of-attorney"][1])]

    for position, (given, surname) in enumerate(PEOPLE, start=1):
        (page,) = [page for page in pages if f"Signatur{position}von5" in page]
        block = page[page.index(f"Signatur{position}von5") :]
        assert squeezed(composed(f"{given} {surname}")) in block
        assert "Vertretung:" in block


def test_an_account_of_forty_four_customers_says_its_headers_on_every_page(documents: dict[str, tuple[Any, bytes]]) -> None:
    tree, pdf = documents["account"]
    pages = [squeezed(page) for page in reading.page_texts(pdf)]
    grid = max((block for block in leaves(tree) if isinstance(block, Grid)), key=lambda grid: len(grid.rows))
    headers = squeezed("".join(column.header for column in grid.columns))
    with_headers = [number for number, page in enumerate(pages) if headers in page]

    assert len(grid.rows) >= 44
    assert len(with_headers) > 2
    assert with_headers == list(range(with_headers[0], with_headers[-1] + 1))
    text = "".join(pages[number].replace(headers, "") for number in with_headers)
    assert all(squeezed("".join(row)) in text for row in grid.rows)
