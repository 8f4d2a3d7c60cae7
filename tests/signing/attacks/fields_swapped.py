"""A field signed along and shown to nobody takes the place of another of its name: no object changes but the lists that name them."""

from pyhanko.pdf_utils import generic

from signing.sandbox import bad_credentials as maker
from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.forms import later
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.validation import attacks as tools

NAME = generic.pdf_name
CHANGED = expected(1, "CONTENT_CHANGED")


def prepared(shop: Workshop) -> bytes:
    """Signed by Zoë: a field of one euro in the form and on the page, behind it one of its name with a million in neither."""
    return shop.signed(tools.incremental(shop.alone, _two_fields), Recipe(shop.zoe))


def prepared_with_lists_apart(shop: Workshop) -> bytes:
    """The same; the lists of fields and of annotations are objects of their own, as many writers have it."""

    def change(writer: maker._Writer) -> None:
        _two_fields(writer)
        for holder, key in ((writer.root["/AcroForm"], "/Fields"), (tools._page(writer), "/Annots")):
            holder[NAME(key)] = writer.add_object(holder[key])

    return shop.signed(tools.incremental(shop.alone, change), Recipe(shop.zoe))


def _two_fields(writer: maker._Writer) -> None:
    page, form = tools._page(writer), writer.root["/AcroForm"]
    shown, _ = (writer.add_object(_amount(value)) for value in ("1 EUR", "1000000 EUR"))
    form["/Fields"].append(shown)
    page[NAME("/Annots")] = generic.ArrayObject([*list.__iter__(page.get("/Annots", generic.ArrayObject())), shown])
    tools._touch(writer, form)
    tools._touch(writer, page)


def _amount(value: str) -> generic.DictionaryObject:
    entries = {
        "/Type": NAME("/Annot"),
        "/Subtype": NAME("/Widget"),
        "/FT": NAME("/Tx"),
        "/T": generic.pdf_string("Betrag"),
        "/V": generic.pdf_string(value),
        "/F": generic.NumberObject(4),
        "/Rect": generic.ArrayObject(generic.NumberObject(edge) for edge in (10, 10, 90, 30)),
    }
    return generic.DictionaryObject({NAME(key): entry for key, entry in entries.items()})


def in_form(writer: maker._Writer) -> None:
    _exchange(writer, writer.root["/AcroForm"], "/Fields", _shown(writer), _hidden(writer))


def in_form_below_a_parent(writer: maker._Writer) -> None:
    parent = generic.DictionaryObject({NAME("/Kids"): generic.ArrayObject([_hidden(writer)])})
    _exchange(writer, writer.root["/AcroForm"], "/Fields", _shown(writer), writer.add_object(parent))


def on_page(writer: maker._Writer) -> None:
    _exchange(writer, tools._page(writer), "/Annots", _shown(writer), _hidden(writer))


def in_form_and_on_page(writer: maker._Writer) -> None:
    on_page(writer)
    in_form(writer)


def _shown(writer: maker._Writer) -> generic.IndirectObject:
    found: generic.IndirectObject = writer.root["/AcroForm"]["/Fields"].raw_get(1)
    return found


def _hidden(writer: maker._Writer) -> generic.IndirectObject:
    """Written next to the other."""
    return generic.IndirectObject(_shown(writer).idnum + 1, 0, writer)


def _exchange(
    writer: maker._Writer, holder: generic.DictionaryObject, key: str, old: generic.IndirectObject, new: generic.IndirectObject
) -> None:
    listed = holder[key]
    [place] = [number for number, one in enumerate(list.__iter__(listed)) if one.idnum == old.idnum]
    listed[place] = new
    tools._touch(writer, listed)


_SWAPS = {
    "in the form": in_form,
    "in the form, below a new parent": in_form_below_a_parent,
    "on the page": on_page,
    "in the form and on the page": in_form_and_on_page,
}
CASES = [
    *(
        Case(f"later signer: field swapped {where}", later(change, prepared), "alone", None, CHANGED)
        for where, change in _SWAPS.items()
    ),
    *(
        Case(
            f"later signer: field swapped {where}, lists apart", later(change, prepared_with_lists_apart), "alone", None, CHANGED
        )
        for where, change in _SWAPS.items()
    ),
]
