"""Blocks become strips: what is as wide as the page and never split. Structure elements are made here, in reading order.

A paragraph is one strip a line, a table row one a line of its tallest cell, a signature block one strip alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from forms.blocks import (
    Block,
    Code,
    Document,
    Heading,
    ItemList,
    Paragraph,
    Run,
    Section,
    SignatureBlock,
    Table,
)
from forms.pdf import sheet
from forms.pdf.sheet import Style
from forms.pdf.strips import (
    CodePiece,
    FieldPiece,
    Order,
    Rule,
    Strip,
    TextPiece,
    column_of,
    margin_label,
    piece_of,
    set_lines,
    stacked,
)
from forms.pdf.structure import Element


@dataclass(frozen=True, slots=True)
class Flow:
    """The strips in order, and the root of the structure."""

    strips: tuple[Strip, ...]
    root: Element


def flow_of(document: Document) -> Flow:
    """The whole document as strips and structure elements."""
    root = Element("Document")
    order = Order()
    return Flow(tuple(_blocks(document.blocks, root, order)), root)


def _blocks(blocks: Iterable[Block], parent: Element, order: Order) -> Iterator[Strip]:
    for block in blocks:
        match block:
            case Section():
                strips = list(_blocks(block.blocks, parent.child("Sect"), order))
                if strips and block.new_page:
                    strips[0] = replace(strips[0], new_page=True)
                yield from strips
            case Heading():
                yield from _heading(block, parent, order)
            case Paragraph():
                yield from _paragraph(block, parent.child("P"), order)
            case ItemList():
                yield from _item_list(block, parent, order)
            case Table():
                yield from _table(block, parent, order)
            case Code():
                yield _code(block, parent, order)
            case SignatureBlock():
                yield _signature_block(block, parent, order)


def _heading(heading: Heading, parent: Element, order: Order) -> Iterator[Strip]:
    style = sheet.HEADINGS[heading.level]
    element = parent.child(f"H{heading.level}")
    x = sheet.MARGIN_X if heading.level == 1 else sheet.TEXT_X
    number = heading.number and margin_label(heading.number, style, sheet.TEXT_X - sheet.MARGIN_X)
    margin = [piece_of(order, element, number, sheet.MARGIN_X, style)] if number else []
    lines = set_lines((Run(heading.text),), style, sheet.TEXT_RIGHT - x)
    rows = [[piece_of(order, element, line, x, style)] for line in lines]
    rows[0] = margin + rows[0]
    strips = list(stacked([tuple(row) for row in rows], style, keep_with_next=True))
    title = " ".join(part for part in (heading.number, heading.text) if part)
    yield replace(strips[0], title=(heading.level, title))
    yield from strips[1:]


def _paragraph(
    paragraph: Paragraph, element: Element, order: Order, *, x: float = sheet.TEXT_X, style: Style | None = None
) -> Iterator[Strip]:
    style = style or sheet.TONES[paragraph.tone]
    rows: list[list[TextPiece]] = []
    number = paragraph.number and margin_label(paragraph.number, style, x - sheet.MARGIN_X)
    if number:
        rows.append([piece_of(order, element, number, sheet.MARGIN_X, style)])
    for index, line in enumerate(set_lines(paragraph.runs, style, sheet.TEXT_RIGHT - x)):
        piece = piece_of(order, element, line, x, style)
        if index == 0 and rows:
            rows[0].append(piece)
        else:
            rows.append([piece])
    yield from stacked([tuple(row) for row in rows], style, keep_with_next=paragraph.keep_with_next)


def _item_list(block: ItemList, parent: Element, order: Order) -> Iterator[Strip]:
    element = parent.child("L")
    element.attributes["List"] = {"ListNumbering": "/LowerAlpha"}
    for item in block.items:
        entry = element.child("LI")
        label = margin_label(item.label, sheet.LIST_ITEM, sheet.ITEM_INDENT)
        label_piece = piece_of(order, entry.child("Lbl"), label, sheet.TEXT_X, sheet.LIST_ITEM)
        body = entry.child("LBody")
        x = sheet.TEXT_X + sheet.ITEM_INDENT
        strips = [
            strip
            for paragraph in item.paragraphs
            for strip in _paragraph(paragraph, body.child("P"), order, x=x, style=sheet.LIST_ITEM)
        ]
        yield replace(strips[0], pieces=(label_piece, *strips[0].pieces))
        yield from strips[1:]


def _table(table: Table, parent: Element, order: Order) -> Iterator[Strip]:
    element = parent.child("Table")
    element.attributes["Table"] = {"Summary": table.summary}
    width = sheet.TEXT_RIGHT - sheet.TEXT_X
    for position, row in enumerate(table.rows):
        tr = element.child("TR")
        header = tr.child("TH")
        header.attributes["Table"] = {"Scope": "/Row"}
        cells = (
            (header, sheet.TEXT_X, set_lines((Run(row.header),), sheet.CELL, sheet.TABLE_VALUE_X - sheet.TEXT_X - 6)),
            (tr.child("TD"), sheet.TABLE_VALUE_X, set_lines(row.value, sheet.CELL, sheet.TEXT_RIGHT - sheet.TABLE_VALUE_X)),
        )
        columns = [[piece_of(order, cell, line, x, sheet.CELL) for line in lines] for cell, x, lines in cells]
        height = max(map(len, columns))
        together = height <= sheet.ROW_LINES_TOGETHER
        for number in range(height):
            first, last = number == 0, number == height - 1
            pieces = tuple(column[number] for column in columns if number < len(column))
            padding = sheet.CELL_PADDING * (first + last)
            rules = [Rule(sheet.TEXT_X, sheet.CELL.leading + padding, width)] if last else []
            if first and position == 0:
                rules.append(Rule(sheet.TEXT_X, 0.0, width))
            yield Strip(
                height=sheet.CELL.leading + padding,
                pieces=tuple(replace(p, baseline=p.baseline + sheet.CELL_PADDING * first) for p in pieces),
                space_before=sheet.TABLE_SPACE_BEFORE if first and position == 0 else 0.0,
                # The first row also stays with the second: a table does not begin on a page's last line.
                keep_with_next=(together and not last) or (position == 0 and len(table.rows) > 1),
                rules=tuple(rules),
            )


def _code(block: Code, parent: Element, order: Order) -> Strip:
    figure = parent.child("Figure", alt=block.alt)
    drawn = CodePiece((order.next(),), figure, block.content, sheet.TEXT_X, sheet.CODE_SIZE)
    x = sheet.TEXT_X + sheet.CODE_SIZE + sheet.mm(6)
    pieces, height = column_of(block.paragraphs, parent, order, x=x, line_width=sheet.TEXT_RIGHT - x)
    return Strip(max(height, sheet.CODE_SIZE), (drawn, *pieces), space_before=14)


def _signature_block(block: SignatureBlock, parent: Element, order: Order) -> Strip:
    section = parent.child("Sect")
    field_x = sheet.TEXT_RIGHT - sheet.SIGNATURE_WIDTH
    line_width = field_x - sheet.TEXT_X - sheet.mm(4)
    pieces, text_height = column_of(block.paragraphs, section, order, x=sheet.TEXT_X, line_width=line_width)
    field = FieldPiece(
        element=section.child("Form"),
        name=block.field_name,
        tooltip=block.tooltip,
        x=field_x,
        top=0.0,
        width=sheet.SIGNATURE_WIDTH,
        height=sheet.SIGNATURE_HEIGHT,
    )
    height = max(text_height, sheet.SIGNATURE_HEIGHT)
    return Strip(height, tuple(pieces), space_before=17.5, fields=(field,))
