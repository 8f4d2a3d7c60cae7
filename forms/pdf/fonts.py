"""The fonts: what they draw, how wide it is, and the part of them that a document embeds.

All have 1000 units an em, so that widths in font units are the thousandths of an em that PDF wants.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz
from reportlab.pdfbase.ttfonts import TTFontFile

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
SYMBOLS = "NotoSansSymbols2-Regular"
SYMBOL_CHARACTERS = frozenset("☐☑")
UNITS_PER_EM = 1000

_FOLDER = Path(__file__).parent.parent / "fonts"


class Move(NamedTuple):
    """Ahead of the character numbered `before` (or, at the end, after the last one) the pen goes `right`; from there on, until the
    next move, text stands `up` above the baseline. Thousandths of an em."""

    before: int
    right: int
    up: int


class Shaped(NamedTuple):
    """How wide a text is, in thousandths of an em, and where its letters do not simply follow each other."""

    units: int
    moves: tuple[Move, ...]


class Face:
    """One font, parsed: its outlines, and where letters stand beside each other and marks on letters.

    Attributes:
        widths: code point → advance width in thousandths of an em; what is no key has no glyph.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._file = TTFontFile(str(_FOLDER / f"{name}.ttf"), charInfo=1)
        self.widths: dict[int, int] = {code: round(width) for code, width in self._file.charWidths.items()}
        positions = _FOLDER / f"{name}-positions.ttf"
        self._positions = _positions(positions) if positions.exists() else None
        self.ascent = round(self._file.ascent)
        self.descent = round(self._file.descent)
        self.cap_height = round(self._file.capHeight)
        self.stem = round(self._file.stemV)
        self.box = tuple(round(edge) for edge in self._file.bbox)

    def shaped(self, text: str) -> Shaped:
        """The text set as it is read. Raises KeyError for a character without glyph."""
        widths = list(map(self.widths.__getitem__, map(ord, text)))
        plain = Shaped(sum(widths), ())
        if self._positions is None:
            return plain
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._positions, buffer)
        placed = buffer.glyph_positions
        # One glyph a character, always: the fonts substitute nothing, and text is composed.
        if placed is None or len(placed) != len(widths):
            return plain
        moves: list[Move] = []
        pending = up = 0
        for index, (width, glyph) in enumerate(zip(widths, placed, strict=True)):
            right = pending + glyph.x_offset
            if right or glyph.y_offset != up:
                moves.append(Move(index, right, glyph.y_offset))
            pending, up = glyph.x_advance - width - glyph.x_offset, glyph.y_offset
        if pending or up:
            moves.append(Move(len(text), pending, 0))
        return Shaped(sum(glyph.x_advance for glyph in placed), tuple(moves))

    def subset(self, codepoints: Iterable[int]) -> tuple[bytes, list[int]]:
        """A font program with these characters only, and the glyph of each in it, in their order."""
        wanted = list(codepoints)
        glyphs: dict[int, int] = {0: 0}
        numbers = [glyphs.setdefault(self._file.charToGlyph[codepoint], len(glyphs)) for codepoint in wanted]
        return self._file.makeSubset(wanted), numbers


def _positions(file: Path) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))))


@cache
def face(name: str) -> Face:
    """The face of that name; each file is parsed once in a process."""
    return Face(name)


def font_of(character: str, *, bold: bool) -> str:
    """The font that draws the character."""
    if character in SYMBOL_CHARACTERS:
        return SYMBOLS
    return BOLD if bold else REGULAR
