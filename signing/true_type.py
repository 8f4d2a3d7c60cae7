"""Reading a TrueType font and cutting it down to the glyphs of one stamp.

pyHanko's own engine wants HarfBuzz and fontTools at run time; three lines of a name need neither. Names come in NFC, one glyph a character.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

# What an embedded TrueType program needs (ISO 32000-2, 9.9.1); names, layout and cmap are the PDF's own business.
_KEPT = (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
_COMPOSITE = -1
_CHECKSUM_OF_FONT = 0xB1B0AFBA


@dataclass(frozen=True, slots=True)
class TrueType:
    """A font with TrueType outlines. Measures are in font units.

    Attributes:
        tables: tag → content.
        glyph_of: code point → glyph id.
        offsets: of each glyph in `glyf`, one more than there are glyphs.
    """

    tables: dict[bytes, bytes]
    glyph_of: dict[int, int]
    offsets: tuple[int, ...]
    units_per_em: int
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    name: str

    @classmethod
    def parse(cls, content: bytes) -> "TrueType":
        """Raises ValueError: no TrueType font, or one whose characters are not in a Unicode cmap of format 4."""
        try:
            tables = _tables(content)
            head, hhea = tables[b"head"], tables[b"hhea"]
            count = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
            long = struct.unpack_from(">h", head, 50)[0] == 1
            stored = struct.unpack_from(f">{count + 1}{'I' if long else 'H'}", tables[b"loca"])
            ascent, descent = struct.unpack_from(">hh", hhea, 4)
            return cls(
                tables=tables,
                glyph_of=_characters(tables[b"cmap"]),
                offsets=stored if long else tuple(2 * offset for offset in stored),
                units_per_em=struct.unpack_from(">H", head, 18)[0],
                box=struct.unpack_from(">hhhh", head, 36),
                ascent=ascent,
                descent=descent,
                name=_post_script_name(tables[b"name"]),
            )
        except (struct.error, KeyError, StopIteration) as fault:
            raise ValueError("no TrueType font that can be embedded") from fault

    def advance(self, glyph: int) -> int:
        return self._metrics(glyph)[0]

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A font program of these glyphs, numbered as they stand here (the first must be 0, .notdef), with the parts they are made of behind."""
        order = list(glyphs)
        for glyph in order:  # grows while it is walked: a part may have parts
            order += [part for _, part in _parts(self._outline(glyph)) if part not in order]
        numbers = {glyph: number for number, glyph in enumerate(order)}
        padded = [_padded(_renumbered(self._outline(glyph), numbers)) for glyph in order]
        ends = [0]
        for outline in padded:
            ends.append(ends[-1] + len(outline))
        made = {
            b"glyf": b"".join(padded),
            b"loca": struct.pack(f">{len(ends)}I", *ends),
            b"hmtx": b"".join(struct.pack(">Hh", *self._metrics(glyph)) for glyph in order),
            b"hhea": self.tables[b"hhea"][:34] + struct.pack(">H", len(order)),
            b"maxp": self.tables[b"maxp"][:4] + struct.pack(">H", len(order)) + self.tables[b"maxp"][6:],
            b"head": _with(_with(self.tables[b"head"], 50, struct.pack(">h", 1)), 8, b"\0" * 4),
        }
        return _font({tag: made.get(tag, self.tables.get(tag)) for tag in _KEPT})

    def _outline(self, glyph: int) -> bytes:
        return self.tables[b"glyf"][self.offsets[glyph] : self.offsets[glyph + 1]]

    def _metrics(self, glyph: int) -> tuple[int, int]:
        """Advance width and left side bearing; the last width counts for all glyphs behind it."""
        count = struct.unpack_from(">H", self.tables[b"hhea"], 34)[0]
        metrics = self.tables[b"hmtx"]
        if glyph < count:
            width, bearing = struct.unpack_from(">Hh", metrics, 4 * glyph)
        else:
            width = struct.unpack_from(">H", metrics, 4 * (count - 1))[0]
            bearing = struct.unpack_from(">h", metrics, 4 * count + 2 * (glyph - count))[0]
        return width, bearing


def _tables(content: bytes) -> dict[bytes, bytes]:
    count = struct.unpack_from(">H", content, 4)[0]
    records = [struct.unpack_from(">4sIII", content, 12 + 16 * number) for number in range(count)]
    return {tag: content[offset : offset + length] for tag, _, offset, length in records}


def _characters(table: bytes) -> dict[int, int]:
    """The Unicode subtable of format 4 (OpenType, cmap)."""
    count = struct.unpack_from(">H", table, 2)[0]
    records = [struct.unpack_from(">HHI", table, 4 + 8 * number) for number in range(count)]
    start = next(
        offset
        for platform, encoding, offset in records
        if (platform, encoding) in {(3, 1), (0, 3)} and table[offset : offset + 2] == b"\0\4"
    )
    segments = struct.unpack_from(">H", table, start + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", table, start + 14)
    first = start + 16 + 2 * segments
    starts = struct.unpack_from(f">{segments}H", table, first)
    deltas = struct.unpack_from(f">{segments}H", table, first + 2 * segments)
    ranges = struct.unpack_from(f">{segments}H", table, first + 4 * segments)
    found: dict[int, int] = {}
    for number, (low, high, delta, distance) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for character in range(low, min(high, 0xFFFE) + 1):
            glyph = character
            if distance:
                glyph = struct.unpack_from(">H", table, first + 4 * segments + 2 * number + distance + 2 * (character - low))[0]
                if not glyph:
                    continue
            found[character] = (glyph + delta) & 0xFFFF
    return found


def _post_script_name(table: bytes) -> str:
    _, count, storage = struct.unpack_from(">HHH", table)
    records = [struct.unpack_from(">HHHHHH", table, 6 + 12 * number) for number in range(count)]
    platform, _, _, _, length, offset = next(record for record in records if record[3] == 6)
    return table[storage + offset :][:length].decode("latin-1" if platform == 1 else "utf-16-be")


def _parts(outline: bytes) -> list[tuple[int, int]]:
    """Position and glyph id of each part of a composite glyph; none of a simple one."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] != _COMPOSITE:
        return []
    found, position, flags = [], 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, position)
        found.append((position + 2, glyph))
        position += 4 + (4 if flags & _WORDS else 2)
        position += 8 if flags & _MATRIX else 4 if flags & _TWO_SCALES else 2 if flags & _SCALE else 0
    return found


def _renumbered(outline: bytes, numbers: dict[int, int]) -> bytes:
    for position, glyph in _parts(outline):
        outline = _with(outline, position, struct.pack(">H", numbers[glyph]))
    return outline


def _with(content: bytes, position: int, new: bytes) -> bytes:
    return content[:position] + new + content[position + len(new) :]


def _font(tables: dict[bytes, bytes | None]) -> bytes:
    """An sfnt of these tables, checksums included (OpenType, "Organization of an OpenType Font")."""
    present = {tag: content for tag, content in tables.items() if content}
    power = len(present).bit_length() - 1
    header = struct.pack(">IHHHH", 0x00010000, len(present), 16 << power, power, 16 * len(present) - (16 << power))
    offset = 12 + 16 * len(present)
    directory, body, head_at = b"", b"", 0
    for tag, content in present.items():
        head_at = offset if tag == b"head" else head_at
        directory += struct.pack(">4sIII", tag, _checksum(content), offset, len(content))
        body += _padded(content)
        offset += len(_padded(content))
    font = header + directory + body
    return _with(font, head_at + 8, struct.pack(">I", (_CHECKSUM_OF_FONT - _checksum(font)) & 0xFFFFFFFF))


def _checksum(content: bytes) -> int:
    return sum(struct.unpack(f">{-(-len(content) // 4)}I", _padded(content))) & 0xFFFFFFFF


def _padded(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % 4)
