"""The fonts: what they draw, how wide it is, and the part of them that a document embeds.

All have 1000 units an em, so that widths in font units are the thousandths of an em that PDF wants.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
SYMBOLS = "NotoSansSymbols2-Regular"
SYMBOL_CHARACTERS = frozenset("☐☑")
UNITS_PER_EM = 1000

_FOLDER = Path(__file__).parent.parent / "fonts"


class Face:
    """One font file, parsed.

    Attributes:
        widths: code point → advance width in thousandths of an em; what is no key has no glyph.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._file = TTFontFile(str(_FOLDER / f"{name}.ttf"), charInfo=1)
        self.widths: dict[int, int] = {code: round(width) for code, width in self._file.charWidths.items()}
        self.ascent = round(self._file.ascent)
        self.descent = round(self._file.descent)
        self.cap_height = round(self._file.capHeight)
        self.stem = round(self._file.stemV)
        self.box = tuple(round(edge) for edge in self._file.bbox)

    def width(self, text: str) -> int:
        """The advance width of the text in thousandths of an em. Raises KeyError for a character without glyph."""
        return sum(map(self.widths.__getitem__, map(ord, text)))

    def subset(self, codepoints: Iterable[int]) -> tuple[bytes, list[int]]:
        """A font program with these characters only, and the glyph of each in it, in their order."""
        wanted = list(codepoints)
        glyphs: dict[int, int] = {0: 0}
        numbers = [glyphs.setdefault(self._file.charToGlyph[codepoint], len(glyphs)) for codepoint in wanted]
        return self._file.makeSubset(wanted), numbers


@cache
def face(name: str) -> Face:
    """The face of that name; each file is parsed once in a process."""
    return Face(name)


def font_of(character: str, *, bold: bool) -> str:
    """The font that draws the character."""
    if character in SYMBOL_CHARACTERS:
        return SYMBOLS
    return BOLD if bold else REGULAR
