"""Draw the pages: for each its content stream, its annotations to be, and its bookmarks.

Link annotations and signature fields are not drawn here but reported: `annotations` makes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import inf
from typing import NamedTuple

import segno

from forms.blocks import Document, Run
from forms.pdf import sheet
from forms.pdf.artwork import Pixels
from forms.pdf.content import PageContent
from forms.pdf.embedding import EmbeddedFont
from forms.pdf.pages import Page
from forms.pdf.strips import CodePiece, FieldPiece, PicturePiece, TextPiece
from forms.pdf.structure import Annotation, Element, MarkedContent
from forms.pdf.typeset import Fragment, lines_of


@dataclass(frozen=True, slots=True)
class Box:
    """An annotation to be: where it lies (left, lower, right, upper in points) and what it is."""

    page: int
    rectangle: tuple[float, float, float, float]
    what: FieldPiece | str
    """A signature field, or the address of a link."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """`top` in points from the page's foot."""

    level: int
    title: str
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """`contents`: the pages' operators. A box's place in `boxes` is its key in the structure."""

    contents: tuple[bytes, ...]
    fonts: tuple[EmbeddedFont, ...]
    boxes: tuple[Box, ...]
    bookmarks: tuple[Bookmark, ...]
    images: tuple[tuple[str, Pixels], ...]
    """With the names the operators know them by."""


Placing = tuple[TextPiece, float]
"""A piece, and where its strip's top lies."""


def drawn(document: Document, pages: Sequence[Page], *, accent: tuple[float, float, float] | None = None) -> Drawn:
    """The pages. Tells each piece's element what it owns. `accent` as in `Brand`."""
    drawing = _Drawing(document, pages, accent)
    contents = tuple(drawing.page(number) for number in range(len(pages)))
    return Drawn(
        contents, tuple(drawing.fonts.values()), tuple(drawing.boxes), tuple(drawing.bookmarks), tuple(drawing.images.items())
    )


class _Drawing:
    def __init__(self, document: Document, pages: Sequence[Page], accent: tuple[float, float, float] | None) -> None:
        self._accent = " ".join(f"{part:.3g}" for part in accent) + " rg" if accent else sheet.BLACK
        self._document = document
        self._pages = pages
        self._page = 0
        self._content = PageContent()
        self.fonts: dict[str, EmbeddedFont] = {}
        self.boxes: list[Box] = []
        self.bookmarks: list[Bookmark] = []
        self.images: dict[str, Pixels] = {}

    def page(self, number: int) -> bytes:
        """The operators of that page."""
        self._page, self._content = number, PageContent()
        page = self._pages[number]
        if self._document.banner:
            self._margin(self._document.banner, sheet.BANNER, sheet.BANNER_Y, "Header", align=0.5)
        self._rules(page)
        self._body(page)
        self._margin(self._document.footer, sheet.FOOTER, sheet.FOOTER_Y, "Footer", align=0.0)
        pagination = self._document.pagination.format(page=number + 1, pages=len(self._pages))
        self._margin(pagination, sheet.FOOTER, sheet.FOOTER_Y, "Footer", align=1.0)
        return self._content.operators

    def _body(self, page: Page) -> None:
        pieces = [(piece, placed.top) for placed in page for piece in placed.strip.pieces]
        pieces.sort(key=lambda pair: pair[0].order)
        for element, group in groupby(pieces, key=lambda pair: pair[0].element):
            self._pieces(element, list(group))
        for placed in page:
            if placed.strip.title:
                level, title = placed.strip.title
                self.bookmarks.append(Bookmark(level, title, self._page, placed.top))
            for field in placed.strip.fields:
                self._field(field, placed.top)

    def _pieces(self, element: Element | None, pieces: Iterable[tuple[TextPiece | CodePiece | PicturePiece, float]]) -> None:
        texts: list[Placing] = []
        for piece, top in pieces:
            if isinstance(piece, CodePiece):
                self._code(piece, top)
            elif isinstance(piece, PicturePiece):
                self._picture(piece, top)
            else:
                texts.append((piece, top))
        if element is None:
            # A table's header at the head of a further page: read once, seen twice.
            self._content.begin_artifact()
            self._text(_runs(texts))
            self._content.end()
            return
        for uri, runs in groupby(_runs(texts), key=lambda run: run.fragments[0].uri):
            if uri is None:
                self._tagged(element, runs)
            else:
                self._link(element, uri, list(runs))

    def _tagged(self, element: Element, runs: "Iterable[_Run]") -> None:
        element.kids.append(MarkedContent(self._page, self._content.begin(element.tag)))
        self._text(runs)
        self._content.end()

    def _text(self, runs: "Iterable[_Run]") -> None:
        content, fonts = self._content, self.fonts
        content.begin_text()
        for run in runs:
            content.move(run.x, run.y)
            content.fill_with(self._accent if run.ink == sheet.ACCENT else run.ink)
            for fragment in run.fragments:
                font = fonts.get(fragment.font) or self._font(fragment.font)
                content.show(fragment, font)
        content.end_text()

    def _link(self, parent: Element, uri: str, runs: "list[_Run]") -> None:
        link = parent.child("Link")
        self._tagged(link, runs)
        for run in runs:
            width = sum(fragment.width for fragment in run.fragments)
            size = run.fragments[0].size
            self._annotate(link, (run.x, run.y - size * 0.3, run.x + width, run.y + size * 0.9), uri)

    def _annotate(self, element: Element, rectangle: tuple[float, float, float, float], what: FieldPiece | str) -> None:
        element.kids.append(Annotation(len(self.boxes), self._page))
        self.boxes.append(Box(self._page, rectangle, what))

    def _field(self, field: FieldPiece, top: float) -> None:
        upper = top - field.top
        self._content.begin_artifact()
        frame = (field.x, upper - field.height, field.width, field.height)
        self._content.frame(frame, thickness=sheet.HAIRLINE, ink=sheet.RULE_INK)
        self._content.end()
        self._annotate(field.element, (field.x, upper - field.height, field.x + field.width, upper), field)

    def _code(self, piece: CodePiece, top: float) -> None:
        side, modules = _dark(piece.content)
        module = piece.size / side
        element = piece.element
        element.kids.append(MarkedContent(self._page, self._content.begin(element.tag)))
        self._content.fill_with("0 g")
        self._content.fill(
            (piece.x + column * module, top - (row + 1) * module, length * module, module) for row, column, length in modules
        )
        self._content.end()
        _placed(element, (piece.x, top - piece.size, piece.x + piece.size, top))

    def _picture(self, piece: PicturePiece, top: float) -> None:
        element, artwork, lower = piece.element, piece.artwork, top - piece.height
        element.kids.append(MarkedContent(self._page, self._content.begin(element.tag)))
        if isinstance(artwork, Pixels):
            self.images["Logo"] = artwork
            self._content.image("Logo", (piece.x, lower, piece.width, piece.height))
        else:
            self._content.picture(artwork, piece.x, lower, piece.width / artwork.width)
        self._content.end()
        _placed(element, (piece.x, lower, piece.x + piece.width, top))

    def _rules(self, page: Page) -> None:
        rules = [(rule, placed.top) for placed in page for rule in placed.strip.rules]
        frames = [(frame, placed.top) for placed in page for frame in placed.strip.frames]
        if not rules and not frames:
            return
        self._content.begin_artifact()
        for rule, top in rules:
            self._content.line(rule.x, top - rule.dy, rule.width, thickness=rule.thickness, ink=rule.ink)
        for frame, top in frames:
            rectangle = (frame.x, top - frame.top - frame.height, frame.width, frame.height)
            self._content.frame(rectangle, thickness=sheet.HAIRLINE, ink=sheet.RULE_INK)
        self._content.end()

    def _margin(self, text: str, style: sheet.Style, y: float, kind: str, *, align: float) -> None:
        """A line outside the text, smaller if it would not fit; `align` 0 to 1: from the left edge to the right."""
        width = sheet.TEXT_RIGHT - sheet.MARGIN_X
        (line,) = lines_of((Run(text),), size=style.size, bold=style.bold, line_width=inf)
        if line.width > width:
            size = style.size * width / line.width
            (line,) = lines_of((Run(text),), size=size, bold=style.bold, line_width=inf)
        x = sheet.MARGIN_X + (width - line.width) * align
        self._content.begin_artifact(kind)
        self._text((_Run(line.fragments, x, y, style.ink),))
        self._content.end()

    def _font(self, font: str) -> EmbeddedFont:
        self.fonts[font] = EmbeddedFont(font, f"F{len(self.fonts) + 1}")
        return self.fonts[font]


def _placed(figure: Element, box: tuple[float, float, float, float]) -> None:
    figure.attributes["Layout"] = {"BBox": list(box), "Placement": "/Block"}


class _Run(NamedTuple):
    """Fragments of one line that are one link, or none; each begins where the one before ended."""

    fragments: tuple[Fragment, ...]
    x: float
    y: float
    ink: str


def _runs(texts: Iterable[Placing]) -> Iterator[_Run]:
    for piece, top in texts:
        fragments = piece.line.fragments
        if not fragments:
            continue  # an empty cell
        x, y = piece.x, top - piece.baseline
        if all(fragment.uri is None for fragment in fragments):
            yield _Run(fragments, x, y, piece.ink)
            continue
        for _, together in groupby(fragments, key=lambda fragment: fragment.uri):
            linked = tuple(together)
            yield _Run(linked, x, y, piece.ink)
            x += sum(fragment.width for fragment in linked)


@lru_cache(maxsize=64)
def _dark(content: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Modules a side, and the dark ones as runs: row, first column, length."""
    matrix = segno.make(content, error="m", micro=False).matrix
    runs = []
    for row, modules in enumerate(matrix):
        column = 0
        for dark, together in groupby(modules):
            length = len(list(together))
            if dark:
                runs.append((row, column, length))
            column += length
    return len(matrix), tuple(runs)
