"""What is appended after a signature, or changed by the next signer under his own: incremental saving, shadow attacks, poisoned security stores."""

from collections.abc import Callable

from pyhanko.pdf_utils import generic

from signing.sandbox import bad_credentials as maker
from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Change, Workshop
from tests.signing.validation import attacks as tools

NAME = generic.pdf_name
CHANGED = expected(1, "CONTENT_CHANGED")
MALFORMED = expected(1, "MALFORMED")
UNREADABLE = expected(3, "MALFORMED")
BOTH = expected(1, "CONTENT_CHANGED", "MALFORMED")


def _after(change: Change) -> Callable[[Workshop], bytes]:
    return lambda shop: tools.incremental(shop.alone_finished, change)


def _between(change: Change) -> Callable[[Workshop], bytes]:
    """Changed after the first signature, in the revision that the second (good) one covers."""

    def make(shop: Workshop) -> bytes:
        return shop.signed(shop.document.first, Recipe(shop.juergen), "signer-2", change=change)

    return make


def store_with_extra_content(writer: maker._Writer) -> None:
    """Poisoned DSS: in its company the catalog gets an action."""
    tools.empty_security_store(writer)
    tools.add_script(writer)


def store_stream_swapped(writer: maker._Writer) -> None:
    """A stream of the store that earlier revisions hold gets other content. In anybody's file evidence may come and go: it is judged by its own signature."""
    stream = writer.root["/DSS"]["/Certs"][0]
    stream._data = b"other"
    stream._encoded_data = None
    tools._touch(writer, stream)


def store_points_at_page(writer: maker._Writer) -> None:
    """The store is made an object that already is something else: the page's content becomes a certificate."""
    content = tools._page(writer).raw_get("/Contents")
    writer.root[NAME("/DSS")] = writer.add_object(generic.DictionaryObject({NAME("/Certs"): generic.ArrayObject([content])}))
    writer.update_root()
    tools.overwrite_content_stream(writer)


def overlay_visible(writer: maker._Writer) -> None:
    """Shadow hide: an image over the text, added later."""
    page = tools._page(writer)
    stamp = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Annot"),
            NAME("/Subtype"): NAME("/Stamp"),
            NAME("/F"): generic.NumberObject(4),
            NAME("/Rect"): generic.ArrayObject(generic.NumberObject(side) for side in (0, 0, 595, 842)),
        }
    )
    annotations = generic.ArrayObject([writer.add_object(stamp)])
    page[NAME("/Annots")] = annotations
    tools._touch(writer, page)


def replaced_font(writer: maker._Writer) -> None:
    """Shadow replace: another font for the same codes."""
    font = tools._page(writer)["/Resources"]["/Font"]["/F1"]
    font[NAME("/BaseFont")] = NAME("/Symbol")
    tools._touch(writer, font)


def to_unicode_swapped(writer: maker._Writer) -> None:
    """What is copied or read aloud is not what is shown."""
    font = tools._page(writer)["/Resources"]["/Font"]["/F1"]
    font[NAME("/ToUnicode")] = writer.add_object(generic.StreamObject(stream_data=b"1 beginbfchar <41> <0042> endbfchar"))
    tools._touch(writer, font)


def layer_toggled(writer: maker._Writer) -> None:
    """Hide and replace by optional content."""
    layer = writer.add_object(
        generic.DictionaryObject({NAME("/Type"): NAME("/OCG"), NAME("/Name"): generic.pdf_string("Vollmacht")})
    )
    configuration = generic.DictionaryObject({NAME("/OFF"): generic.ArrayObject([layer])})
    writer.root[NAME("/OCProperties")] = generic.DictionaryObject(
        {NAME("/OCGs"): generic.ArrayObject([layer]), NAME("/D"): configuration}
    )
    writer.update_root()


def structure_text_changed(writer: maker._Writer) -> None:
    """ActualText and Alt: a screen reader says something else."""
    element = generic.DictionaryObject(
        {
            NAME("/S"): NAME("/P"),
            NAME("/ActualText"): generic.pdf_string("ohne Einschränkung"),
            NAME("/Alt"): generic.pdf_string("nichts"),
        }
    )
    tree = generic.DictionaryObject({NAME("/Type"): NAME("/StructTreeRoot"), NAME("/K"): writer.add_object(element)})
    writer.root[NAME("/StructTreeRoot")] = writer.add_object(tree)
    writer.update_root()


def second_signature_field_elsewhere(shop: Workshop) -> bytes:
    """Somebody's good signature in a field of his own, on a finished file."""
    return shop.signed(shop.alone_finished, Recipe(shop.juergen), "signer-9")


def stale(shop: Workshop) -> bytes:
    return shop.signed(shop.document.issued, Recipe(shop.juergen), "signer-2")


def last_timestamp_cut_off(shop: Workshop) -> bytes:
    """Truncated to the revision before: what is missing is the seal."""
    return shop.alone_signed


def _bytes_behind(rest: bytes) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.alone_finished + rest


def certified_then_changed(shop: Workshop) -> bytes:
    """Certified with "nothing may be changed" (DocMDP, P=1); then somebody else signs, which would be allowed otherwise."""
    certified = shop.signed(shop.alone, Recipe(shop.zoe), certify=True)
    return shop.signed(certified, Recipe(shop.juergen), "signer-2")


STALE = expected(1, "STALE_REVISION")
PRETENDED = expected(1, "CONTENT_CHANGED", "MALFORMED", "SIGNER_NOT_IN_SET")
_EVERY = {
    "page content replaced": tools.replace_content,
    "content stream overwritten": tools.overwrite_content_stream,
    "page added": tools.add_page,
    "page removed": tools.remove_page,
    "annotation added": tools.add_annotation,
    "stamp over the page": overlay_visible,
    "form field added": tools.add_field,
    "field moved over the page": tools.move_field,
    "font replaced": replaced_font,
    "ToUnicode swapped": to_unicode_swapped,
    "layer toggled": layer_toggled,
    "structure tree's ActualText": structure_text_changed,
}
CASES = [
    *(
        Case(f"appended: {name}", _after(change), "alone-finished", CHANGED, CHANGED)
        for name, change in _EVERY.items()
        if change is not tools.move_field
    ),
    Case("appended: title changed in Info", _after(tools.change_title), "alone-finished", CHANGED, CHANGED),
    Case("appended: title changed in XMP", _after(tools.change_xmp_title), "alone-finished", CHANGED, CHANGED),
    Case(
        "appended: widget that pretends to be a timestamp", _after(tools.big_timestamp_widget), "alone-finished", PRETENDED, BOTH
    ),
    Case("second signer: title changed in Info", _between(tools.change_title), "first", CHANGED, None),
    Case("second signer: title changed in XMP", _between(tools.change_xmp_title), "first", CHANGED, None),
    Case(
        "second signer: widget that pretends to be a timestamp",
        _between(tools.big_timestamp_widget),
        "first",
        PRETENDED,
        BOTH,
    ),
    Case("appended: dates changed", _after(tools.change_dates), "alone-finished", CHANGED, CHANGED),
    Case("appended: store and an action", _after(store_with_extra_content), "alone-finished", CHANGED, CHANGED),
    Case("appended: store stream swapped", _after(store_stream_swapped), "alone-finished", CHANGED, None),
    Case("appended: store points at the page", _after(store_points_at_page), "alone-finished", CHANGED, CHANGED),
    *(Case(f"second signer: {name}", _between(change), "first", CHANGED, CHANGED) for name, change in _EVERY.items()),
    Case(
        "certified, then signed by another",
        certified_then_changed,
        "alone",
        expected(1, "CONTENT_CHANGED", "SIGNER_NOT_IN_SET"),
        CHANGED,
    ),
    Case(
        "signature in a field of one's own",
        second_signature_field_elsewhere,
        "alone-finished",
        expected(1, "CONTENT_CHANGED", "SIGNER_NOT_IN_SET"),
        None,
    ),
    Case("signature on an older revision", stale, "first", STALE, None),
    Case("seal cut off", last_timestamp_cut_off, "alone-finished", expected(2, "EARLIER_REVISION"), None),
    Case("bytes behind the end: two line ends", _bytes_behind(b"\n\n"), "alone-finished", CHANGED, CHANGED),
    Case("bytes behind the end: zeros", _bytes_behind(b"\0" * 100), "alone-finished", CHANGED, CHANGED),
    Case("bytes behind the end: a second %%EOF", _bytes_behind(b"%%EOF\n"), "alone-finished", UNREADABLE, UNREADABLE),
    Case("bytes behind the end: HTML", _bytes_behind(b"<script>alert(1)</script>"), "alone-finished", CHANGED, CHANGED),
]
