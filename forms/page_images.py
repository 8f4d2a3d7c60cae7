"""What a reader sees of a PDF: its pages as images.

Only for files we made ourselves, or within the limited child: a foreign file can exhaust memory and time. PDFium is not
made for several threads, so one page is drawn at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image

from forms.errors import UnreadableFile

POINTS_PER_INCH = 72
_one_at_a_time = Lock()


def page_count(pdf: bytes) -> int:
    """How many pages it has. Raises UnreadableFile."""
    with _opened(pdf) as document:
        return len(document)


def page_png(pdf: bytes, page: int, *, dots_per_inch: int = 110) -> bytes:
    """One page as PNG, in grey where the page is; `page` from 0. The same file gives the same bytes.

    Raises:
        UnreadableFile: it cannot be opened.
        IndexError: it has no such page.
    """
    out = BytesIO()
    _reduced(page_image(pdf, page, dots_per_inch=dots_per_inch)).save(out, "PNG")
    return out.getvalue()


def page_image(pdf: bytes, page: int, *, dots_per_inch: int) -> Image.Image:
    """One page in RGB, as `page_png`."""
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        drawn: Image.Image = document[page].render(scale=dots_per_inch / POINTS_PER_INCH).to_pil()
        return drawn.convert("RGB")


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile("PdfiumError") from error
        try:
            document.init_forms()
            yield document
        finally:
            document.close()


def _reduced(image: Image.Image) -> Image.Image:
    """Sixteen colours are enough for text: a page is some ten kilobytes."""
    return image.quantize(16, dither=Image.Dither.NONE)
