"""Blocks become strips and structure elements, both in reading order.

A paragraph is one strip a line, a table row one a line of its tallest cell, a signature block one strip alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from forms.blocks import (
    Block,
    Card,
    Code,
    Document,
    Grid,
    Heading,
    ItemList,
    Letterhead,
    Paragraph,
    Section,
    SignatureBlock,
    Table,
)
from forms.brand import Logo
from forms.pdf import sheet
from forms.pdf.artwork import artwork_of
from forms.pdf.card import card_strip
from forms.pdf.grid import grid_strips
from forms.pdf.letterhead import letterhead_strip
from forms.pdf.strips import CodePiece, FieldPiece, Order, PicturePiece, Strip, column_of, margin_label, piece_of
from forms.pdf.structure import Element
from forms.pdf.tables import table_strips
from forms.pdf.text import heading_strips, paragraph_strips


@dataclass(frozen=True, slots=True)
class Flow:
    """The strips in order, and the root of the structure."""

    strips: tuple[Strip, ...]
    root: Element


def flow_of(document: Document, logo: Logo | None = None) -> Flow:
    """The whole document as strips and structure elements, the logo first."""
    root = Element("Document")
    order = Order()
    above = (_logo(logo, root, order),) if logo else ()
    return Flow((*above, *_blocks(document.blocks, root, order)), root)


def _logo(logo: Logo, parent: Element, order: Order) -> Strip:
    """As large as its place allows, at the right edge."""
    artwork = artwork_of(logo.content)
    scale = min(sheet.LOGO_WIDTH / artwork.width, sheet.LOGO_HEIGHT / artwork.height)
    width, height = artwork.width * scale, artwork.height * scale
    figure = parent.child("Figure", alt=logo.alt)
    piece = PicturePiece(order.next(), figure, artwork, sheet.TEXT_RIGHT - width, width, height)
    return Strip(height + sheet.LOGO_SPACE_AFTER, (piece,), keep_with_next=True)


def _blocks(blocks: Iterable[Block], parent: Element, order: Order) -> Iterator[Strip]:
    for block in blocks:
        match block:
            case Section():
                yield from _section(block, parent, order)
            case Heading():
                yield from heading_strips(block, parent, order)
            case Paragraph():
                yield from paragraph_strips(block, parent, order)
            case ItemList():
                yield from _item_list(block, parent, order)
            case Table():
                yield from table_strips(block, parent, order)
            case Grid():
                yield from grid_strips(block, parent, order)
            case Letterhead() | Card() | Code() | SignatureBlock():
                yield _whole(block, parent, order)


def _whole(block: Letterhead | Card | Code | SignatureBlock, parent: Element, order: Order) -> Strip:
    """What is one strip, never split."""
    match block:
        case Letterhead():
            return letterhead_strip(block, parent, order)
        case Card():
            return card_strip(block, parent, order)
        case Code():
            return _code(block, parent, order)
        case SignatureBlock():
            return _signature_block(block, parent, order)


def _section(block: Section, parent: Element, order: Order) -> Iterator[Strip]:
    strips = list(_blocks(block.blocks, parent.child("Sect", language=block.language), order))
    if strips and block.new_page:
        strips[0] = replace(strips[0], new_page=True)
    yield from strips


def _item_list(block: ItemList, parent: Element, order: Order) -> Iterator[Strip]:
    element = parent.child("L")
    element.attributes["List"] = {"ListNumbering": "/LowerAlpha" if block.lettered else "/Disc"}
    for item in block.items:
        entry = element.child("LI")
        label_line = margin_label(item.label, sheet.LIST_ITEM)
        label_piece = piece_of(order, entry.child("Lbl"), label_line, sheet.TEXT_X, sheet.LIST_ITEM)
        body = entry.child("LBody")
        x = sheet.TEXT_X + sheet.ITEM_INDENT
        strips = [
            strip for inner in item.paragraphs for strip in paragraph_strips(inner, body, order, x=x, style=sheet.LIST_ITEM)
        ]
        yield replace(strips[0], pieces=(label_piece, *strips[0].pieces))
        yield from strips[1:]


def _code(block: Code, parent: Element, order: Order) -> Strip:
    figure = parent.child("Figure", alt=block.alt)
    drawn = CodePiece(order.next(), figure, block.content, sheet.TEXT_X, sheet.CODE_SIZE)
    x = sheet.TEXT_X + sheet.CODE_SIZE + sheet.mm(6)
    pieces, height = column_of(block.paragraphs, parent, order, x=x, line_width=sheet.TEXT_RIGHT - x)
    height = max(height, sheet.CODE_SIZE) + sheet.CODE_SPACE_AFTER
    return Strip(height, (drawn, *pieces), space_before=sheet.CODE_SPACE_BEFORE)


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
    return Strip(height, tuple(pieces), space_before=sheet.SIGNATURE_SPACE_BEFORE, fields=(field,))
