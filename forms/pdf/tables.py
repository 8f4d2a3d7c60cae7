"""Tables of two columns as strips, a row one strip a line of its taller cell."""

from collections.abc import Iterator
from dataclasses import replace

from forms.blocks import Row, Run, Table
from forms.pdf import sheet
from forms.pdf.strips import Order, Rule, Strip, piece_of, set_lines
from forms.pdf.structure import Element

_WIDTH = sheet.TEXT_RIGHT - sheet.TEXT_X


def table_strips(table: Table, parent: Element, order: Order) -> Iterator[Strip]:
    """The table, its first column the rows' headers."""
    element = parent.child("Table")
    element.attributes["Table"] = {"Summary": table.summary}
    last = len(table.rows) - 1
    for position, row in enumerate(table.rows):
        strips = list(_row(row, element.child("TR"), order))
        if position == 0:
            rule = Rule(sheet.TEXT_X, 0.0, _WIDTH)
            strips[0] = replace(strips[0], rules=(rule, *strips[0].rules), space_before=sheet.TABLE_SPACE_BEFORE)
        # The first row stays with the second, the last with the one before: no row stands alone on a page.
        if position != last and position in {0, last - 1}:
            strips[-1] = replace(strips[-1], keep_with_next=True)
        if position == last:
            strips[-1] = replace(strips[-1], height=strips[-1].height + sheet.TABLE_SPACE_AFTER)
        yield from strips


def _row(row: Row, element: Element, order: Order) -> Iterator[Strip]:
    header = element.child("TH")
    header.attributes["Table"] = {"Scope": "/Row"}
    style = sheet.CELL
    cells = (
        (header, sheet.TEXT_X, set_lines((Run(row.header),), style, sheet.TABLE_VALUE_X - sheet.TEXT_X - sheet.COLUMN_GAP)),
        (element.child("TD"), sheet.TABLE_VALUE_X, set_lines(row.value, style, sheet.TEXT_RIGHT - sheet.TABLE_VALUE_X)),
    )
    columns = [[piece_of(order, cell, line, x, style) for line in lines] for cell, x, lines in cells]
    height = max(map(len, columns))
    for number in range(height):
        first, last = number == 0, number == height - 1
        room = sheet.FILL_IN_SPACE if row.to_fill_in and first else 0.0
        padding = sheet.CELL_PADDING * (first + last) + room
        down = sheet.CELL_PADDING * first + room
        pieces = [column[number] for column in columns if number < len(column)]
        yield Strip(
            height=style.leading + padding,
            pieces=tuple(replace(piece, baseline=piece.baseline + down) for piece in pieces),
            keep_with_next=height <= sheet.ROW_LINES_TOGETHER and not last,
            rules=(Rule(sheet.TEXT_X, style.leading + padding, _WIDTH),) if last else (),
        )
