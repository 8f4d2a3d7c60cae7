"""A document as a neutral tree of blocks: what is said, and what belongs to what. From it PDF and HTML are drawn.

Parents are explicit (a block lies in its section, a cell in its row), so that reading order and tags follow the text
and never the drawing. All text is literal; nothing in it is markup.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Tone = Literal["normal", "small", "lead", "notice"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of one line of thought. `uri` makes it a link; its text is then what the reader hears."""

    text: str
    bold: bool = False
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`number` ("(2)") hangs in the margin and is read first. `keep_with_next` forbids a page break after it.
    `language` (BCP 47), where it is not that of what it lies in."""

    runs: tuple[Run, ...]
    number: str | None = None
    tone: Tone = "normal"
    keep_with_next: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is the document's title. `number` ("§ 4") hangs in the margin and is read first."""

    level: int
    text: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ListItem:
    label: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """`lettered`: the labels count; else they are dashes, which nobody needs to hear."""

    items: tuple[ListItem, ...]
    lettered: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """The first cell is the row's header. `to_fill_in`: the value is left to a pen."""

    header: str
    value: tuple[Run, ...]
    to_fill_in: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Two columns: what, and its value. `summary` says to a screen reader what the table holds."""

    rows: tuple[Row, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid: its header, its part of the width (any unit, only the proportion counts), numbers to the right."""

    header: str
    share: float
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with column headers, which stand on every page it reaches. The first cell of a row is the row's header.

    Every row has one text a column; `total` is a last row set apart. `summary` says to a screen reader what it holds.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    summary: str
    total: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of a letter: who writes (one line), to whom (one line each), and beside it date and references."""

    sender: str
    recipient: tuple[str, ...]
    details: tuple[Row, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Card:
    """Two sides of the size of a bank card (ISO/IEC 7810 ID-1), to be cut out and folded. The first line of a side is its
    title. Never split over pages."""

    front: tuple[Paragraph, ...]
    back: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `content`, `alt` in words, beside its paragraphs."""

    content: str
    alt: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Where one person signs. Never split over pages. `field_name` is the form field, `tooltip` its spoken name."""

    field_name: str
    tooltip: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together. `new_page`: begins on a page of its own. `language` as in `Paragraph`."""

    blocks: "tuple[Block, ...]"
    new_page: bool = False
    language: str | None = None


Block = Section | Heading | Paragraph | ItemList | Table | Grid | Letterhead | Card | Code | SignatureBlock


@dataclass(frozen=True, slots=True)
class Document:
    """`footer` stands on every page beside `pagination`; `banner`, if any, at the head of every page."""

    title: str
    language: str
    footer: str
    banner: str | None
    blocks: tuple[Block, ...]
    pagination: str = "Seite {page} von {pages}"


def leaves(document: Document) -> Iterator[Block]:
    """All blocks but sections, in reading order."""
    return _leaves(document.blocks)


def _leaves(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _leaves(block.blocks)
        else:
            yield block


def signature_fields(document: Document) -> tuple[str, ...]:
    """The names of the signature fields, in the signers' order."""
    return tuple(block.field_name for block in leaves(document) if isinstance(block, SignatureBlock))


def text_lines(document: Document) -> Iterator[str]:
    """The text in reading order, one string a paragraph, heading, label or cell. Alt texts and footers are not text."""
    for block in leaves(document):
        yield from _text_of(block)


def _text_of(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield from (part for part in (block.number, block.text) if part)
        case Paragraph():
            yield paragraph_text(block)
        case ItemList():
            for item in block.items:
                yield item.label
                yield from map(paragraph_text, item.paragraphs)
        case Table() | Grid() | Letterhead():
            yield from _text_of_table(block)
        case Code() | SignatureBlock():
            yield from map(paragraph_text, block.paragraphs)
        case Card():
            yield from map(paragraph_text, (*block.front, *block.back))
        case Section():
            for inner in block.blocks:
                yield from _text_of(inner)


def _text_of_table(block: Table | Grid | Letterhead) -> Iterator[str]:
    match block:
        case Table():
            yield from _text_of_rows(block.rows)
        case Grid():
            yield from (column.header for column in block.columns)
            for cells in grid_rows(block):
                yield from cells
        case Letterhead():
            yield block.sender
            yield from block.recipient
            yield from _text_of_rows(block.details)


def _text_of_rows(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        yield row.header
        yield "".join(run.text for run in row.value)


def grid_rows(grid: Grid) -> tuple[tuple[str, ...], ...]:
    """All rows of a grid, the total last."""
    return (*grid.rows, grid.total) if grid.total else grid.rows


def paragraph_text(paragraph: Paragraph) -> str:
    """The paragraph as it is read, its hanging number first."""
    text = "".join(run.text for run in paragraph.runs)
    return f"{paragraph.number} {text}" if paragraph.number else text
