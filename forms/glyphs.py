"""Which characters the embedded fonts draw. Light: intake asks before anything is frozen, without loading a PDF library.

`fonts/coverage.txt` holds the characters that both text weights have; `fonts/make_fonts.py` wrote it with the fonts.
"""

import unicodedata
from functools import cache
from pathlib import Path

_COVERAGE = Path(__file__).parent / "fonts" / "coverage.txt"
_PLAIN_SPACES = frozenset(" \u00a0\u202f")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Two marks on one letter is what living orthographies need once NFC has composed (Vietnamese needs none).
_MARKS_ON_A_LETTER = 2


def composed(text: str) -> str:
    """The form in which text is set: Unicode NFC, so that a letter and its mark are one glyph where one exists."""
    return unicodedata.normalize("NFC", text)


def undrawable(text: str) -> tuple[str, ...]:
    """The characters of `text` that cannot be set faithfully, each once, in order of appearance; empty if all can.

    Besides characters without a glyph these are control, bidi, zero-width and private characters, lone surrogates,
    unassigned code points, spaces that look like another or like nothing, and combining marks that are stacked
    higher than two or stand on nothing.
    """
    if text.isascii() and text.isprintable():
        return ()
    found: dict[str, None] = {}
    marks = _MARKS_ON_A_LETTER
    for character in composed(text):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me", "Mc"} else 0
        # A mark may not follow a space: it would be drawn on nothing.
        if category == "Zs":
            marks = _MARKS_ON_A_LETTER
        if marks > _MARKS_ON_A_LETTER or not _drawn(character, category):
            found[character] = None
    return tuple(found)


def _drawn(character: str, category: str) -> bool:
    if category in _HIDDEN or (category == "Zs" and character not in _PLAIN_SPACES):
        return False
    return ord(character) in _coverage()


@cache
def _coverage() -> frozenset[int]:
    ranges = (line.split("-") for line in _COVERAGE.read_text("ascii").split())
    return frozenset(codepoint for first, last in ranges for codepoint in range(int(first, 16), int(last, 16) + 1))
