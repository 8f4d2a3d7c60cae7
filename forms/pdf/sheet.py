"""The sheet: A4, one grid, one type family. Lengths named `_mm` are millimetres; everything else is PDF points."""

from dataclasses import dataclass, field

POINTS_PER_MM = 72 / 25.4


def mm(length_mm: float) -> float:
    """Millimetres in points."""
    return length_mm * POINTS_PER_MM


PAGE_WIDTH = mm(210)
PAGE_HEIGHT = mm(297)
# The margin column holds "§ 4" and "(1)"; text begins beside it.
MARGIN_X = mm(20)
TEXT_X = mm(36)
TEXT_RIGHT = mm(190)
TEXT_WIDTH = TEXT_RIGHT - TEXT_X
ITEM_INDENT = mm(7)
TABLE_VALUE_X = TEXT_X + mm(46)
TOP_Y = PAGE_HEIGHT - mm(24)
BOTTOM_Y = mm(26)
BANNER_Y = PAGE_HEIGHT - mm(14)
FOOTER_Y = mm(14)
CODE_SIZE = mm(30)
SIGNATURE_WIDTH = mm(84)
SIGNATURE_HEIGHT = mm(30)
HAIRLINE = 0.5
COLUMN_GAP = mm(3)
CODE_SPACE_BEFORE = 14.0
CODE_SPACE_AFTER = 5.25
LOGO_HEIGHT = mm(14)
LOGO_WIDTH = mm(60)
LOGO_SPACE_AFTER = mm(6)
SIGNATURE_SPACE_BEFORE = 17.5

BLACK = "0 g"
GRAY = "0.3 g"
RULE_INK = "0.6 g"
ACCENT = "accent"
"""Inks are fill operators (ISO 32000-1 § 8.6.8): what stands on paper, not how a screen mixes it. The accent is the
installation's own colour, black if it has none."""

GRID = 3.5


@dataclass(frozen=True, slots=True)
class Style:
    """`leading` and the spaces are multiples of half the grid."""

    size: float
    leading: float
    space_before: float
    bold: bool = False
    ink: str = BLACK
    baseline: float = field(init=False)
    """Where the baseline lies below the top of a line, so that mixed sizes sit well on the grid."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "baseline", (self.leading + self.size * 0.7) / 2)


BODY = Style(size=10, leading=14, space_before=5.25)
SMALL = Style(size=8, leading=10.5, space_before=3.5, ink=GRAY)
NOTICE = Style(size=10, leading=14, space_before=10.5)
LIST_ITEM = Style(size=10, leading=14, space_before=3.5)
CELL = Style(size=10, leading=14, space_before=0)
GRID_CELL = Style(size=9, leading=12.25, space_before=0)
GRID_HEAD = Style(size=9, leading=12.25, space_before=0, bold=True)
FOOTER = Style(size=8, leading=10.5, space_before=0, ink=GRAY)
BANNER = Style(size=11, leading=14, space_before=0, bold=True)
HEADINGS = {
    1: Style(size=20, leading=28, space_before=0, bold=True, ink=ACCENT),
    2: Style(size=14, leading=21, space_before=21, bold=True, ink=ACCENT),
    3: Style(size=11, leading=14, space_before=15.75, bold=True),
}
TONES = {"normal": BODY, "small": SMALL, "lead": NOTICE, "notice": NOTICE}
CELL_PADDING = 1.75
TABLE_SPACE_BEFORE = 7.0
TABLE_SPACE_AFTER = 3.5
FILL_IN_SPACE = 10.5
"""What a row to be filled in is higher: room for a pen."""
MIN_LINES_TOGETHER = 2
"""Widows and orphans: that many lines of a paragraph stay together at either side of a page break."""
ROW_LINES_TOGETHER = 10
"""A table row up to that many lines is not split."""
