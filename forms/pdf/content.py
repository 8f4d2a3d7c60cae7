"""The content stream of one page. Every mark on it is either an element's content or an artifact, by construction:
there is no third way to draw (ISO 32000-1 § 14.8.2.2).
"""

from collections.abc import Iterable

from forms.pdf.artwork import Drawing
from forms.pdf.embedding import EmbeddedFont
from forms.pdf.objects import name, number
from forms.pdf.typeset import Fragment

Rectangle = tuple[float, float, float, float]
"""Left, lower, width, height."""


class PageContent:
    """Operators in the order of drawing. Lengths are points, from the page's lower left corner.

    An `ink` is the operator and operands of a fill colour, such as "0 g"; a line takes it as its own.
    """

    def __init__(self) -> None:
        self._operators: list[bytes] = []
        self._font: tuple[str, float] | None = None
        self._ink = "0 g"
        self._marked = 0

    @property
    def operators(self) -> bytes:
        return b"\n".join(self._operators)

    def begin(self, tag: str) -> int:
        """Begin an element's content; its number on the page."""
        self._operators.append(b"%s <</MCID %d>> BDC" % (name(tag), self._marked))
        self._marked += 1
        return self._marked - 1

    def begin_artifact(self, kind: str | None = None) -> None:
        """Begin what is no content; `kind`: "Header" or "Footer" of the page."""
        if kind is None:
            self._operators.append(b"/Artifact BMC")
        else:
            self._operators.append(b"/Artifact <</Type /Pagination /Subtype %s>> BDC" % name(kind))

    def end(self) -> None:
        """End what was begun last."""
        self._operators.append(b"EMC")

    def begin_text(self) -> None:
        """Begin text; the font of earlier text does not count."""
        self._operators.append(b"BT")

    def end_text(self) -> None:
        self._operators.append(b"ET")

    def move(self, x: float, y: float) -> None:
        """The next text begins here."""
        self._operators.append(b"1 0 0 1 %s %s Tm" % (number(x), number(y)))

    def show(self, fragment: Fragment, font: EmbeddedFont) -> None:
        """Set a fragment where the last one ended."""
        if self._font != (font.label, fragment.size):
            self._font = (font.label, fragment.size)
            self._operators.append(b"%s %s Tf" % (name(font.label), number(fragment.size)))
        if fragment.moves:
            self._operators.append(font.moved(fragment.text, fragment.moves, fragment.size))
        else:
            self._operators.append(font.encoded(fragment.text) + b" Tj")

    def picture(self, drawing: Drawing, x: float, y: float, scale: float) -> None:
        """A drawing with its lower left corner there; what it does to colours ends with it."""
        self._operators += [b"q %f 0 0 %f %s %s cm" % (scale, scale, number(x), number(y)), drawing.operators, b"Q"]

    def image(self, label: str, rectangle: Rectangle) -> None:
        """The image of that name in the page's resources."""
        x, y, width, height = map(number, rectangle)
        self._operators.append(b"q %s 0 0 %s %s %s cm %s Do Q" % (width, height, x, y, name(label)))

    def fill_with(self, ink: str) -> None:
        """What follows is filled in that colour."""
        if self._ink != ink:
            self._ink = ink
            self._operators.append(ink.encode("ascii"))

    def fill(self, rectangles: Iterable[Rectangle]) -> None:
        """Rectangles as one filled path."""
        path = [b"%s re" % b" ".join(map(number, rectangle)) for rectangle in rectangles]
        self._operators += [*path, b"f"]

    def line(self, x: float, y: float, width: float, *, thickness: float, ink: str) -> None:
        """A horizontal line."""
        self._stroke(ink, thickness)
        self._operators.append(b"%s %s m %s %s l S" % (*map(number, (x, y, x + width, y)),))

    def frame(self, rectangle: Rectangle, *, thickness: float, ink: str) -> None:
        """The outline of a rectangle."""
        self._stroke(ink, thickness)
        self._operators.append(b"%s re S" % b" ".join(map(number, rectangle)))

    def _stroke(self, ink: str, thickness: float) -> None:
        # Stroking operators are the filling ones in capitals (§ 8.6.8).
        self._operators += [ink.upper().encode("ascii"), b"%s w" % number(thickness)]
