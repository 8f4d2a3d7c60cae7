"""Draw the pages with reportlab. Every mark on the page is either an element's content or an artifact, by construction:
there is no third way to draw.

Link annotations and signature fields are not drawn here but reported: `annotations` makes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

import segno
from reportlab.pdfgen.canvas import Canvas

from forms.blocks import Document, Run
from forms.pdf import sheet
from forms.pdf.fonts import REGULAR
from forms.pdf.pages import Page, Placed
from forms.pdf.strips import CodePiece, FieldPiece, TextPiece
from forms.pdf.structure import Annotation, Element, MarkedContent
from forms.pdf.typeset import Fragment, lines_of

_OUTLINE_FROM_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Box:
    """An annotation to be: where it lies (PDF points, from the left and the foot) and what it is."""

    key: str
    page: int
    rectangle: tuple[float, float, float, float]
    what: FieldPiece | str
    """A signature field, or the address of a link."""


@dataclass(frozen=True, slots=True)
class Drawn:
    pdf: bytes
    boxes: tuple[Box, ...]


def drawn(document: Document, pages: Sequence[Page]) -> Drawn:
    """The pages as PDF without structure, and the annotations still to be made. Tells each piece's element what it owns."""
    return _Drawing(document, pages).done()


class _Drawing:
    def __init__(self, document: Document, pages: Sequence[Page]) -> None:
        self._document = document
        self._pages = pages
        self._bytes = BytesIO()
        self._canvas = Canvas(
            self._bytes,
            pagesize=(sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT),
            initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs say float
            initialFontSize=sheet.BODY.size,
            pageCompression=1,
            invariant=1,
        )
        self._boxes: list[Box] = []
        self._page = 0
        self._next_mcid = 0

    def done(self) -> Drawn:
        for number, page in enumerate(self._pages):
            self._page, self._next_mcid = number, 0
            self._banner()
            self._body(page)
            self._footer()
            self._canvas.showPage()
        self._canvas.save()
        return Drawn(self._bytes.getvalue(), tuple(self._boxes))

    def _body(self, page: Page) -> None:
        self._rules(page)
        pieces = [(piece, placed.top) for placed in page for piece in placed.strip.pieces]
        pieces.sort(key=lambda pair: pair[0].order)
        for element, group in groupby(pieces, key=lambda pair: pair[0].element):
            self._pieces(element, list(group))
        for placed in page:
            self._bookmark(placed)
            for field in placed.strip.fields:
                self._field(field, placed.top)

    def _pieces(self, element: Element, pieces: list[tuple[TextPiece | CodePiece, float]]) -> None:
        texts = [(piece, top) for piece, top in pieces if isinstance(piece, TextPiece)]
        for piece, top in pieces:
            if isinstance(piece, CodePiece):
                self._code(piece, top)
        for uri, fragments in groupby(_positioned(texts), key=lambda positioned: positioned.fragment.uri):
            if uri is None:
                self._text(element, list(fragments))
            else:
                self._link(element, uri, list(fragments))

    def _text(self, element: Element, fragments: "list[_Positioned]") -> None:
        self._begin(element)
        text = self._canvas.beginText()
        for positioned in fragments:
            text.setTextOrigin(positioned.x, positioned.y)
            text.setFillGray(positioned.gray)
            text.setFont(positioned.fragment.font, positioned.fragment.size)
            text.textOut(positioned.fragment.text)
        self._canvas.drawText(text)
        self._end()

    def _link(self, parent: Element, uri: str, fragments: "list[_Positioned]") -> None:
        link = parent.child("Link")
        self._text(link, fragments)
        for line_y, on_line in groupby(fragments, key=lambda positioned: positioned.y):
            parts = list(on_line)
            left, right = parts[0].x, parts[-1].x + parts[-1].fragment.width
            self._annotate(link, (left, line_y - 3, right, line_y + 9), uri)

    def _annotate(self, element: Element, rectangle: tuple[float, float, float, float], what: FieldPiece | str) -> None:
        key = str(len(self._boxes))
        element.kids.append(Annotation(key))
        self._boxes.append(Box(key, self._page, rectangle, what))

    def _field(self, field: FieldPiece, top: float) -> None:
        upper = top - field.top
        rectangle = (field.x, upper - field.height, field.x + field.width, upper)
        self._begin_artifact()
        self._canvas.setLineWidth(sheet.HAIRLINE)
        self._canvas.setStrokeGray(0.4)
        self._canvas.rect(rectangle[0], rectangle[1], field.width, field.height)
        self._end()
        self._annotate(field.element, rectangle, field)

    def _code(self, piece: CodePiece, top: float) -> None:
        """The dark modules as one path, row by row."""
        matrix = segno.make(piece.content, error="m", micro=False).matrix
        module = piece.size / len(matrix)
        self._begin(piece.element)
        self._canvas.setFillGray(0)
        path = self._canvas.beginPath()
        for row, modules in enumerate(matrix):
            column = 0
            for dark, run in groupby(modules):
                length = len(list(run))
                if dark:
                    path.rect(piece.x + column * module, top - (row + 1) * module, length * module, module)
                column += length
        self._canvas.drawPath(path, stroke=0, fill=1)
        self._end()
        piece.element.attributes["Layout"] = {
            "BBox": [round(value, 2) for value in (piece.x, top - piece.size, piece.x + piece.size, top)],
            "Placement": "/Block",
        }

    def _rules(self, page: Page) -> None:
        rules = [(rule, placed.top) for placed in page for rule in placed.strip.rules]
        if not rules:
            return
        self._begin_artifact()
        self._canvas.setLineWidth(sheet.HAIRLINE)
        self._canvas.setStrokeGray(0.6)
        for rule, top in rules:
            self._canvas.line(rule.x, top - rule.dy, rule.x + rule.width, top - rule.dy)
        self._end()

    def _bookmark(self, placed: Placed) -> None:
        if placed.strip.title is None or placed.strip.title[0] < _OUTLINE_FROM_LEVEL:
            return
        level, title = placed.strip.title
        key = f"h{self._page}-{placed.top:.0f}"
        self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=placed.top + 10, zoom=0)
        self._canvas.addOutlineEntry(title, key, level=level - _OUTLINE_FROM_LEVEL, closed=level > _OUTLINE_FROM_LEVEL)

    def _banner(self) -> None:
        if self._document.banner:
            self._artifact_line(self._document.banner, sheet.BANNER, sheet.BANNER_Y, "Header", centred=True)

    def _footer(self) -> None:
        number = f"Seite {self._page + 1} von {len(self._pages)}"
        self._artifact_line(self._document.footer, sheet.FOOTER, sheet.FOOTER_Y, "Footer")
        self._artifact_line(number, sheet.FOOTER, sheet.FOOTER_Y, "Footer", right=True)

    def _artifact_line(
        self, text: str, style: sheet.Style, y: float, kind: str, *, centred: bool = False, right: bool = False
    ) -> None:
        line = lines_of((Run(text),), size=style.size, bold=style.bold, line_width=sheet.PAGE_WIDTH)[0]
        line_width = sum(fragment.width for fragment in line.fragments)
        x = sheet.MARGIN_X
        if centred:
            x = (sheet.PAGE_WIDTH - line_width) / 2
        elif right:
            x = sheet.TEXT_RIGHT - line_width
        self._canvas.addLiteral(f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC")
        made = self._canvas.beginText(x, y)
        made.setFillGray(style.gray)
        for fragment in line.fragments:
            made.setFont(fragment.font, fragment.size)
            made.textOut(fragment.text)
        self._canvas.drawText(made)
        self._end()

    def _begin(self, element: Element) -> None:
        element.kids.append(MarkedContent(self._page, self._next_mcid))
        self._canvas.addLiteral(f"/{element.tag} <</MCID {self._next_mcid}>> BDC")
        self._next_mcid += 1

    def _begin_artifact(self) -> None:
        self._canvas.addLiteral("/Artifact BMC")

    def _end(self) -> None:
        self._canvas.addLiteral("EMC")


@dataclass(frozen=True, slots=True)
class _Positioned:
    fragment: Fragment
    x: float
    y: float
    gray: float


def _positioned(pieces: Iterable[tuple[TextPiece, float]]) -> Iterator[_Positioned]:
    """Every fragment where it stands; a line that ends at a space says so with a space."""
    for piece, top in pieces:
        x, y = piece.x, top - piece.baseline
        for index, fragment in enumerate(piece.line.fragments):
            last = index == len(piece.line.fragments) - 1
            text = fragment.text + " " if last and piece.line.ends_in_space else fragment.text
            yield _Positioned(Fragment(text, fragment.font, fragment.size, fragment.uri), x, y, piece.gray)
            x += fragment.width
