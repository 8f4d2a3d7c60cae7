"""What a signature looks like on the page: the signer's name, what it is, when, in the document's own font."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pyhanko.pdf_utils.font.api import FontEngine, FontEngineFactory
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, StreamObject, pdf_name
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import TextStamp, TextStampStyle

from signing.stamp_font import StampFont, cut

BERLIN = ZoneInfo("Europe/Berlin")
_POINTS = 9


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

    def stamp(self, signed_at: datetime, *, bounds: ArrayObject | None) -> TextStampStyle:
        """Nine-point text with room for Ő and Ł, no border: the form has drawn one.

        Args:
            bounds: /BBox of the empty appearance that the stamp replaces; None: the field has none.
        """
        when = signed_at.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M:%S %Z")
        kind = "SANDBOX – keine echte Signatur" if self.sandbox else "qualifiziert elektronisch signiert"
        name = unicodedata.normalize("NFC", self.name)
        return _StampStyle(
            bounds=bounds,
            stamp_text=f"{_literal(name)}\n{kind}\n{when}",
            text_box_style=TextBoxStyle(
                font=_Font(self.font_file, f"{name}{kind}{when}"),
                font_size=_POINTS,
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


@dataclass(frozen=True)
class _Font(FontEngineFactory):
    """The font with the characters of the stamp; pyHanko's own factory leaves the file open."""

    path: str
    text: str

    def create_font_engine(self, writer: BasePdfFileWriter, obj_stream: object = None) -> FontEngine:
        return StampFont(writer, cut(Path(self.path), self.text), font_size=_POINTS, obj_stream=obj_stream)


@dataclass(frozen=True)
class _StampStyle(TextStampStyle):
    bounds: ArrayObject | None = None

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, str]) -> TextStamp:
        return _Stamp(writer=writer, style=self, box=box, text_params=text_params)


class _Stamp(TextStamp):
    """A form like the one it replaces but for its content: EU DSS calls any other difference an undefined change of the document."""

    def as_form_xobject(self) -> StreamObject:
        form = super().as_form_xobject()
        form[pdf_name("/FormType")] = NumberObject(1)
        if self.style.bounds is not None:  # pyHanko's are rounded to whole points
            form[pdf_name("/BBox")] = ArrayObject(self.style.bounds)
        form.compress()
        return form


def _literal(text: str) -> str:
    """pyHanko fills `%(…)s` in stamp texts: a per cent sign in a name is a per cent sign."""
    return text.replace("%", "%%")
