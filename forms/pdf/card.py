"""A card of the size of a bank card, front and back side by side, to be cut out and folded."""

from collections.abc import Iterable, Iterator

from forms.blocks import Card, Paragraph
from forms.errors import TextTooLong
from forms.pdf import sheet
from forms.pdf.sheet import Style
from forms.pdf.strips import Frame, Order, Strip, TextPiece, piece_of, set_lines
from forms.pdf.structure import Element
from forms.pdf.typeset import Line

# ISO/IEC 7810, ID-1.
_WIDTH = sheet.mm(85.6)
_HEIGHT = sheet.mm(53.98)
_PADDING = sheet.mm(3.5)
_LEFT = (sheet.PAGE_WIDTH - 2 * _WIDTH) / 2
_TITLE_EXTRA = 1.5
# Long names make the letters smaller, down to what a healthy eye still reads.
_SIZES = ((8.5, 11.0), (7.5, 9.75), (6.5, 8.5), (5.5, 7.0))

Setting = list[tuple[list[Line], Style, bool]]


def card_strip(card: Card, parent: Element, order: Order) -> Strip:
    """Both sides in one size of letters.

    Raises:
        TextTooLong: a side does not fit even in the smallest.
    """
    section = parent.child("Sect")
    front, back = _fitting(card)
    pieces = [*_side(front, section.child("Div"), _LEFT, order), *_side(back, section.child("Div"), _LEFT + _WIDTH, order)]
    frames = tuple(Frame(x, 0.0, _WIDTH, _HEIGHT) for x in (_LEFT, _LEFT + _WIDTH))
    return Strip(_HEIGHT, tuple(pieces), space_before=14, frames=frames)


def _fitting(card: Card) -> tuple[Setting, Setting]:
    for size, leading in _SIZES:
        sides = [list(_set(side, size, leading)) for side in (card.front, card.back)]
        if all(_height(side) <= _HEIGHT - 2 * _PADDING for side in sides):
            return sides[0], sides[1]
    raise TextTooLong("card", "the text does not fit on a card; shorten the longest name")


def _set(paragraphs: Iterable[Paragraph], size: float, leading: float) -> Iterator[tuple[list[Line], Style, bool]]:
    for position, paragraph in enumerate(paragraphs):
        title = position == 0
        style = Style(size=size + _TITLE_EXTRA * title, leading=leading + _TITLE_EXTRA * title, space_before=0, bold=title)
        yield list(set_lines(paragraph.runs, style, _WIDTH - 2 * _PADDING)), style, title


def _height(side: Setting) -> float:
    return sum(len(lines) * style.leading + style.leading * 0.25 for lines, style, _ in side)


def _side(side: Setting, parent: Element, x: float, order: Order) -> Iterator[TextPiece]:
    top = _PADDING
    for lines, style, _ in side:
        element = parent.child("P")
        for line in lines:
            yield piece_of(order, element, line, x + _PADDING, style, top)
            top += style.leading
        top += style.leading * 0.25
