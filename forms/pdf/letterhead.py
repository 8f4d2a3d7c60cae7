"""The head of a letter as one strip: address on the left, date and references on the right (DIN 5008 in spirit)."""

from forms.blocks import Letterhead, Run
from forms.pdf import sheet
from forms.pdf.strips import Order, Strip, TextPiece, piece_of, set_lines
from forms.pdf.structure import Element

_DETAILS_X = sheet.mm(118)
_DETAILS_VALUE_X = sheet.mm(147)
_ADDRESS_WIDTH = sheet.mm(88)
_LOWEST_HEIGHT = sheet.mm(40)


def letterhead_strip(head: Letterhead, parent: Element, order: Order) -> Strip:
    """Never split; as tall as the taller of its two sides."""
    section = parent.child("Sect")
    address, left = _address(head, section.child("Div"), order)
    details, right = _details(head, section, order)
    return Strip(max(left, right, _LOWEST_HEIGHT), (*address, *details))


def _address(head: Letterhead, section: Element, order: Order) -> tuple[list[TextPiece], float]:
    pieces: list[TextPiece] = []
    top = 0.0
    sender = section.child("P")
    for line in set_lines((Run(head.sender),), sheet.SMALL, _ADDRESS_WIDTH):
        pieces.append(piece_of(order, sender, line, sheet.MARGIN_X, sheet.SMALL, top))
        top += sheet.SMALL.leading
    top += sheet.GRID
    for text in head.recipient:
        element = section.child("P")
        for line in set_lines((Run(text),), sheet.CELL, _ADDRESS_WIDTH):
            pieces.append(piece_of(order, element, line, sheet.MARGIN_X, sheet.CELL, top))
            top += sheet.CELL.leading
    return pieces, top


def _details(head: Letterhead, section: Element, order: Order) -> tuple[list[TextPiece], float]:
    if not head.details:
        return [], 0.0
    table = section.child("Table")
    table.attributes["Table"] = {"Summary": head.summary}
    pieces: list[TextPiece] = []
    top = 0.0
    for row in head.details:
        tr = table.child("TR")
        header = tr.child("TH")
        header.attributes["Table"] = {"Scope": "/Row"}
        label_width, value_width = _DETAILS_VALUE_X - _DETAILS_X - 6, sheet.TEXT_RIGHT - _DETAILS_VALUE_X
        labels = set_lines((Run(row.header),), sheet.GRID_CELL, label_width)
        values = set_lines(row.value, sheet.GRID_CELL, value_width)
        cell = tr.child("TD")
        for element, lines, x in ((header, labels, _DETAILS_X), (cell, values, _DETAILS_VALUE_X)):
            for number, line in enumerate(lines):
                below = top + number * sheet.GRID_CELL.leading
                pieces.append(piece_of(order, element, line, x, sheet.GRID_CELL, below))
        top += max(len(labels), len(values)) * sheet.GRID_CELL.leading
    return pieces, top
