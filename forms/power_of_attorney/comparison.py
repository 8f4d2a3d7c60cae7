"""Does a file say what its record says? The record is read back, its text set anew, and both compared letter by letter.

For files of ours, or within the limited child: a foreign file can exhaust memory and time.
"""

import hashlib
import re
from dataclasses import dataclass

from forms.blocks import Document, text_lines
from forms.errors import FormsError, RecordUnusable
from forms.power_of_attorney.document import build
from forms.power_of_attorney.record import input_from
from forms.reading import attached_record, page_texts

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """What the attached record is worth.

    Attributes:
        sha256: of the record, in hex; None: none is attached.
        equals_text: the printed text is what the record gives; None: the record is none of this schema, so nobody can say.
        differs_on_page: the first page with another text, from 1; None: no page.
    """

    sha256: str | None
    equals_text: bool | None
    differs_on_page: int | None


def check_record(pdf: bytes) -> RecordCheck:
    """Compare the attached `vollmacht.json` with the printed text. Raises UnreadableFile."""
    record = attached_record(pdf)
    if record is None:
        return RecordCheck(None, None, None)
    sha256 = hashlib.sha256(record).hexdigest()
    try:
        document = build(input_from(record))
    except RecordUnusable:
        return RecordCheck(sha256, None, None)
    except FormsError:
        # A record of our schema that can be no document: whatever is printed, it is not this.
        return RecordCheck(sha256, equals_text=False, differs_on_page=1)
    page = _first_difference(document, page_texts(pdf))
    return RecordCheck(sha256, equals_text=page is None, differs_on_page=page)


def _first_difference(document: Document, pages: tuple[str, ...]) -> int | None:
    """The first page, from 1, that goes on otherwise than the document; spaces and line ends do not count."""
    rest = _squeezed("".join(text_lines(document)))
    for number, page in enumerate(pages, start=1):
        body = _body(document, _squeezed(page), number, len(pages))
        if body is None or not rest.startswith(body):
            return number
        rest = rest[len(body) :]
    return len(pages) if rest else None


def _body(document: Document, page: str, number: int, pages: int) -> str | None:
    """The page without its head and foot; None: they are not those of the document."""
    head = _squeezed(document.banner or "")
    foot = _squeezed(document.footer + document.pagination.format(page=number, pages=pages))
    if not page.startswith(head) or not page.endswith(foot):
        return None
    return page[len(head) : len(page) - len(foot)]


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)
