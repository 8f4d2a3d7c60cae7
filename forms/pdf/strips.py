"""Strips, what pages are made of: as wide as the page and never split; and the pieces they carry.

Lines and their strips are made by the thousand and are not frozen, which would take three times as long; nobody changes them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forms.blocks import Paragraph, Run
from forms.pdf import sheet
from forms.pdf.artwork import Artwork
from forms.pdf.sheet import Style
from forms.pdf.structure import Element
from forms.pdf.typeset import Line, label_of, lines_of


@dataclass(slots=True)
class TextPiece:
    """One line of an element, `x` from the page's left, `baseline` below the strip's top. Within a page pieces are
    drawn by `order`, so that a cell is read whole though its row is drawn line by line. Without an element it is an
    artifact: a table's header, said again on a later page."""

    order: int
    element: Element | None
    line: Line
    x: float
    baseline: float
    ink: str


@dataclass(frozen=True, slots=True)
class CodePiece:
    """A QR code of `content`; `element` is its Figure."""

    order: int
    element: Element
    content: str
    x: float
    size: float


@dataclass(frozen=True, slots=True)
class PicturePiece:
    """The logo; `element` is its Figure."""

    order: int
    element: Element
    artwork: Artwork
    x: float
    width: float
    height: float


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
    """A line, an artifact: `dy` below the strip's top."""

    x: float
    dy: float
    width: float
    thickness: float = sheet.HAIRLINE
    ink: str = sheet.RULE_INK


@dataclass(frozen=True, slots=True)
class Frame:
    """A thin rectangle, an artifact: `top` below the strip's top."""

    x: float
    top: float
    width: float
    height: float


@dataclass(slots=True)
class Strip:
    """`space_before` vanishes at the head of a page; `keep_with_next` forbids a page break after the strip;
    `title` is the bookmark of a heading, with its level; `said_again` stands above the strip if it is a page's first."""

    height: float
    pieces: tuple[TextPiece | CodePiece | PicturePiece, ...] = ()
    space_before: float = 0.0
    keep_with_next: bool = False
    new_page: bool = False
    rules: tuple[Rule, ...] = ()
    fields: tuple[FieldPiece, ...] = ()
    title: tuple[int, str] | None = None
    frames: tuple[Frame, ...] = ()
    said_again: "tuple[Strip, ...]" = ()


class Order:
    """Counts pieces in reading order."""

    def __init__(self) -> None:
        self._next = 0

    def next(self) -> int:
        """The next place in the order."""
        self._next += 1
        return self._next


def set_lines(runs: Iterable[Run], style: Style, line_width: float) -> tuple[Line, ...]:
    """The runs in that style, in lines no wider than `line_width`."""
    return lines_of(tuple(runs), size=style.size, bold=style.bold, line_width=line_width)


def margin_label(text: str, style: Style) -> Line:
    """A number or letter in the margin."""
    return label_of(text, size=style.size, bold=style.bold)


def stacked(pieces_of_line: Iterable[tuple[TextPiece, ...]], style: Style, *, keep_with_next: bool) -> Iterator[Strip]:
    """Lines as strips, so that no page break leaves a single line behind."""
    rows = list(pieces_of_line)
    count = len(rows)
    for number, pieces in enumerate(rows, start=1):
        inner = number < sheet.MIN_LINES_TOGETHER or count - number < sheet.MIN_LINES_TOGETHER
        yield Strip(
            height=style.leading,
            pieces=pieces,
            space_before=style.space_before if number == 1 else 0.0,
            keep_with_next=keep_with_next or (inner and number < count),
        )


def piece_of(order: Order, element: Element, line: Line, x: float, style: Style, top: float = 0.0) -> TextPiece:
    """The line as the element's next piece, `top` below its strip's."""
    return TextPiece(order.next(), element, line, x, top + style.baseline, style.ink)


def column_of(
    paragraphs: Iterable[Paragraph], parent: Element, order: Order, *, x: float, line_width: float
) -> tuple[list[TextPiece], float]:
    """Paragraphs one under the other within one strip, and how tall they are."""
    pieces: list[TextPiece] = []
    top = 0.0
    for paragraph in paragraphs:
        style = sheet.TONES[paragraph.tone]
        element = parent.child("P", language=paragraph.language)
        top += sheet.GRID if pieces else 0.0
        for line in set_lines(paragraph.runs, style, line_width):
            pieces.append(piece_of(order, element, line, x, style, top))
            top += style.leading
    return pieces, top
