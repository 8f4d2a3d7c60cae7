"""The same text through other engines, each loaded when it is measured. Each takes a document's tree and gives a function: printed number → PDF.

Every call changes the number, as every real document does, so that nobody wins by giving the last answer again. Rivals of
`requirements/benchmarks.txt` lie in `.venv/rivals`, put there by `make bench`; one that cannot be loaded raises ImportError
or OSError and says why.
"""

import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from forms.blocks import Block, Code, Document, Heading, ItemList, Paragraph, Run, Section, SignatureBlock, Table
from forms.html import html_of

Engine = Callable[[str], bytes]
# Behind everything of ours: what both have, we take from our own environment.
sys.path.append(str(Path(sys.prefix) / "rivals"))
FONTS = Path(__file__).parents[1] / "forms" / "fonts"
_STYLE = f"""
@font-face {{ font-family: Noto; src: url(file://{FONTS}/NotoSans-Regular.ttf) }}
@font-face {{ font-family: Noto; font-weight: bold; src: url(file://{FONTS}/NotoSans-Bold.ttf) }}
@page {{ size: A4; margin: 24mm 20mm 26mm 36mm; @bottom-right {{ content: "Seite " counter(page) " von " counter(pages) }} }}
body {{ font: 10pt/14pt Noto }} table {{ border-collapse: collapse }} th {{ text-align: left }} td, th {{ border: 0.5pt solid #999 }}
"""


def bare_reportlab(pdf: bytes, number: str) -> Engine:
    """Untagged lines, already broken and put on pages: drawing and nothing else. `number`: the one to be replaced."""
    pages = [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(pdf)).pages]
    for weight in ("Regular", "Bold"):
        pdfmetrics.registerFont(TTFont(f"rival-{weight}", str(FONTS / f"NotoSans-{weight}.ttf")))

    def draw(other: str) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4)
        for lines in pages:
            for position, line in enumerate(lines):
                canvas.setFont("rival-Bold" if position == 0 else "rival-Regular", 9)
                canvas.drawString(60, 790 - 12 * position, line.replace(number, other))
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return draw


def weasyprint(document: Document, number: str) -> Engine:
    """Tagged, from our HTML, with our fonts."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    page = f'<html lang="de"><title>{document.title}</title><style>{_STYLE}</style><body>{html_of(document, heading_level=1)}'
    fonts = FontConfiguration()

    def draw(other: str) -> bytes:
        made = HTML(string=page.replace(number, other)).write_pdf(pdf_variant="pdf/ua-1", font_config=fonts)
        return bytes(made or b"")

    return draw


def typst(document: Document, number: str) -> Engine:
    """Tagged PDF/A-3a and PDF/UA-1, by one compiler kept warm, with our fonts."""
    from typst import Compiler

    source = _TYPST_HEAD % _quoted(document.title) + "".join(_typst(document.blocks))
    compiler = Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)

    def draw(other: str) -> bytes:
        made = compiler.compile(source.replace(number, other).encode(), format="pdf", pdf_standards=["a-3a", "ua-1"])
        return bytes(made)

    return draw


_TYPST_HEAD = """#set document(title: %s, date: datetime(year: 2026, month: 11, day: 23))
#set page(paper: "a4", margin: (left: 36mm, right: 20mm, top: 24mm, bottom: 26mm), numbering: "1 / 1")
#set text(font: "Noto Sans", size: 10pt, lang: "de")
"""


def _typst(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        match block:
            case Section():
                yield from _typst(block.blocks)
            case Heading():
                numbered = " ".join(part for part in (block.number, block.text) if part)
                yield f"#heading(level: {block.level}, {_quoted(numbered)})\n"
            case Paragraph():
                yield _typst_paragraph(block)
            case ItemList():
                for item in block.items:
                    yield f"+ {' '.join(map(_typst_paragraph, item.paragraphs)).strip()}\n"
                yield "\n"
            case Table():
                cells = ", ".join(f"[#{_quoted(row.header)}], [{_typst_runs(row.value)}]" for row in block.rows)
                yield f"#table(columns: (46mm, 1fr), {cells})\n\n"
            case Code() | SignatureBlock():
                yield from map(_typst_paragraph, block.paragraphs)


def _typst_paragraph(paragraph: Paragraph) -> str:
    number = f"#{_quoted(paragraph.number)} " if paragraph.number else ""
    return f"{number}{_typst_runs(paragraph.runs)}\n\n"


def _typst_runs(runs: Iterable[Run]) -> str:
    return "".join(f"#strong({_quoted(run.text)})" if run.bold else f"#{_quoted(run.text)}" for run in runs)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
