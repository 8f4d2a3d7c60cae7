"""Small pictures of documents, kept beside the digests: all pages of a document on one sheet, in four greys."""

from pathlib import Path

from PIL import Image, ImageChops

from forms.page_images import page_count, page_image

FOLDER = Path(__file__).parent / "pictures"
_DOTS_PER_INCH = 26
_PAGES_A_ROW = 6
_STEP = 85
_GAP = 2
# Rounding may differ between processors in a pixel here and there; a letter has more of them.
_PIXELS_THAT_MAY_DIFFER = 6


def picture_of(pdf: bytes) -> Image.Image:
    """All pages on one sheet, in four greys."""
    pages = [page_image(pdf, page, dots_per_inch=_DOTS_PER_INCH).convert("L") for page in range(page_count(pdf))]
    width, height = pages[0].size
    columns = min(len(pages), _PAGES_A_ROW)
    rows = -(-len(pages) // columns)
    sheet = Image.new("L", (columns * (width + _GAP), rows * (height + _GAP)), 2 * _STEP)
    for number, page in enumerate(pages):
        sheet.paste(page, (number % columns * (width + _GAP), number // columns * (height + _GAP)))
    return sheet.point([(value + _STEP // 2) // _STEP * _STEP for value in range(256)])


def kept(name: str) -> Image.Image | None:
    """The picture kept of that document."""
    file = _file(name)
    return Image.open(file).convert("L") if file.exists() else None


def keep(name: str, picture: Image.Image) -> None:
    """Keep it, small."""
    FOLDER.mkdir(exist_ok=True)
    steps = Image.frombytes("P", picture.size, picture.point([value // _STEP for value in range(256)]).tobytes())
    steps.putpalette([value for step in range(4) for value in (step * _STEP,) * 3])
    steps.save(_file(name), "PNG", optimize=True, bits=2)


def same(one: Image.Image | None, other: Image.Image) -> bool:
    """Whether they look alike."""
    if one is None or one.size != other.size:
        return False
    return sum(ImageChops.difference(one, other).histogram()[1:]) <= _PIXELS_THAT_MAY_DIFFER


def side_by_side(before: Image.Image | None, after: Image.Image) -> Image.Image:
    """Before, after, and below them what differs, in red."""
    old = before or Image.new("L", after.size, 255)
    size = (max(old.width, after.width), max(old.height, after.height))
    old, new = _on_white(old, size), _on_white(after, size)
    changed = ImageChops.difference(old, new).point([0] + [255] * 255)
    marked = Image.composite(Image.new("RGB", size, (220, 0, 0)), new.convert("RGB"), changed)
    sheet = Image.new("RGB", (size[0] * 2 + 8, size[1] * 2 + 8), (90, 90, 90))
    for picture, place in ((old.convert("RGB"), (0, 0)), (new.convert("RGB"), (size[0] + 8, 0)), (marked, (0, size[1] + 8))):
        sheet.paste(picture, place)
    return sheet


def _on_white(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    whole = Image.new("L", size, 255)
    whole.paste(picture, (0, 0))
    return whole


def _file(name: str) -> Path:
    return FOLDER / f"{name.replace('/', '--')}.png"
