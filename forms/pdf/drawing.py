"""Draw the pages: for each its content stream, its annotations to be, and its bookmarks.

Link annotations and signature fields are not drawn here but reported: `annotations` makes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import segno

from forms.blocks import Document, Run
from forms.pdf import sheet
from forms.pdf.content import PageContent
from forms.pdf.embedding import EmbeddedFont
from forms.pdf.pages import Page
from forms.pdf.strips import CodePiece, FieldPiece, TextPiece
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


@dataclass(frozen=True, slots=True)
class _Positioned:
    fragment: Fragment
    x: float
    y: float
    ink: str
    starts_line: bool


def drawn(document: Document, pages: Sequence[Page]) -> Drawn:
    """The pages. Tells each piece's element what it owns."""
    drawing = _Drawing(document, pages)
    contents = tuple(drawing.page(number) for number in range(len(pages)))
    return Drawn(contents, tuple(drawing.fonts.values()), tuple(drawing.boxes), tuple(drawing.bookmarks))


class _Drawing:
    def __init__(self, document: Document, pages: Sequence[Page]) -> None:
        self._document = document
        self._pages = pages
        self._page = 0
        self._content = PageContent()
        self.fonts: dict[str, EmbeddedFont] = {}
        self.boxes: list[Box] = []
        self.bookmarks: list[Bookmark] = []

    def page(self, number: int) -> bytes:
        """The operators of that page."""
        self._page, self._content = number, PageContent()
        page = self._pages[number]
        if self._document.banner:
            self._margin(self._document.banner, sheet.BANNER, sheet.BANNER_Y, "Header", align=0.5)
        self._rules(page)
        self._body(page)
        self._margin(self._document.footer, sheet.FOOTER, sheet.FOOTER_Y, "Footer", align=0.0)
        self._margin(f"Seite {number + 1} von {len(self._pages)}", sheet.FOOTER, sheet.FOOTER_Y, "Footer", align=1.0)
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

    def _pieces(self, element: Element | None, pieces: list[tuple[TextPiece | CodePiece, float]]) -> None:
        texts = [(piece, top) for piece, top in pieces if isinstance(piece, TextPiece)]
        for piece, top in pieces:
            if isinstance(piece, CodePiece):
                self._code(piece, top)
        if element is None:
            self._untagged(texts)
            return
        for uri, fragments in groupby(_positioned(texts), key=lambda positioned: positioned.fragment.uri):
            if uri is None:
                self._tagged(element, fragments)
            else:
                self._link(element, uri, list(fragments))

    def _untagged(self, texts: Iterable[tuple[TextPiece, float]]) -> None:
        """A table's header at the head of a further page: read once, seen twice."""
        self._content.begin_artifact()
        self._text(_positioned(texts))
        self._content.end()

    def _tagged(self, element: Element, fragments: Iterable[_Positioned]) -> None:
        element.kids.append(MarkedContent(self._page, self._content.begin(element.tag)))
        self._text(fragments)
        self._content.end()

    def _text(self, fragments: Iterable[_Positioned]) -> None:
        content = self._content
        content.begin_text()
        begun = False
        for positioned in fragments:
            fragment = positioned.fragment
            # Within a line each fragment begins where the one before ended.
            if positioned.starts_line or not begun:
                content.move(positioned.x, positioned.y)
            begun = True
            content.fill_with(positioned.ink)
            content.show(fragment.text, self._font(fragment.font), fragment.size)
        content.end_text()

    def _link(self, parent: Element, uri: str, fragments: list[_Positioned]) -> None:
        link = parent.child("Link")
        self._tagged(link, fragments)
        for line_y, on_line in groupby(fragments, key=lambda positioned: positioned.y):
            parts = list(on_line)
            left, right = parts[0].x, parts[-1].x + parts[-1].fragment.width
            size = parts[0].fragment.size
            self._annotate(link, (left, line_y - size * 0.3, right, line_y + size * 0.9), uri)

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
        element.attributes["Layout"] = {
            "BBox": [piece.x, top - piece.size, piece.x + piece.size, top],
            "Placement": "/Block",
        }

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
        """A line outside the text; `align` 0 to 1: from the left edge to the right."""
        width = sheet.TEXT_RIGHT - sheet.MARGIN_X
        line = lines_of((Run(text),), size=style.size, bold=style.bold, line_width=width)[0]
        x = sheet.MARGIN_X + (width - line.width) * align
        self._content.begin_artifact(kind)
        self._text(
            _Positioned(fragment, x, y, style.ink, starts_line=index == 0) for index, fragment in enumerate(line.fragments)
        )
        self._content.end()

    def _font(self, font: str) -> EmbeddedFont:
        if font not in self.fonts:
            self.fonts[font] = EmbeddedFont(font, f"F{len(self.fonts) + 1}")
        return self.fonts[font]


def _positioned(pieces: Iterable[tuple[TextPiece, float]]) -> Iterator[_Positioned]:
    """Every fragment where it stands; a line that ends at a space says so with a space."""
    for piece, top in pieces:
        x, y = piece.x, top - piece.baseline
        last = len(piece.line.fragments) - 1
        for index, fragment in enumerate(piece.line.fragments):
            shown = replace(fragment, text=fragment.text + " ") if index == last and piece.line.ends_in_space else fragment
            yield _Positioned(shown, x, y, piece.ink, starts_line=index == 0)
            x += fragment.width


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
