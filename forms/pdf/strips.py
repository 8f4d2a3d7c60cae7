"""Strips, what pages are made of: as wide as the page and never split; and the pieces they carry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forms.blocks import Paragraph, Run
from forms.pdf import sheet
from forms.pdf.sheet import Style
from forms.pdf.structure import Element
from forms.pdf.typeset import Line, lines_of


@dataclass(frozen=True, slots=True)
class TextPiece:
    """One line of an element, `x` from the page's left, `baseline` below the strip's top. Within a page pieces are
    drawn by `order`, so that a cell is read whole though its row is drawn line by line."""

    order: tuple[int, ...]
    element: Element
    line: Line
    x: float
    baseline: float
    gray: float


@dataclass(frozen=True, slots=True)
class CodePiece:
    """A QR code of `content`; `element` is its Figure."""

    order: tuple[int, ...]
    element: Element
    content: str
    x: float
    size: float


@dataclass(frozen=True, slots=True)
class FieldPiece:
    """A signature field; `element` is its Form."""

    element: Element
    name: str
    tooltip: str
    x: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A hairline, an artifact: `dy` below the strip's top."""

    x: float
    dy: float
    width: float


@dataclass(frozen=True, slots=True)
class Strip:
    """`space_before` vanishes at the head of a page; `keep_with_next` forbids a page break after the strip;
    `title` is the bookmark of a heading, with its level."""

    height: float
    pieces: tuple[TextPiece | CodePiece, ...] = ()
    space_before: float = 0.0
    keep_with_next: bool = False
    new_page: bool = False
    rules: tuple[Rule, ...] = ()
    fields: tuple[FieldPiece, ...] = ()
    title: tuple[int, str] | None = None


class Order:
    """Counts pieces in reading order."""

    def __init__(self) -> None:
        self._next = 0

    def next(self) -> int:
        self._next += 1
        return self._next


def baseline_of(style: Style) -> float:
    """Where the baseline lies below the top of a line, so that mixed sizes sit well on the grid."""
    return (style.leading + style.size * 0.7) / 2


def set_lines(runs: Iterable[Run], style: Style, line_width: float) -> tuple[Line, ...]:
    return lines_of(runs, size=style.size, bold=style.bold, line_width=line_width)


def margin_label(text: str, style: Style, line_width: float) -> Line:
    """A number or letter in the margin; a space follows it for the reader."""
    line = set_lines((Run(text),), style, line_width)[0]
    return Line(line.fragments, ends_in_space=True)


def stacked(pieces_of_line: list[tuple[TextPiece, ...]], style: Style, *, keep_with_next: bool) -> Iterator[Strip]:
    """Lines as strips, so that no page break leaves a single line behind."""
    count = len(pieces_of_line)
    for number, pieces in enumerate(pieces_of_line, start=1):
        inner = number < sheet.MIN_LINES_TOGETHER or count - number < sheet.MIN_LINES_TOGETHER
        yield Strip(
            height=style.leading,
            pieces=pieces,
            space_before=style.space_before if number == 1 else 0.0,
            keep_with_next=keep_with_next or (inner and number < count),
        )


def piece_of(order: Order, element: Element, line: Line, x: float, style: Style, top: float = 0.0) -> TextPiece:
    return TextPiece((order.next(),), element, line, x, top + baseline_of(style), style.gray)


def column_of(
    paragraphs: Iterable[Paragraph], parent: Element, order: Order, *, x: float, line_width: float
) -> tuple[list[TextPiece], float]:
    """Paragraphs one under the other within one strip, and how tall they are."""
    pieces: list[TextPiece] = []
    top = 0.0
    for paragraph in paragraphs:
        style = sheet.TONES[paragraph.tone]
        element = parent.child("P")
        for line in set_lines(paragraph.runs, style, line_width):
            pieces.append(piece_of(order, element, line, x, style, top))
            top += style.leading
        top += sheet.GRID
    return pieces, top
