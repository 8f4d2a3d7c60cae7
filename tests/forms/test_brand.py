"""The installation's look: an accent that is read on paper, a logo that is heard, and nothing of it in what is said."""

from collections import Counter
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from forms import reading
from forms.brand import Brand, Logo, accent_of
from forms.errors import BrandUnusable
from forms.page_images import page_image
from forms.power_of_attorney import render_pdf
from tests.forms.builders import example

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50"><title>Nordlicht</title>
<g fill="#c0392b" transform="translate(10 0)"><rect x="0" y="0" width="60" height="50"/>
<path style="fill:#ffffff" d="M10 10 Q30 0 50 10 C50 30 40 40 30 40 A 5 5 0 0 1 10 10 Z"/></g>
<circle cx="150" cy="25" r="25" fill="navy"/></svg>"""
ALT = "Nordlicht Hosting"


def png(colour: tuple[int, int, int, int]) -> bytes:
    out = BytesIO()
    Image.new("RGBA", (120, 40), colour).save(out, "PNG")
    return out.getvalue()


def colours(pdf: bytes) -> Counter[tuple[int, int, int]]:
    """Of the first page's strong ones."""
    image = page_image(pdf, 0, dots_per_inch=72)
    pixels = image.tobytes()
    found = Counter(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))
    return Counter({colour: count for colour, count in found.items() if max(colour) - min(colour) > 100})


def test_the_accent_colours_the_headings_and_changes_no_word() -> None:
    data = example("sole-trader")
    plain, coloured = render_pdf(data), render_pdf(data, Brand(accent=accent_of("#1a5276")))

    assert reading.text_of(coloured) == reading.text_of(plain)
    with pikepdf.open(BytesIO(coloured)) as opened:
        assert b"0.102 0.322 0.463 rg" in opened.pages[0].Contents.read_bytes()
    with pikepdf.open(BytesIO(plain)) as opened:
        assert b" rg" not in opened.pages[0].Contents.read_bytes()


@pytest.mark.parametrize("colour", ["#ffcc00", "#7f9f7f", "#ffffff"])
def test_a_colour_that_paper_swallows_is_refused_with_its_contrast(colour: str) -> None:
    with pytest.raises(BrandUnusable, match=": 1 only; choose a darker one"):
        accent_of(colour)


@pytest.mark.parametrize("colour", ["blue", "#12345", "1a5276", "#1a5276;"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(BrandUnusable, match="write it like"):
        accent_of(colour)


@pytest.mark.parametrize("content", [SVG, png((192, 57, 43, 255))], ids=["svg", "png"])
def test_the_logo_is_seen_and_heard_and_first_of_all(content: bytes) -> None:
    pdf = render_pdf(example("sole-trader"), Brand(logo=Logo(content, ALT)))

    assert colours(pdf)[192, 57, 43] > 500
    with pikepdf.open(BytesIO(pdf)) as opened:
        first = opened.Root.StructTreeRoot.K.K[0]
        assert (str(first.S), str(first.Alt)) == ("/Figure", ALT)
    assert reading.text_of(pdf).startswith("Vollmacht und Auftrag")
    assert render_pdf(example("sole-trader"), Brand(logo=Logo(content, ALT))) == pdf


def test_shapes_are_where_the_svg_has_them() -> None:
    image = page_image(render_pdf(example("sole-trader"), Brand(logo=Logo(SVG, ALT))), 0, dots_per_inch=144)
    red = [(x, y) for x in range(image.width) for y in range(image.height // 4) if image.getpixel((x, y)) == (192, 57, 43)]
    blue = [(x, y) for x in range(image.width) for y in range(image.height // 4) if image.getpixel((x, y)) == (0, 0, 128)]

    assert max(x for x, _ in red) < min(x for x, _ in blue)
    width, height = (max(p[axis] for p in blue) - min(p[axis] for p in blue) for axis in (0, 1))
    assert width == pytest.approx(height, abs=3)


def test_what_a_png_leaves_open_is_paper() -> None:
    pdf = render_pdf(example("sole-trader"), Brand(logo=Logo(png((192, 57, 43, 0)), ALT)))

    assert not colours(pdf)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (b"<text>Nordlicht</text>", "<text>"),
        (b'<rect width="1" height="1" stroke="red"/>', "strokes"),
        (b'<rect width="1" height="1" fill="url(#a)"/>', "only plain colours"),
        (b'<image href="file:///etc/passwd"/>', "<image>"),
        (b'<g transform="skewX(3)"><rect width="1" height="1"/></g>', "flatten"),
        (b"<script/>", "<script>"),
    ],
)
def test_what_is_not_drawn_is_refused_and_not_left_out(inner: bytes, said: str) -> None:
    content = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' + inner + b"</svg>"

    with pytest.raises(BrandUnusable, match=said):
        render_pdf(example("sole-trader"), Brand(logo=Logo(content, ALT)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n broken",
        b"<svg/>",
        b"<html/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><svg viewBox="0 0 1 1">&a;</svg>',
    ],
)
def test_what_is_no_logo_is_refused(content: bytes) -> None:
    with pytest.raises(BrandUnusable):
        render_pdf(example("sole-trader"), Brand(logo=Logo(content, ALT)))
