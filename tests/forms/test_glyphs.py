"""Which characters can be drawn: what names in Europe need, and nothing that hides."""

import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from forms.glyphs import undrawable

FONTS = Path(__file__).parent.parent.parent / "forms" / "fonts"


@pytest.mark.parametrize(
    "name",
    [
        "Jürgen Maximilian Groß-Weiß",
        "Șerbănescu",
        "Łukasz Dąbrowski",
        "Ragnar Þór Guðmundsson",
        "Aïssatou N’Diaye",
        "Thủy Nguyễn",
        "Jiří Dvořák",
        "Őry Győző",
        "Oğuz Çelik İnönü",
        "Ђорђе Њ",
        "Ελένη Παπαδοπούλου",
        "Ōe Ŵyn Ẁ Ḃ",
        "ẞ",
        "Café",
        "J̌ana",
        "250,00\u00a0€",
    ],
)
def test_names_of_europe_can_be_drawn(name: str) -> None:
    assert undrawable(name) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("漢a字a漢", ("漢", "字")),
        ("a\u202eb", ("\u202e",)),
        ("a\u2066b", ("\u2066",)),
        ("a\u200bb\u200d", ("\u200b", "\u200d")),
        ("a\ufeff", ("\ufeff",)),
        ("a\tb\n", ("\t", "\n")),
        ("a\x7f", ("\x7f",)),
        ("\ud83d", ("\ud83d",)),
        ("\ue000", ("\ue000",)),
        ("\u0378", ("\u0378",)),
        ("a\u2003b", ("\u2003",)),
        ("a\u00adb", ("\u00ad",)),
        ("\u2028", ("\u2028",)),
        ("😀", ("😀",)),
        ("नमस्ते", ("न", "म", "स", "्", "त", "े")),
        ("☑", ("☑",)),
    ],
)
def test_what_has_no_glyph_or_hides_is_found(text: str, found: tuple[str, ...]) -> None:
    assert undrawable(text) == found


def test_a_mark_on_nothing_and_a_tower_of_marks_are_found() -> None:
    assert undrawable("\u0301a") == ("\u0301",)
    assert undrawable("a \u0301") == ("\u0301",)
    assert undrawable("q\u0301\u0302\u0303\u0304") != ()
    assert undrawable("q\u0301\u0302") == ()


def test_the_table_is_what_both_fonts_draw() -> None:
    both = set(TTFont(FONTS / "NotoSans-Regular.ttf").getBestCmap()) & set(TTFont(FONTS / "NotoSans-Bold.ttf").getBestCmap())
    ranges = (line.split("-") for line in (FONTS / "coverage.txt").read_text("ascii").split())
    table = {codepoint for first, last in ranges for codepoint in range(int(first, 16), int(last, 16) + 1)}

    assert table == both


def test_asking_loads_no_pdf_library() -> None:
    program = (
        "import sys; from forms.glyphs import undrawable; from forms.mark import read_mark; undrawable('ä');"
        "print([name for name in ('reportlab', 'pikepdf', 'pypdf', 'fontTools') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=FONTS.parent.parent, capture_output=True, check=True, text=True)

    assert done.stdout.strip() == "[]"
