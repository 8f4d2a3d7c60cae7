"""Where each glyph of a finished file lies on its page, as PDFium sees it."""

from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium


class GlyphBox(NamedTuple):
    """The ink of one character, in points from the page's lower left corner; `place` in the order of the page's text."""

    page: int
    place: int
    character: str
    left: float
    lower: float
    right: float
    upper: float


def glyph_boxes(pdf: bytes) -> list[GlyphBox]:
    """All characters that leave ink, in the order of drawing."""
    document = pypdfium2.PdfDocument(pdf)
    boxes = [box for number in range(len(document)) for box in _of_page(document, number)]
    document.close()
    return boxes


def overlapping(boxes: list[GlyphBox], *, by: float) -> list[tuple[GlyphBox, GlyphBox]]:
    """Pairs of one page whose ink lies over each other by more than that in both directions. Neighbours may: a comma
    is set under the arm of the "r" before it."""
    found = []
    ordered = sorted(boxes, key=lambda box: (box.page, box.left))
    for position, one in enumerate(ordered):
        for other in ordered[position + 1 :]:
            if other.page != one.page or other.left > one.right - by:
                break
            if abs(one.place - other.place) == 1:
                continue
            if min(one.upper, other.upper) - max(one.lower, other.lower) > by and min(one.right, other.right) - other.left > by:
                found.append((one, other))
    return found


def _of_page(document: pypdfium2.PdfDocument, number: int) -> Iterator[GlyphBox]:
    text = document[number].get_textpage()
    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if not character.isspace() and character.isprintable():
            yield GlyphBox(number, index, character, *text.get_charbox(index))
