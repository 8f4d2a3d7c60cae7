"""The stamp's font for pyHanko's text boxes: a Type 0 font with an embedded subset, glyph for glyph, without shaping."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.font.api import FontEngine, FontEngineFactory, ShapeResult
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.true_type import TrueType

_PER_EM = 1000
_SYMBOLIC = 4
_STEM = 80
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{mappings}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True, slots=True)
class StampFontFactory(FontEngineFactory):
    """`font_file`: path of a TrueType font with 1000 units per em."""

    font_file: str

    def create_font_engine(self, writer: BasePdfFileWriter, obj_stream: object = None) -> FontEngine:  # noqa: ARG002 - pyHanko's signature
        return _StampFont(writer, _font(self.font_file))


@lru_cache(maxsize=4)
def _font(path: str) -> TrueType:
    return TrueType.parse(Path(path).read_bytes())


class _StampFont(FontEngine):
    """Collects the characters of one stamp, and embeds their glyphs when the revision is written."""

    def __init__(self, writer: BasePdfFileWriter, font: TrueType) -> None:
        super().__init__(writer, font.name, embedded_subset=False)
        self._font, self._reference = font, writer.allocate_placeholder()
        self._glyphs: dict[int, str] = {0: "\ufffd"}  # in the order of their new numbers, with the character each stands for
        self._written = False

    @property
    def uses_complex_positioning(self) -> bool:
        return False

    def shape(self, txt: str) -> ShapeResult:
        """Raises ValueError: the font has no glyph for a character."""
        codes, advance = [], 0
        for character in txt:
            glyph = self._font.glyph_of.get(ord(character))
            if glyph is None:
                raise ValueError(f"the stamp's font cannot draw U+{ord(character):04X}")
            self._glyphs.setdefault(glyph, character)
            codes.append(f"{list(self._glyphs).index(glyph):04x}")
            advance += self._font.advance(glyph)
        return ShapeResult(f"<{''.join(codes)}> Tj".encode(), advance / self._font.units_per_em, 0)

    def as_resource(self) -> generic.PdfObject:
        return self._reference

    def prepare_write(self) -> None:
        if self._written:
            return
        self._written = True
        program = self._font.subset(list(self._glyphs))
        name = pdf_name(f"/{_prefix(program)}+{self._font.name}")
        descendant = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/CIDFontType2"),
                pdf_name("/BaseFont"): name,
                pdf_name("/CIDSystemInfo"): generic.DictionaryObject(
                    {
                        pdf_name("/Registry"): pdf_string("Adobe"),
                        pdf_name("/Ordering"): pdf_string("Identity"),
                        pdf_name("/Supplement"): generic.NumberObject(0),
                    }
                ),
                pdf_name("/CIDToGIDMap"): pdf_name("/Identity"),
                pdf_name("/DW"): generic.NumberObject(_PER_EM),
                pdf_name("/W"): generic.ArrayObject([generic.NumberObject(0), generic.ArrayObject(self._widths())]),
                pdf_name("/FontDescriptor"): self.writer.add_object(self._descriptor(name, program)),
            }
        )
        font = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/Type0"),
                pdf_name("/BaseFont"): name,
                pdf_name("/Encoding"): pdf_name("/Identity-H"),
                pdf_name("/DescendantFonts"): generic.ArrayObject([self.writer.add_object(descendant)]),
                pdf_name("/ToUnicode"): self.writer.add_object(self._to_unicode()),
            }
        )
        self.writer.add_object(font, idnum=self._reference.idnum)

    def _widths(self) -> list[generic.NumberObject]:
        return [generic.NumberObject(self._scaled(self._font.advance(glyph))) for glyph in self._glyphs]

    def _scaled(self, units: int) -> int:
        return round(units * _PER_EM / self._font.units_per_em)

    def _descriptor(self, name: generic.NameObject, program: bytes) -> generic.DictionaryObject:
        stream = generic.StreamObject({pdf_name("/Length1"): generic.NumberObject(len(program))}, stream_data=program)
        stream.compress()
        measures = {"/Ascent": self._font.ascent, "/Descent": self._font.descent, "/CapHeight": self._font.ascent}
        return generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/FontDescriptor"),
                pdf_name("/FontName"): name,
                pdf_name("/Flags"): generic.NumberObject(_SYMBOLIC),
                pdf_name("/ItalicAngle"): generic.NumberObject(0),
                pdf_name("/StemV"): generic.NumberObject(_STEM),
                pdf_name("/FontBBox"): generic.ArrayObject(generic.NumberObject(self._scaled(side)) for side in self._font.box),
                pdf_name("/FontFile2"): self.writer.add_object(stream),
                **{pdf_name(key): generic.NumberObject(self._scaled(value)) for key, value in measures.items()},
            }
        )

    def _to_unicode(self) -> generic.StreamObject:
        pairs = [f"<{number:04x}> <{text.encode('utf-16-be').hex()}>" for number, text in enumerate(self._glyphs.values())]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]  # a CMap's own limit
        mappings = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        stream = generic.StreamObject(stream_data=_CMAP.format(mappings=mappings).encode())
        stream.compress()
        return stream


def _prefix(program: bytes) -> str:
    """Six capitals (ISO 32000-2, 9.9.2), the same for the same subset."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
