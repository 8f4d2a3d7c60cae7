"""A document as an HTML fragment: the same text from the same tree, to be read on a phone before signing.

No style, no script, no page: the caller's page brings them. Everything but our own tags is escaped. Headings start at
`heading_level`, so that the fragment fits below a page's own title.
"""

from collections.abc import Iterable
from html import escape

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
            return f'<dl class="letters">\n{"".join(items)}</dl>\n'
        case Table():
            return _table(block)
        case Code():
            return f'<div class="code">\n{_paragraphs(block.paragraphs)}</div>\n'
        case SignatureBlock():
            return f'<div class="signature" id="{escape(block.field_name)}">\n{_paragraphs(block.paragraphs)}</div>\n'


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


def _table(table: Table) -> str:
    rows = (f'<tr><th scope="row">{escape(row.header)}</th><td>{"".join(map(_run, row.value))}</td></tr>\n' for row in table.rows)
    return f'<table aria-label="{escape(table.summary)}">\n<tbody>\n{"".join(rows)}</tbody>\n</table>\n'
