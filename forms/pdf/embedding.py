"""Put fonts into a file: each as a composite font with the characters that were drawn, and no others.

A character's code is its place in the order of first use (ISO 32000-1 § 9.7); /ToUnicode says what it means, so that
what is copied, searched or read aloud is the text itself.
"""

from collections.abc import Iterable

from forms.pdf.fonts import Face, face
from forms.pdf.objects import array, dictionary, literal, name, number, numbers, reference, text
from forms.pdf.writer import FileWriter

_RANGES_TOGETHER = 100
_SYMBOLIC = 4
_TAG_LETTERS = 6

_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{ranges}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class _Codes(dict[int, int]):
    """Code point → code, given out at first use; 0 is .notdef, which nothing uses."""

    def __missing__(self, codepoint: int) -> int:
        code = self[codepoint] = len(self) + 1
        return code


class EmbeddedFont:
    """One font of one file. `label` is its name in content streams."""

    def __init__(self, font: str, label: str) -> None:
        self.label = label
        self._face: Face = face(font)
        self._codes = _Codes()

    def encoded(self, content: str) -> bytes:
        """The text as a string operand."""
        return literal(content.translate(self._codes).encode("utf-16-be"))

    def write(self, writer: FileWriter) -> int:
        """Write the font with all that was encoded; the number of its object."""
        face = self._face
        program, glyphs = face.subset(self._codes)
        tagged = f"{_tag(self._codes)}+{face.name}"
        descriptor = {
            "Type": b"/FontDescriptor",
            "FontName": name(tagged),
            "Flags": b"%d" % _SYMBOLIC,
            "FontBBox": numbers(face.box),
            "ItalicAngle": b"0",
            "Ascent": number(face.ascent),
            "Descent": number(face.descent),
            "CapHeight": number(face.cap_height),
            "StemV": number(face.stem),
            "FontFile2": reference(writer.packed_stream(program, {"Length1": b"%d" % len(program)})),
        }
        places = b"\0\0" + b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
        widths = (number(face.widths[codepoint]) for codepoint in self._codes)
        descendant = {
            "Type": b"/Font",
            "Subtype": b"/CIDFontType2",
            "BaseFont": name(tagged),
            "CIDSystemInfo": dictionary({"Registry": text("Adobe"), "Ordering": text("Identity"), "Supplement": b"0"}),
            "FontDescriptor": reference(writer.add(dictionary(descriptor))),
            "DW": b"0",
            "W": array((b"1", array(widths))),
            "CIDToGIDMap": reference(writer.packed_stream(places)),
        }
        font = {
            "Type": b"/Font",
            "Subtype": b"/Type0",
            "BaseFont": name(tagged),
            "Encoding": b"/Identity-H",
            "DescendantFonts": array((reference(writer.add(dictionary(descendant))),)),
            "ToUnicode": reference(writer.packed_stream(_to_unicode(self._codes))),
        }
        return writer.add(dictionary(font))


def _tag(codepoints: Iterable[int]) -> str:
    """Six letters that differ between subsets (§ 9.6.4): a hash of the characters, in base 26."""
    value = 0
    for codepoint in codepoints:
        value = (value * 31 + codepoint) % 26**_TAG_LETTERS
    return "".join(chr(ord("A") + value // 26**place % 26) for place in range(_TAG_LETTERS))


def _to_unicode(codepoints: Iterable[int]) -> bytes:
    lines = [
        f"<{code:04X}> <{chr(codepoint).encode('utf-16-be').hex().upper()}>\n"
        for code, codepoint in enumerate(codepoints, start=1)
    ]
    chunks = (lines[start : start + _RANGES_TOGETHER] for start in range(0, len(lines), _RANGES_TOGETHER))
    ranges = "".join(f"{len(chunk)} beginbfchar\n{''.join(chunk)}endbfchar\n" for chunk in chunks)
    return _TO_UNICODE.format(ranges=ranges).encode("ascii")
