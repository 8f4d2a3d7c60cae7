"""A table with column headers as strips: rows break between pages, the headers are said again as an artifact."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forms.blocks import Grid, Run
from forms.pdf import sheet
from forms.pdf.strips import Order, Rule, Strip, TextPiece, piece_of, set_lines
from forms.pdf.structure import Element
from forms.pdf.typeset import Line

_LEFT = sheet.TEXT_X
_WIDTH = sheet.TEXT_WIDTH


def grid_strips(grid: Grid, parent: Element, order: Order) -> Iterator[Strip]:
    """As wide as the text; the columns share it."""
    element = parent.child("Table")
    element.attributes["Table"] = {"Summary": grid.summary}
    head = list(_row(grid, tuple(column.header for column in grid.columns), element, order, kind="head"))
    said_again = tuple(replace(strip, pieces=tuple(_as_artifact(p) for p in strip.pieces), space_before=0.0) for strip in head)
    for strip in head:
        yield replace(strip, keep_with_next=True)
    rows = [*((cells, "row") for cells in grid.rows), *([(grid.total, "total")] if grid.total else [])]
    for position, (cells, kind) in enumerate(rows):
        strips = list(_row(grid, cells, element, order, kind=kind))
        # The last two rows stay together: a total alone on a page says nothing.
        before_last = position == len(rows) - 2
        strips[-1] = replace(strips[-1], keep_with_next=before_last)
        if position == len(rows) - 1:
            strips[-1] = replace(strips[-1], height=strips[-1].height + sheet.TABLE_SPACE_AFTER)
        for strip in strips:
            yield replace(strip, said_again=said_again)


def _row(grid: Grid, cells: Sequence[str], table: Element, order: Order, *, kind: str) -> Iterator[Strip]:
    style = sheet.GRID_CELL if kind == "row" else sheet.GRID_HEAD
    tr = table.child("TR")
    shares = sum(column.share for column in grid.columns)
    x = _LEFT
    columns: list[list[TextPiece]] = []
    for position, (column, text) in enumerate(zip(grid.columns, cells, strict=True)):
        width = _WIDTH * column.share / shares
        cell = _cell(tr, first=position == 0, head=kind == "head")
        lines = set_lines((Run(text),), style, width - sheet.COLUMN_GAP) if text else ()
        columns.append([piece_of(order, cell, line, _start(line, x, width, numeric=column.numeric), style) for line in lines])
        x += width
    height = max(map(len, columns))
    for number in range(height):
        first, last = number == 0, number == height - 1
        padding = sheet.CELL_PADDING * (first + last)
        rules = [Rule(_LEFT, style.leading + padding, _WIDTH)] if last else []
        pieces = tuple(column[number] for column in columns if number < len(column))
        yield Strip(
            height=style.leading + padding,
            pieces=tuple(replace(piece, baseline=piece.baseline + sheet.CELL_PADDING * first) for piece in pieces),
            space_before=sheet.TABLE_SPACE_BEFORE if kind == "head" and first else 0.0,
            keep_with_next=height <= sheet.ROW_LINES_TOGETHER and not last,
            rules=tuple(rules),
        )


def _cell(row: Element, *, first: bool, head: bool) -> Element:
    cell = row.child("TH" if first or head else "TD")
    if first or head:
        cell.attributes["Table"] = {"Scope": "/Column" if head else "/Row"}
    return cell


def _start(line: Line, x: float, width: float, *, numeric: bool) -> float:
    if not numeric:
        return x
    return x + width - sheet.COLUMN_GAP - sum(fragment.width for fragment in line.fragments)


def _as_artifact(piece: object) -> TextPiece:
    assert isinstance(piece, TextPiece)  # noqa: S101 - a header holds text only
    return replace(piece, element=None)
