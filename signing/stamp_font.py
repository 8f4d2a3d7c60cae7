"""The font of a stamp: as much of it as a text needs, cut by HarfBuzz. pyHanko has fontTools do that, which takes sixty times as long."""

import io
from collections.abc import Iterable
from pathlib import Path

import uharfbuzz
from pyhanko.pdf_utils.font.opentype import CIDFontType2, GlyphAccumulator
from pyhanko.pdf_utils.generic import IndirectObject, StreamObject, pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

__all__ = ["StampFont", "cut"]

_LAYOUT_TABLES = [int.from_bytes(tag) for tag in (b"GPOS", b"GSUB", b"GDEF")]
"""They have done their work when the text is laid out."""


def cut(font: Path, text: str) -> bytes:
    """What the text needs of a font file, with what shapes it."""
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(ord(character) for character in text)
    return bytes(uharfbuzz.subset(uharfbuzz.Face(font.read_bytes()), wanted).blob.data)


class StampFont(GlyphAccumulator):
    """pyHanko's shaping and its font objects; a TrueType program is embedded as HarfBuzz cuts it to the glyphs that were drawn.

    Args:
        program: a whole font file.
    """

    def __init__(self, writer: BasePdfFileWriter, program: bytes, *, font_size: int, obj_stream: object = None) -> None:
        super().__init__(writer, io.BytesIO(program), font_size=font_size, obj_stream=obj_stream)
        self._program = program
        if isinstance(self.cidfont_obj, CIDFontType2):
            name = self.cidfont_obj.name.removeprefix(f"{self.subset_prefix}+")
            self.cidfont_obj = _TrueTypeFont(self.tt, name, self.subset_prefix)

    def _extract_subset(self, options: object = None) -> None:
        if isinstance(self.cidfont_obj, _TrueTypeFont):
            self.cidfont_obj.program = _drawn(self._program, self._glyphs)
        else:
            super()._extract_subset(options)


class _TrueTypeFont(CIDFontType2):
    program = b""

    def set_font_file(self, writer: BasePdfFileWriter) -> IndirectObject:
        stream = StreamObject(stream_data=self.program)
        stream.compress()
        reference = writer.add_object(stream)
        self._font_descriptor[pdf_name("/FontFile2")] = reference
        return reference


def _drawn(program: bytes, glyphs: Iterable[int]) -> bytes:
    """The font with these glyphs, each under its number."""
    face = uharfbuzz.Face(program)
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(_LAYOUT_TABLES)
    wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    return bytes(uharfbuzz.subset(face, wanted).blob.data)
