"""What in a foreign file acts, asks elsewhere or shows something else later: a signature covers it, and yet the reader may see other things than the signer did.

It turns no verdict: whoever signed has signed it. A file of ours holds none of it: every object beyond the issued ones is refused there (`revisions`).

(a) JavaScript, by name, on opening or on an event                            (text that changes itself)
(b) programs started, forms sent off or filled from a file                     (what a click does)
(c) embedded files, portfolios, attachments among the annotations              (signed along, seen by nobody, or in place of the pages)
(d) content from elsewhere: external streams, pages and documents             (what is shown lies outside of what was signed)
(e) XFA forms                                                                  (another document in the same file)
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic

from signing.validation.errors import UNEXPECTED
from signing.validation.pdf_objects import name_at, value_at
from signing.validation.signed_file import SignedFile
from signing.verdict import ContentRemark

__all__ = ["content_remarks"]

MOST_OBJECTS = 20_000
_LEFT_OUT = frozenset(
    {
        "/Parent",
        "/P",
        "/Prev",
        "/StructTreeRoot",
        "/StructParents",
        "/DSS",
        "/Font",
        "/ColorSpace",
        "/ExtGState",
        "/Pattern",
        "/Shading",
        "/ByteRange",
    }
)
"""Back to where one came from, or nothing in it that acts."""
_ACTIONS = {
    "/JavaScript": ContentRemark.SCRIPT,
    "/Launch": ContentRemark.PROGRAM,
    "/SubmitForm": ContentRemark.SENT_OFF,
    "/ImportData": ContentRemark.SENT_OFF,
    "/GoToR": ContentRemark.ELSEWHERE,
    "/GoToE": ContentRemark.EMBEDDED,
    "/Rendition": ContentRemark.MEDIA,
    "/Movie": ContentRemark.MEDIA,
    "/Sound": ContentRemark.MEDIA,
    "/RichMediaExecute": ContentRemark.MEDIA,
}
_ANNOTATIONS = {
    "/FileAttachment": ContentRemark.EMBEDDED,
    "/RichMedia": ContentRemark.MEDIA,
    "/Screen": ContentRemark.MEDIA,
    "/Movie": ContentRemark.MEDIA,
    "/Sound": ContentRemark.MEDIA,
    "/3D": ContentRemark.MEDIA,
}


def content_remarks(file: SignedFile) -> tuple[ContentRemark, ...]:
    """Each kind once, in the order of `ContentRemark`. What cannot be read, or is too much to look through, is a remark, too."""
    found: set[ContentRemark] = set()
    try:
        for seen, item in enumerate(_reachable(file.reader.root)):
            if seen >= MOST_OBJECTS:
                found.add(ContentRemark.NOT_SEEN)
                break
            found.update(_remarks(item))
    except UNEXPECTED:
        found.add(ContentRemark.NOT_SEEN)
    return tuple(one for one in ContentRemark if one in found)


def _reachable(root: Any) -> Iterator[generic.DictionaryObject]:
    """Every dictionary that a reader comes to from the catalogue, streams' dictionaries included, each once."""
    waiting: list[Any] = [root]
    known: set[tuple[int, int]] = set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            place = (item.idnum, item.generation)
            if place in known:
                continue
            known.add(place)
            item = item.get_object()
        if isinstance(item, generic.ArrayObject):
            waiting.extend(item.raw_get(index) for index in range(len(item)) if _leads_on(item.raw_get(index)))
        elif isinstance(item, generic.DictionaryObject):
            yield item
            waiting.extend(item.raw_get(key) for key in item if key not in _LEFT_OUT and _leads_on(item.raw_get(key)))


def _leads_on(item: Any) -> bool:
    return isinstance(item, generic.IndirectObject | generic.ArrayObject | generic.DictionaryObject)


def _remarks(item: generic.DictionaryObject) -> Iterator[ContentRemark]:
    if (action := _ACTIONS.get(name_at(item, "/S"))) is not None:
        yield action
    if "/JS" in item:
        yield ContentRemark.SCRIPT
    if (annotation := _ANNOTATIONS.get(name_at(item, "/Subtype"))) is not None and "/Rect" in item:
        yield annotation
    if "/EF" in item or name_at(item, "/Type") == "/EmbeddedFile" or "/Collection" in item:
        yield ContentRemark.EMBEDDED
    if value_at(item, "/XFA") is not None:
        yield ContentRemark.XFA
    external_stream = isinstance(item, generic.StreamObject) and "/F" in item
    reference = isinstance(item, generic.StreamObject) and ("/Ref" in item or "/OPI" in item)
    if external_stream or reference:
        yield ContentRemark.ELSEWHERE
