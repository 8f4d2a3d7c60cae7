"""How an installation's documents look beside their wording: an accent colour and a logo. What they say never depends on it."""

import re
from dataclasses import dataclass

from forms.errors import BrandUnusable

_COLOUR = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_LEAST_CONTRAST = 4.5
"""Against white paper, WCAG 2.2 § 1.4.3; by luminance alone, so it holds in a greyscale print, too."""


@dataclass(frozen=True, slots=True)
class Logo:
    """An SVG or PNG file, and its words for whoever hears the page."""

    content: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Brand:
    """`accent`: red, green, blue from 0 to 1, for headings; None: black. `logo`: above the first page's text; None: none."""

    accent: tuple[float, float, float] | None = None
    logo: Logo | None = None


PLAIN = Brand()


def accent_of(text: str) -> tuple[float, float, float]:
    """ "#1a5276" as red, green and blue.

    Raises:
        BrandUnusable: no colour, or one too light to be read on paper.
    """
    found = _COLOUR.fullmatch(text)
    if found is None:
        raise BrandUnusable(f"{text!r} is no colour; write it like #1a5276")
    red, green, blue = (int(part, 16) / 255 for part in found.groups())
    contrast = 1.05 / (_luminance(red, green, blue) + 0.05)
    if contrast < _LEAST_CONTRAST:
        raise BrandUnusable(
            f"{text} stands out from white by {contrast:.1f} : 1 only; choose a darker one ({_LEAST_CONTRAST} : 1)"
        )
    return red, green, blue


def _luminance(red: float, green: float, blue: float) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
