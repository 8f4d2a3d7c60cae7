"""Read back what stands in a PDF: its text, and the record attached to it.

Only for files of ours, or within the limited child: a foreign file can exhaust memory and time, and the limits are the
caller's business.
"""

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from forms.errors import UnreadableFile

RECORD_NAME = "vollmacht.json"
# What pypdf is known to let through when a file is broken; it has no one root for it.
_BROKEN = (PyPdfError, AssertionError, AttributeError, KeyError, IndexError, ValueError, TypeError, RecursionError)


def attached_record(pdf: bytes) -> bytes | None:
    """The bytes of the attached `vollmacht.json`, or None if there is none.

    Raises:
        UnreadableFile: the file cannot be parsed, or has two records.
    """
    try:
        found = PdfReader(BytesIO(pdf)).attachments.get(RECORD_NAME, [])
        contents = [bytes(content) for content in found]
    except _BROKEN as error:
        raise UnreadableFile(type(error).__name__) from error
    if len(contents) > 1:
        raise UnreadableFile(f"{len(contents)} attachments are called {RECORD_NAME}")
    return contents[0] if contents else None


def text_of(pdf: bytes) -> str:
    """The text of all pages, headers and footers included, a form feed between pages. Raises UnreadableFile."""
    return "\f".join(page_texts(pdf))


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The text of each page. Raises UnreadableFile."""
    try:
        return tuple(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    except _BROKEN as error:
        raise UnreadableFile(type(error).__name__) from error
