"""Put fonts into a file: each as a composite font with the usual characters and the others that were drawn.

A character's code is its place among the usual ones, or after them in the order of first use (ISO 32000-1 § 9.7);
/ToUnicode says what it means, so that what is copied, searched or read aloud is the text itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from forms.pdf.fonts import SYMBOLS, UNITS_PER_EM, Move, face
from forms.pdf.objects import array, dictionary, literal, name, number, numbers, reference, text
from forms.pdf.writer import FileWriter, deflated

_RANGES_TOGETHER = 100
_SYMBOLIC = 4
_TAG_LETTERS = 6
# The program's and the text's own characters, which both text weights have.
_USUAL = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0§·€ÄÖÜäöüßé–’“„"

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


_USUAL_CODES = {codepoint: code for code, codepoint in enumerate(map(ord, _USUAL), start=1)}


class _Codes(dict[int, int]):
    """Code point → code, the next one given out at first use; 0 is .notdef, which nothing uses."""

    def __missing__(self, codepoint: int) -> int:
        code = self[codepoint] = len(self) + 1
        return code


class EmbeddedFont:
    """One font of one file. `label` is its name in content streams."""

    def __init__(self, font: str, label: str) -> None:
        self.label = label
        self._font = font
        self._has_the_usual = font != SYMBOLS
        self._codes = _Codes(_USUAL_CODES if self._has_the_usual else {})

    def encoded(self, content: str) -> bytes:
        """The text as a string operand."""
        usual = _usual(content) if self._has_the_usual else None
        return usual or literal(content.translate(self._codes).encode("utf-16-be"))

    def moved(self, content: str, moves: tuple[Move, ...], size: float) -> bytes:
        """The operators of a text whose letters do not simply follow each other."""
        usual = _usual_moved(content, moves, size) if self._has_the_usual else None
        return usual or _moved(self.encoded, content, moves, size)

    def write(self, writer: FileWriter) -> int:
        """Write the font with all that was encoded; the number of its object."""
        part = _part(self._font, tuple(self._codes))
        program = writer.stream(part.program, {"Length1": b"%d" % part.program_bytes, "Filter": b"/FlateDecode"})
        descriptor = {**part.descriptor, "FontFile2": reference(program)}
        descendant = {
            "Type": b"/Font",
            "Subtype": b"/CIDFontType2",
            "BaseFont": part.name,
            "CIDSystemInfo": dictionary({"Registry": text("Adobe"), "Ordering": text("Identity"), "Supplement": b"0"}),
            "FontDescriptor": reference(writer.add(dictionary(descriptor))),
            "DW": b"0",
            "W": part.widths,
            "CIDToGIDMap": reference(writer.stream(part.places, {"Filter": b"/FlateDecode"})),
        }
        font = {
            "Type": b"/Font",
            "Subtype": b"/Type0",
            "BaseFont": part.name,
            "Encoding": b"/Identity-H",
            "DescendantFonts": array((reference(writer.add(dictionary(descendant))),)),
            "ToUnicode": reference(writer.stream(part.to_unicode, {"Filter": b"/FlateDecode"})),
        }
        return writer.add(dictionary(font))


@dataclass(frozen=True, slots=True)
class _Part:
    """What a file takes of a font; `program`, `places` (code → glyph) and `to_unicode` are packed."""

    name: bytes
    descriptor: Mapping[str, bytes]
    program: bytes
    program_bytes: int
    places: bytes
    widths: bytes
    to_unicode: bytes


@lru_cache(maxsize=64)
def _part(font: str, codepoints: tuple[int, ...]) -> _Part:
    """The same for every document with the same characters, which is nearly every one: remembered."""
    whole = face(font)
    program, glyphs = whole.subset(codepoints)
    tagged = name(f"{_tag(codepoints)}+{font}")
    descriptor = {
        "Type": b"/FontDescriptor",
        "FontName": tagged,
        "Flags": b"%d" % _SYMBOLIC,
        "FontBBox": numbers(whole.box),
        "ItalicAngle": b"0",
        "Ascent": number(whole.ascent),
        "Descent": number(whole.descent),
        "CapHeight": number(whole.cap_height),
        "StemV": number(whole.stem),
    }
    widths = array(number(whole.widths[codepoint]) for codepoint in codepoints)
    return _Part(
        name=tagged,
        descriptor=descriptor,
        program=deflated(program),
        program_bytes=len(program),
        places=deflated(b"\0\0" + b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)),
        widths=array((b"1", widths)),
        to_unicode=deflated(_to_unicode(codepoints)),
    )


@lru_cache(maxsize=8192)
def _usual(content: str) -> bytes | None:
    """The text as an operand, the same in every file; None if it has other characters than the usual."""
    try:
        codes = map(_USUAL_CODES.__getitem__, map(ord, content))
        return literal(b"".join(code.to_bytes(2, "big") for code in codes))
    except KeyError:
        return None


@lru_cache(maxsize=4096)
def _usual_moved(content: str, moves: tuple[Move, ...], size: float) -> bytes | None:
    return None if _usual(content) is None else _moved(lambda part: _usual(part) or b"()", content, moves, size)


def _moved(encoded: Callable[[str], bytes], content: str, moves: tuple[Move, ...], size: float) -> bytes:
    """Strings and the moves between them; a mark that stands higher is set with a rise of its own (§ 9.3.7, § 9.4.3)."""
    operators: list[bytes] = []
    shown = [encoded(content[: moves[0].before])] if moves[0].before else []
    up = 0
    for position, move in enumerate(moves):
        if move.up != up:
            if shown:
                operators.append(array(shown) + b" TJ")
            operators.append(number(move.up * size / UNITS_PER_EM) + b" Ts")
            shown, up = [], move.up
        end = moves[position + 1].before if position + 1 < len(moves) else len(content)
        if move.right:
            # A number in the array moves the pen left.
            shown.append(number(-move.right))
        if end > move.before:
            shown.append(encoded(content[move.before : end]))
    if shown:
        operators.append(array(shown) + b" TJ")
    if up:
        operators.append(b"0 Ts")
    return b" ".join(operators)


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
