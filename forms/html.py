"""A document as an HTML fragment: the same text from the same tree, to be read on a phone before signing.

No style, no script, no page: the caller's page brings them. Everything but our own tags is escaped. Headings start at
`heading_level`, so that the fragment fits below a page's own title.
"""

from collections.abc import Iterable
from html import escape

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
    Row,
    Run,
    Section,
    SignatureBlock,
    Table,
    grid_rows,
)


def html_of(document: Document, *, heading_level: int = 2) -> str:
    """The document as one `<article>`; `heading_level` (1 to 4) is that of its title."""
    banner = f'<p class="banner">{escape(document.banner)}</p>\n' if document.banner else ""
    body = "".join(_block(block, heading_level - 1) for block in document.blocks)
    return f'<article class="document" lang="{escape(document.language)}">\n{banner}{body}</article>\n'


def _block(block: Block, shift: int) -> str:
    match block:
        case Section():
            return f"<section{_language(block.language)}>\n{''.join(_block(inner, shift) for inner in block.blocks)}</section>\n"
        case Heading():
            tag = f"h{block.level + shift}"
            return f"<{tag}>{_number(block.number)}{escape(block.text)}</{tag}>\n"
        case Paragraph():
            return _paragraph(block)
        case ItemList():
            items = (f"<dt>{escape(i.label)}</dt>\n<dd>{_paragraphs(i.paragraphs)}</dd>\n" for i in block.items)
            return f'<dl class="{"letters" if block.lettered else "dashes"}">\n{"".join(items)}</dl>\n'
        case Table() | Grid() | Letterhead():
            return _tabular(block)
        case Card():
            sides = "".join(f'<div class="side">\n{_paragraphs(side)}</div>\n' for side in (block.front, block.back))
            return f'<div class="card">\n{sides}</div>\n'
        case Code():
            return f'<div class="code">\n{_paragraphs(block.paragraphs)}</div>\n'
        case SignatureBlock():
            return f'<div class="signature" id="{escape(block.field_name)}">\n{_paragraphs(block.paragraphs)}</div>\n'


def _tabular(block: Table | Grid | Letterhead) -> str:
    match block:
        case Table():
            return _table(block.rows, block.summary)
        case Grid():
            return _grid(block)
        case Letterhead():
            return _letterhead(block)


def _paragraphs(paragraphs: Iterable[Paragraph]) -> str:
    return "".join(map(_paragraph, paragraphs))


def _paragraph(paragraph: Paragraph) -> str:
    kind = "" if paragraph.tone == "normal" else f' class="{paragraph.tone}"'
    return f"<p{kind}{_language(paragraph.language)}>{_number(paragraph.number)}{''.join(map(_run, paragraph.runs))}</p>\n"


def _language(language: str | None) -> str:
    return f' lang="{escape(language)}"' if language else ""


def _number(number: str | None) -> str:
    return f'<span class="number">{escape(number)}</span> ' if number else ""


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.uri:
        text = f'<a href="{escape(run.uri)}">{text}</a>'
    return f"<strong>{text}</strong>" if run.bold else text


def _table(rows: Iterable[Row], summary: str) -> str:
    lines = (f'<tr><th scope="row">{escape(row.header)}</th><td>{"".join(map(_run, row.value))}</td></tr>\n' for row in rows)
    return f'<table aria-label="{escape(summary)}">\n<tbody>\n{"".join(lines)}</tbody>\n</table>\n'


def _grid(grid: Grid) -> str:
    """Scrolls by itself where the screen is narrow; who uses a keyboard can reach it."""
    numeric = [' class="numeric"' if column.numeric else "" for column in grid.columns]
    headers = zip(grid.columns, numeric, strict=True)
    head = "".join(f'<th scope="col"{kind}>{escape(column.header)}</th>' for column, kind in headers)
    body = "".join(_grid_row(cells, numeric) for cells in grid_rows(grid))
    return (
        f'<div class="grid" role="region" tabindex="0" aria-label="{escape(grid.summary)}">\n'
        f"<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )


def _grid_row(cells: tuple[str, ...], numeric: list[str]) -> str:
    rest = "".join(f"<td{kind}>{escape(cell)}</td>" for cell, kind in zip(cells[1:], numeric[1:], strict=True))
    return f'<tr><th scope="row">{escape(cells[0])}</th>{rest}</tr>\n'


def _letterhead(head: Letterhead) -> str:
    lines = "<br>\n".join(map(escape, head.recipient))
    recipient = f"<p>{lines}</p>\n" if lines else ""
    details = _table(head.details, head.summary) if head.details else ""
    return f'<div class="letterhead">\n<p class="small">{escape(head.sender)}</p>\n{recipient}{details}</div>\n'
