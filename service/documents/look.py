"""How the installation's documents look: an accent colour and a logo, checked when the program starts."""

from forms.brand import PLAIN, Brand, Logo, accent_of
from forms.errors import BrandUnusable
from forms.pdf.artwork import artwork_of

__all__ = ["PLAIN", "Brand", "accent", "logo"]


def accent(colour: str) -> tuple[float, float, float]:
    """The colour of headings. Raises ValueError: no colour, or too light for paper."""
    try:
        return accent_of(colour)
    except BrandUnusable as unusable:
        raise ValueError(str(unusable)) from None


def logo(content: bytes, hoster: str) -> Logo:
    """The logo, spoken as that hoster's. Raises ValueError: it cannot be drawn."""
    try:
        artwork_of(content)
    except BrandUnusable as unusable:
        raise ValueError(str(unusable)) from None
    return Logo(content, f"Logo: {hoster}")
