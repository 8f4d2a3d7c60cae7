"""The embedded fonts and how wide text is in them."""

from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
SYMBOLS = "NotoSansSymbols2-Regular"
SYMBOL_CHARACTERS = frozenset("☐☑")

_FOLDER = Path(__file__).parent.parent / "fonts"

for _name in (REGULAR, BOLD, SYMBOLS):
    pdfmetrics.registerFont(TTFont(_name, str(_FOLDER / f"{_name}.ttf")))


def font_of(character: str, *, bold: bool) -> str:
    """The font that draws the character."""
    if character in SYMBOL_CHARACTERS:
        return SYMBOLS
    return BOLD if bold else REGULAR


@lru_cache(maxsize=8192)
def width(text: str, font: str, size: float) -> float:
    """The advance width in points."""
    return float(pdfmetrics.stringWidth(text, font, size))
