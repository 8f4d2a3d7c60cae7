"""Headings and paragraphs as strips, one a line, with their structure elements."""

from collections.abc import Iterator
from dataclasses import replace

from forms.blocks import Heading, Paragraph, Run
from forms.pdf import sheet
from forms.pdf.sheet import Style
from forms.pdf.strips import Order, Strip, margin_label, piece_of, set_lines, stacked
from forms.pdf.structure import Element


def heading_strips(heading: Heading, parent: Element, order: Order) -> Iterator[Strip]:
    """A heading, its number in the margin, kept with what follows."""
    style = sheet.HEADINGS[heading.level]
    element = parent.child(f"H{heading.level}")
    x = sheet.MARGIN_X if heading.level == 1 else sheet.TEXT_X
    rows = _rows(heading.number, (Run(heading.text),), element, order, x=x, style=style, keep_with_next=True)
    first, *rest = rows
    title = " ".join(part for part in (heading.number, heading.text) if part)
    yield replace(first, title=(heading.level, title))
    yield from rest


def paragraph_strips(
    paragraph: Paragraph, parent: Element, order: Order, *, x: float = sheet.TEXT_X, style: Style | None = None
) -> Iterator[Strip]:
    """A paragraph from `x` to the right edge of the text, its number in the margin."""
    element = parent.child("P", language=paragraph.language)
    style = style or sheet.TONES[paragraph.tone]
    keep = paragraph.keep_with_next
    return _rows(paragraph.number, paragraph.runs, element, order, x=x, style=style, keep_with_next=keep)


def _rows(
    number: str | None,
    runs: tuple[Run, ...],
    element: Element,
    order: Order,
    *,
    x: float,
    style: Style,
    keep_with_next: bool,
) -> Iterator[Strip]:
    """The first line stands beside the number, each other one on a row of its own."""
    label = margin_label(number, style) if number else None
    margin = (piece_of(order, element, label, sheet.MARGIN_X, style),) if label else ()
    rows = [(piece_of(order, element, line, x, style),) for line in set_lines(runs, style, sheet.TEXT_RIGHT - x)]
    rows[0] = (*margin, *rows[0])
    return stacked(rows, style, keep_with_next=keep_with_next)
