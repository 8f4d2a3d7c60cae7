"""What a signature looks like on the page: the signer's name, what it is, when, in the document's own font."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.stamp import TextStampStyle

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class SignatureAppearance:
    """The visible stamp.

    Attributes:
        font_file: path of a TrueType font with 1000 units per em (pyHanko writes unscaled widths for 2048).
        sandbox: says so on the page.
    """

    name: str
    font_file: str
    sandbox: bool

    def stamp(self, signed_at: datetime) -> TextStampStyle:
        """Nine-point text with room for Ő and Ł, no border: the form has drawn one."""
        when = signed_at.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M:%S %Z")
        kind = "SANDBOX – keine echte Signatur" if self.sandbox else "qualifiziert elektronisch signiert"
        return TextStampStyle(
            stamp_text=f"{_literal(self.name)}\n{kind}\n{when}",
            text_box_style=TextBoxStyle(
                font=GlyphAccumulatorFactory(self.font_file),
                font_size=9,
                leading=12,
                box_layout_rule=SimpleBoxLayoutRule(
                    x_align=AxisAlignment.ALIGN_MIN,
                    y_align=AxisAlignment.ALIGN_MID,
                    margins=Margins.uniform(4),
                    inner_content_scaling=InnerScaling.SHRINK_TO_FIT,
                ),
            ),
            border_width=0,
            background=None,
        )


def _literal(text: str) -> str:
    """pyHanko fills `%(…)s` in stamp texts: a per cent sign in a name is a per cent sign."""
    return text.replace("%", "%%")
