"""Put strips on pages: as many as fit, breaking only where a break is allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forms.errors import TextTooLong
from forms.pdf import sheet
from forms.pdf.strips import Strip


@dataclass(frozen=True, slots=True)
class Placed:
    """A strip on its page, `top` in points from the page's foot."""

    strip: Strip
    top: float


Page = tuple[Placed, ...]


def pages_of(strips: Iterable[Strip]) -> tuple[Page, ...]:
    """The strips on pages, in order.

    Raises:
        TextTooLong: strips that must stay together are taller than a page.
    """
    pages: list[list[Placed]] = []
    y = sheet.BOTTOM_Y
    for group in _groups(strips):
        top = y - group[0].space_before
        height = _height(group)
        if not pages or group[0].new_page or top - height < sheet.BOTTOM_Y:
            above = group[0].said_again if pages and not group[0].new_page else ()
            if height + _height(above) > sheet.TOP_Y - sheet.BOTTOM_Y:
                raise TextTooLong("document", "a part that must stay whole is taller than a page")
            pages.append([])
            top = sheet.TOP_Y
            for strip in above:
                pages[-1].append(Placed(strip, top))
                top -= strip.height
        for position, strip in enumerate(group):
            if position:
                top -= strip.space_before
            pages[-1].append(Placed(strip, top))
            top -= strip.height
        y = top
    return tuple(tuple(page) for page in pages)


def _groups(strips: Iterable[Strip]) -> Iterable[list[Strip]]:
    """Runs of strips without an allowed page break between them."""
    group: list[Strip] = []
    for strip in strips:
        if group and strip.new_page:
            yield group
            group = []
        group.append(strip)
        if not strip.keep_with_next:
            yield group
            group = []
    if group:
        yield group


def _height(group: Sequence[Strip]) -> float:
    return sum(strip.height for strip in group) + sum(strip.space_before for strip in group[1:])
