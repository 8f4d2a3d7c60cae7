"""Make the committed font files once: static weights, no hinting, only the scripts we set without shaping.

Not run by the program. Needs fontTools and, in a throw-away environment:

* ``fontpkg-noto-sans`` 2.15 (PyPI, OFL): ``NotoSans[wdth,wght].ttf``
* ``@fontsource/noto-sans-symbols-2`` 5.3.0 (npm, OFL): ``noto-sans-symbols-2-symbols-400-normal.woff``

    python forms/fonts/make_fonts.py NOTO_SANS_VARIABLE.ttf SYMBOLS.woff forms/fonts

Latin, Greek and Cyrillic stay. Devanagari and the like go: without shaping they would be set wrongly, and a wrong
name is worse than a refused one. `coverage.txt` is what `forms.glyphs` reads: the characters both weights have.
Each text weight comes twice: the outlines, which documents embed and signatures' stamps use; and `…-positions.ttf`, without
outlines, which says how letters stand beside each other (kern) and where marks stand on them (mark, mkmk).
"""

import sys
from copy import deepcopy
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TEXT_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x052F),
    (0x1D00, 0x1DBF),
    (0x1E00, 0x1FFF),
    (0x2010, 0x2027),
    (0x202F, 0x205E),
    (0x2070, 0x20CF),
    (0x2100, 0x218F),
    (0x2212, 0x2212),
    (0xFB00, 0xFB06),
)
SYMBOLS = (0x2610, 0x2611)
DROPPED_TABLES = ["GSUB", "GPOS", "GDEF", "STAT", "MVAR", "HVAR", "avar", "fvar", "gvar", "DSIG", "kern"]
WEIGHTS = {"NotoSans-Regular": 400, "NotoSans-Bold": 700}


def _subset(font: TTFont, codepoints: set[int]) -> None:
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += DROPPED_TABLES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)


def _save_positions(font: TTFont, codepoints: set[int], target: Path) -> None:
    options = Options()
    options.layout_features = ["kern", "mark", "mkmk"]
    options.drop_tables += [
        "GSUB",
        "STAT",
        "MVAR",
        "HVAR",
        "avar",
        "fvar",
        "gvar",
        "DSIG",
        "OS/2",
        "gasp",
        "prep",
        "fpgm",
        "cvt ",
    ]
    options.name_IDs = [0, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)
    for outlines in ("glyf", "loca"):
        del font[outlines]
    font.save(target)


def _named(font: TTFont, postscript_name: str) -> None:
    family, style = postscript_name.split("-")
    names = {1: family, 2: style, 3: postscript_name, 4: f"{family} {style}", 6: postscript_name}
    for name_id, value in names.items():
        font["name"].setName(value, name_id, 3, 1, 0x409)


def _ranges(codepoints: list[int]) -> list[str]:
    ranges: list[list[int]] = []
    for codepoint in codepoints:
        if ranges and codepoint == ranges[-1][1] + 1:
            ranges[-1][1] = codepoint
        else:
            ranges.append([codepoint, codepoint])
    return [f"{first:04X}-{last:04X}" for first, last in ranges]


def make(variable: Path, symbols: Path, target: Path) -> None:
    """Write the three font files and `coverage.txt` into `target`."""
    wanted = {codepoint for first, last in TEXT_RANGES for codepoint in range(first, last + 1)}
    covered = wanted
    for name, weight in WEIGHTS.items():
        font = instancer.instantiateVariableFont(TTFont(variable), {"wght": weight, "wdth": 100})
        covered = covered & set(font.getBestCmap())
        _save_positions(deepcopy(font), wanted, target / f"{name}-positions.ttf")
        _subset(font, wanted)
        _named(font, name)
        font.save(target / f"{name}.ttf")
    font = TTFont(symbols)
    font.flavor = None
    _subset(font, set(SYMBOLS))
    _named(font, "NotoSansSymbols2-Regular")
    font.save(target / "NotoSansSymbols2-Regular.ttf")
    target.joinpath("coverage.txt").write_text("\n".join(_ranges(sorted(covered))) + "\n", encoding="ascii")


if __name__ == "__main__":
    make(*(Path(argument) for argument in sys.argv[1:4]))
