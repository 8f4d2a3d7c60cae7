"""A logo as a page draws it: the filled paths of an SVG, or the pixels of a PNG.

Only what a logo needs is drawn: shapes with one plain fill. Text, strokes, gradients and pictures within an SVG are
refused with words, not left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path.parser import parse_path
from fontTools.svgLib.path.shapes import PathBuilder
from lxml import etree
from PIL import Image, ImageColor, UnidentifiedImageError

from forms.errors import BrandUnusable
from forms.pdf.objects import number

_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "polygon", "polyline", "line"})
_HOLDERS = frozenset({"svg", "g", "a"})
_SILENT = frozenset({"title", "desc", "metadata", "defs", "namedview"})
_MOST_PIXELS = 2_000_000
_NUMBERS = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate)\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """Operators in a box of that size, its lower left corner the origin."""

    width: float
    height: float
    operators: bytes


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows of red, green, blue bytes."""

    width: int
    height: int
    rgb: bytes


Artwork = Drawing | Pixels


@lru_cache(maxsize=8)
def artwork_of(content: bytes) -> Artwork:
    """An SVG or PNG file, ready to draw.

    Raises:
        BrandUnusable: it is neither, or holds what is not drawn here.
    """
    return _pixels(content) if content.startswith(b"\x89PNG") else _drawing(content)


def _pixels(content: bytes) -> Pixels:
    try:
        image = Image.open(BytesIO(content), formats=["PNG"])
        if image.width * image.height > _MOST_PIXELS:
            raise BrandUnusable("the logo has more than two million pixels; export it smaller")
        # On white: paper has no transparency.
        on_white = Image.new("RGBA", image.size, "white")
        on_white.alpha_composite(image.convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BrandUnusable("the logo is no readable PNG") from error
    return Pixels(image.width, image.height, on_white.convert("RGB").tobytes())


def _drawing(content: bytes) -> Drawing:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BrandUnusable("the logo is neither PNG nor SVG") from error
    if _tag(root) != "svg":
        raise BrandUnusable("the logo is neither PNG nor SVG")
    left, top, width, height = _view(root)
    # SVG counts from the top, PDF from the foot.
    upright = Transform(1, 0, 0, -1, -left, top + height)
    return Drawing(width, height, b"\n".join(_shapes(root, upright, {})))


def _view(root: Any) -> tuple[float, float, float, float]:
    box = [float(value) for value in _NUMBERS.findall(root.get("viewBox", ""))]
    if len(box) != 4:
        sides = [_NUMBERS.match(root.get(side, "")) for side in ("width", "height")]
        box = [0.0, 0.0, *(float(side[0]) for side in sides if side)]
    if len(box) != 4 or min(box[2:]) <= 0:
        raise BrandUnusable("the logo says no size: it needs a viewBox")
    return box[0], box[1], box[2], box[3]


def _shapes(element: Any, transform: Transform, inherited: dict[str, str]) -> Iterator[bytes]:
    tag = _tag(element)
    if tag in _SILENT:
        return
    style = {**inherited, **_style(element)}
    if tag in _SHAPES:
        yield from _filled(element, transform.transform(_transform(element)), style)
    elif tag in _HOLDERS:
        own = transform.transform(_transform(element)) if tag != "svg" else transform
        for child in element:
            if not isinstance(child.tag, str):
                raise BrandUnusable("the logo holds an entity: write out what it stands for")
            yield from _shapes(child, own, style)
    else:
        raise BrandUnusable(f"the logo holds <{tag}>, which is not drawn here: export it as plain filled paths")


def _filled(element: Any, transform: Transform, style: dict[str, str]) -> Iterator[bytes]:
    if style.get("stroke", "none") != "none":
        raise BrandUnusable("the logo holds strokes: turn them into filled paths")
    fill = style.get("fill", "black")
    if fill == "none":
        return
    try:
        red, green, blue = ImageColor.getrgb(fill)[:3]
    except ValueError:
        raise BrandUnusable(f"the logo is filled with {fill!r}: only plain colours are drawn") from None
    builder = PathBuilder()
    element.attrib.pop("transform", None)
    builder.add_path_from_element(element)
    pen = RecordingPen()
    for path in builder.paths:
        parse_path(path, TransformPen(pen, transform))
    if pen.value:
        yield f"{red / 255:.3f} {green / 255:.3f} {blue / 255:.3f} rg".encode("ascii")
        yield from _operators(pen.value)
        yield b"f*" if style.get("fill-rule") == "evenodd" else b"f"


Point = tuple[float, float]


def _operators(recorded: Iterable[tuple[str, tuple[Point, ...]]]) -> Iterator[bytes]:
    """Path operators (ISO 32000-1 § 8.5.2) of what a pen was told."""
    here = (0.0, 0.0)
    for told, points in recorded:
        match told, points:
            case "moveTo", [point]:
                yield _operator(b"m", point)
            case "lineTo", [point]:
                yield _operator(b"l", point)
            case "curveTo", [one, two, point]:
                yield _operator(b"c", one, two, point)
            case "qCurveTo", [control, point]:
                # The same curve with two controls, each two thirds of the way to the one.
                yield _operator(b"c", _towards(here, control), _towards(point, control), point)
            case "closePath", _:
                yield b"h"
        here = points[-1] if points else here


def _towards(start: Point, goal: Point) -> Point:
    return start[0] + (goal[0] - start[0]) * 2 / 3, start[1] + (goal[1] - start[1]) * 2 / 3


def _operator(operator: bytes, *points: Point) -> bytes:
    return b" ".join([*(number(value) for point in points for value in point), operator])


def _style(element: Any) -> dict[str, str]:
    style = {name: element.get(name).strip() for name in ("fill", "fill-rule", "stroke") if element.get(name)}
    for entry in element.get("style", "").split(";"):
        name, _, value = entry.partition(":")
        if name.strip() in {"fill", "fill-rule", "stroke"}:
            style[name.strip()] = value.strip()
    return style


def _transform(element: Any) -> Transform:
    made = Identity
    given = element.get("transform", "")
    for kind, inner in _TRANSFORM.findall(given):
        values = [float(value) for value in _NUMBERS.findall(inner)]
        match kind, values:
            case "matrix", [a, b, c, d, e, f]:
                made = made.transform((a, b, c, d, e, f))
            case "translate", [x, *rest]:
                made = made.translate(x, rest[0] if rest else 0.0)
            case "scale", [x, *rest]:
                made = made.scale(x, rest[0] if rest else x)
            case _:
                raise BrandUnusable(f"the logo holds the transform {kind}({inner}): flatten it")
    if _TRANSFORM.sub("", given).strip(" ,"):
        raise BrandUnusable(f"the logo holds the transform {given}: flatten it")
    return made


def _tag(element: Any) -> str:
    return str(etree.QName(element).localname)
