"""What a later signer does to the form that earlier ones signed: signatures that cover, act, or are something else; other looks for the same values."""

from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import MDPPerm

from signing.sandbox import bad_credentials as maker
from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.raw import object_number, stream_of, update
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Change, Workshop
from tests.signing.validation import attacks as tools

NAME = generic.pdf_name
CHANGED = expected(1, "CONTENT_CHANGED")
FIELD = "Signature2"
WHOLE_PAGE = (0, 0, 595, 842)
Entries = dict[str, generic.PdfObject]


def _array(*numbers: int) -> generic.ArrayObject:
    return generic.ArrayObject(generic.NumberObject(number) for number in numbers)


def _dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({NAME(f"/{key}"): value for key, value in entries.items()})


def field_at(box: tuple[int, int, int, int], *, widget: bool = True, **more: generic.PdfObject) -> Change:
    """The later signer's field, made before he signs."""

    def change(writer: maker._Writer) -> None:
        page, form = tools._page(writer), writer.root["/AcroForm"]
        white = generic.StreamObject(
            {NAME("/Type"): NAME("/XObject"), NAME("/Subtype"): NAME("/Form"), NAME("/BBox"): _array(*box)},
            stream_data=b"1 g %d %d %d %d re f" % box,
        )
        shown = _dictionary(
            Type=NAME("/Annot"),
            Subtype=NAME("/Widget" if widget else "/FreeText"),
            F=generic.NumberObject(4),
            Rect=_array(*box),
            AP=_dictionary(N=writer.add_object(white)),
            **more,
        )
        field = shown if widget else generic.DictionaryObject()
        field[NAME("/FT")], field[NAME("/T")] = NAME("/Sig"), generic.pdf_string(FIELD)
        reference = writer.add_object(field)
        annotation = reference if widget else writer.add_object(shown)
        if not widget:
            field[NAME("/Kids")] = generic.ArrayObject([annotation])
        page[NAME("/Annots")] = generic.ArrayObject([annotation])
        form["/Fields"].append(reference)
        tools._touch(writer, page)
        tools._touch(writer, form)

    return change


def later(
    change: Change | None, first: Callable[[Workshop], bytes] = lambda shop: shop.alone_signed
) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(first(shop), Recipe(shop.juergen), FIELD, change=change)


def with_value(shop: Workshop) -> bytes:
    """Signed by Zoë, with a text field, its font and its defaults."""
    field, form = object_number(shop.alone, "/AcroForm", "/Fields", 0), object_number(shop.alone, "/AcroForm")
    text = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Betrag) /V (1 EUR) /Rect [10 10 90 30] >>"
    entries = b"<< /Fields [%d 0 R 905 0 R] /DA (/Helv 9 Tf) /DR << /Font << /Helv 906 0 R >> >> >>" % field
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return shop.signed(update(shop.alone, {form: entries, 905: text, 906: font}), Recipe(shop.zoe))


def value_signed_by_both_and_sealed(shop: Workshop) -> bytes:
    """A value that is shown by an appearance of its own: it stands there since before the first signature, and nobody touched it."""
    field, form = object_number(shop.alone, "/AcroForm", "/Fields", 0), object_number(shop.alone, "/AcroForm")
    text = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Betrag) /V (1 EUR) /Rect [10 10 90 30] /AP << /N 906 0 R >> >>"
    shown = stream_of(b"/Tx BMC BT (1 EUR) Tj ET EMC", b"/Type /XObject /Subtype /Form /BBox [0 0 80 20]")
    prepared = update(shop.alone, {form: b"<< /Fields [%d 0 R 905 0 R] >>" % field, 905: text, 906: shown})
    first = shop.signed(prepared, Recipe(shop.zoe))
    return shop.sealed(shop.signed(first, Recipe(shop.juergen), "Signature2"), [shop.zoe, shop.juergen])


def _form(**entries: generic.PdfObject) -> Change:
    def change(writer: maker._Writer) -> None:
        form = writer.root["/AcroForm"]
        for key, value in entries.items():
            form[NAME(f"/{key}")] = value
        tools._touch(writer, form)

    return change


def _other_font() -> generic.DictionaryObject:
    return _dictionary(Font=_dictionary(Helv=_dictionary(Type=NAME("/Font"), Subtype=NAME("/Type1"), BaseFont=NAME("/Symbol"))))


def other_value(writer: maker._Writer) -> None:
    field = writer.root["/AcroForm"]["/Fields"][1]
    field[NAME("/V")] = generic.pdf_string("9 EUR")
    tools._touch(writer, field)


def first_signature_looks_different(writer: maker._Writer) -> None:
    stream = writer.root["/AcroForm"]["/Fields"][0]["/AP"]["/N"]
    stream._data, stream._encoded_data = b"0 0 1 rg 0 0 200 60 re f", None
    tools._touch(writer, stream)


def first_signature_hidden(writer: maker._Writer) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[NAME("/F")] = generic.NumberObject(2)
    tools._touch(writer, field)


def certified(permission: MDPPerm) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(shop.alone, Recipe(shop.zoe), certify=True, permitted=permission)


def _annotated(permission: MDPPerm) -> Callable[[Workshop], bytes]:
    return lambda shop: tools.incremental(certified(permission)(shop), tools.add_annotation)


_SCRIPT = _dictionary(S=NAME("/JavaScript"), JS=generic.pdf_string("app.alert(1)"))
_FOREIGN = {
    "signature that covers the page": later(field_at(WHOLE_PAGE)),
    "signature field that is a note": later(field_at((50, 600, 400, 760), widget=False)),
    "signature with an action": later(field_at((50, 60, 90, 90), A=_SCRIPT)),
    "signature with actions for events": later(field_at((50, 60, 90, 90), AA=_dictionary(E=_SCRIPT))),
    "first signature looks different": later(first_signature_looks_different),
    "first signature hidden": later(first_signature_hidden),
    "value changed": later(other_value, with_value),
    "other default look of values": later(_form(DA=generic.pdf_string("/Helv 9 Tf 1 g")), with_value),
    "other font of values": later(_form(DR=_other_font()), with_value),
    "annotation after a certification that allows it": later(tools.add_annotation, certified(MDPPerm.ANNOTATE)),
    "signature after a certification that allows none": later(None, certified(MDPPerm.NO_CHANGES)),
}
CASES = [
    *(Case(f"later signer: {name}", make, "alone", None, CHANGED) for name, make in _FOREIGN.items()),
    Case("certified with notes allowed, then a note", _annotated(MDPPerm.ANNOTATE), "alone", None, CHANGED),
    Case("certified with forms allowed, then a note", _annotated(MDPPerm.FILL_FORMS), "alone", None, CHANGED),
]
