"""Revisions that look like nothing but evidence: what else changes in the catalog, in the trailer, and under numbers that /Size does not count."""

from collections.abc import Callable, Mapping

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.raw import object_number, stream_of, update
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop

CHANGED = expected(1, "CONTENT_CHANGED")
STORE = b"<< /Certs [] >>"
ALL = b"BT /F1 12 Tf 72 700 Td (Alles) Tj ET"
_UNCOUNTED = 9000
Make = Callable[[Workshop], bytes]


def catalog(pdf: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """The catalog of a document of ours with a store (object 960), and with these entries; None takes one away."""
    entries: dict[str, bytes | None] = {"/DSS": b"960 0 R"}
    for key in ("/Pages", "/AcroForm", "/Metadata"):
        entries[key] = b"%d 0 R" % object_number(pdf, key)
    entries |= changed
    return b"<< /Type /Catalog %s >>" % b" ".join(b"%s %s" % (key.encode(), value) for key, value in entries.items() if value)


def with_store(pdf: bytes, changed: Mapping[str, bytes | None] | None = None, **more: bytes) -> bytes:
    """One more revision of nothing but a store, as far as one sees."""
    return update(pdf, {object_number(pdf): catalog(pdf, changed or {}), 960: STORE}, **more)  # type: ignore[arg-type]


def _catalog(key: str, value: bytes | None) -> Make:
    return lambda shop: with_store(shop.alone_signed, {key: value})


def form_with_a_value(shop: Workshop) -> bytes:
    """Another form, written straight into the catalog: the signature's field, and one more with a value."""
    field = object_number(shop.alone_signed, "/AcroForm", "/Fields", 0)
    form = b"<< /SigFlags 3 /NeedAppearances true /Fields [%d 0 R << /FT /Tx /T (Betrag) /V (1 EUR) >>] >>" % field
    return with_store(shop.alone_signed, {"/AcroForm": form})


def form_prepared_in_advance(shop: Workshop) -> bytes:
    """The other form lies in the signed bytes already; the catalog only has to point to it."""
    field = object_number(shop.alone, "/AcroForm", "/Fields", 0)
    other = {905: b"<< /Fields [%d 0 R 906 0 R] /SigFlags 3 >>" % field, 906: b"<< /FT /Tx /T (Betrag) /V (1 EUR) >>"}
    signed = shop.signed(update(shop.alone, other), Recipe(shop.zoe))
    return with_store(signed, {"/AcroForm": b"905 0 R"})


def metadata_elsewhere(shop: Workshop) -> bytes:
    """XMP that was prepared in the signed bytes and shown by nobody becomes the document's."""
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    signed = shop.signed(update(shop.alone, {905: stream_of(packet, b"/Type /Metadata /Subtype /XML")}), Recipe(shop.zoe))
    return with_store(signed, {"/Metadata": b"905 0 R"})


def information_elsewhere(shop: Workshop) -> bytes:
    """The same with the document information dictionary: no object changes, only the trailer."""
    signed = shop.signed(update(shop.alone, {905: b"<< /Title (Schenkung) >>"}), Recipe(shop.zoe))
    return with_store(signed, trailer=b"/Info 905 0 R")


def _uncounted(prepared: bytes | None, *, lower: bool = False, store: bytes = STORE) -> Make:
    """The page's content has a number that /Size does not count; after the signature comes another object of that number.

    Args:
        prepared: what is signed under the number; None: nothing.
        lower: first counted, then no more, because a later revision has a smaller /Size.
        store: what the security store says of it.
    """

    def make(shop: Workshop) -> bytes:
        page = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>" % (
            object_number(shop.alone, "/Pages"),
            _UNCOUNTED,
        )
        objects = {object_number(shop.alone, "/Pages", "/Kids", 0): page}
        if prepared is not None:
            objects[_UNCOUNTED] = prepared
        pdf = update(shop.alone, objects, size=None if lower else 950)
        if lower:
            pdf = update(pdf, {940: b"null"}, size=950)
        signed = shop.signed(pdf, Recipe(shop.zoe))
        return update(signed, {object_number(signed): catalog(signed, {}), 960: store, _UNCOUNTED: stream_of(ALL)})

    return make


_FIRST = stream_of(b"BT /F1 12 Tf 72 700 Td (Vollmacht) Tj ET")
_AS_CERTIFICATE = b"<< /Certs [%d 0 R] >>" % _UNCOUNTED
_UNWANTED: dict[str, bytes] = {
    "/OpenAction": b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
    "/AA": b"<< /WC << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
    "/Names": b"<< /EmbeddedFiles << /Names [] >> >>",
    "/Collection": b"<< /Type /Collection /View /T >>",
    "/OCProperties": b"<< /OCGs [] /D << >> >>",
    "/MarkInfo": b"<< /Marked true /Suspects true >>",
    "/Outlines": b"<< /Count 0 >>",
    "/PageLabels": b"<< /Nums [0 << /P (A) >>] >>",
    "/Perms": b"<< >>",
    "/Legal": b"<< >>",
    "/Requirements": b"[<< /S /EnableJavaScripts >>]",
    "/NeedsRendering": b"true",
    "/ViewerPreferences": b"<< /HideToolbar true >>",
    "/AF": b"[]",
    "/Lang": b"(en)",
}
CASES = [
    *(
        Case(f"store and {key} in the catalog", _catalog(key, value), "alone", CHANGED, CHANGED)
        for key, value in _UNWANTED.items()
    ),
    Case("store, and the metadata gone", _catalog("/Metadata", None), "alone", CHANGED, CHANGED),
    Case(
        "store, and the form gone",
        _catalog("/AcroForm", None),
        "alone",
        expected(1, "CONTENT_CHANGED", "NO_SIGNATURE"),
        expected(1, "NO_SIGNATURE"),
    ),
    Case("store and a form with a value", form_with_a_value, "alone", CHANGED, CHANGED),
    Case("store and a form prepared in advance", form_prepared_in_advance, "alone", CHANGED, CHANGED),
    Case("store and metadata prepared in advance", metadata_elsewhere, "alone", CHANGED, CHANGED),
    Case("store and a title prepared in advance", information_elsewhere, "alone", CHANGED, CHANGED),
    Case("content that /Size does not count, replaced", _uncounted(_FIRST), "alone", CHANGED, CHANGED),
    Case("content that /Size no longer counts, replaced", _uncounted(_FIRST, lower=True), "alone", CHANGED, CHANGED),
    Case(
        "content that /Size does not count, as a certificate",
        _uncounted(_FIRST, store=_AS_CERTIFICATE),
        "alone",
        CHANGED,
        CHANGED,
    ),
    Case("null that /Size does not count, filled", _uncounted(b"null", store=_AS_CERTIFICATE), "alone", CHANGED, CHANGED),
    Case("nothing that /Size does not count, filled", _uncounted(None, store=_AS_CERTIFICATE), "alone", CHANGED, CHANGED),
]
