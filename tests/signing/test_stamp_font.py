"""The font in a stamp draws what pyHanko's would draw, is as small, and says which characters it draws."""

import io
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.writer import PdfFileWriter

from signing.stamp_font import StampFont, cut
from tests.signing.served import FONT

TEXTS = [
    "Zoë Łukaszewicz",
    "Aïssatou N’Diaye",
    "Jürgen Maximilian Groß-Weiß",
    "fi ffl AV To.",
    "Ő é x̌",
    "24.12.2026 10:30:00 CET",
]


def embedded(engine: GlyphAccumulator, text: str) -> tuple[bytes, Any, Any]:
    """What the text is drawn with, the font's program and its widths; its map to Unicode."""
    drawn = engine.shape(text).graphics_ops
    engine.prepare_write()
    writer = engine.writer
    font: Any = writer.get_object(Reference(engine.as_resource().idnum, 0, writer))
    descendant = font["/DescendantFonts"][0]
    program = TTFont(io.BytesIO(descendant["/FontDescriptor"]["/FontFile2"].data))
    return drawn, program, (list(descendant["/W"]), font["/ToUnicode"].data)


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_drawn_with_the_same_glyphs(text: str) -> None:
    program = cut(Path(FONT), text)

    ours = StampFont(PdfFileWriter(), program, font_size=9)
    theirs = GlyphAccumulator(PdfFileWriter(), io.BytesIO(program), font_size=9)

    (drawn, font, maps), (drawn_there, font_there, maps_there) = embedded(ours, text), embedded(theirs, text)
    assert (drawn, str(maps)) == (drawn_there, str(maps_there))
    for glyph in ours._glyphs:
        assert outline(font, glyph) == outline(font_there, glyph)


def outline(font: TTFont, glyph: int) -> tuple[object, ...]:
    name = font.getGlyphName(glyph)
    coordinates, ends, flags = font["glyf"][name].getCoordinates(font["glyf"])
    return list(coordinates), list(ends), list(flags), font["hmtx"][name]


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_no_larger_than_pyhankos_by_more_than_a_few_bytes(text: str) -> None:
    program = cut(Path(FONT), text)

    _, ours, _ = embedded(StampFont(PdfFileWriter(), program, font_size=9), text)
    _, theirs, _ = embedded(GlyphAccumulator(PdfFileWriter(), io.BytesIO(program), font_size=9), text)

    assert not {"GPOS", "GSUB", "GDEF"} & set(ours.keys())
    assert len(ours.reader.file.getvalue()) <= len(theirs.reader.file.getvalue()) + 64


def test_glyphs_that_are_not_drawn_are_empty() -> None:
    program = cut(Path(FONT), "Zoë Łukaszewicz")

    _, font, _ = embedded(StampFont(PdfFileWriter(), program, font_size=9), "Zoë")

    filled = [name for name in font.getGlyphOrder() if font["glyf"][name].numberOfContours != 0]
    assert 3 <= len(filled) < len(font.getGlyphOrder()) - 5
