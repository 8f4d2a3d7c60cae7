"""Names that break layouts: a company of 120 letters, five signers, Ł and ș, markup in fields; in every document."""

from dataclasses import replace
from typing import Any

import pytest

from forms.blocks import text_lines
from forms.documents import document_names, form_of
from forms.errors import UndrawableText
from forms.html import html_of
from forms.parties import Contact, Signer
from tests.forms.family import LETTERS, family_input
from tests.forms.test_family import body_of, grids, squeezed

LONG = "Gesellschaft für nachhaltige Digitalisierung und Weiterentwicklung mittelständischer Veranstaltungsagenturen Ostsee GmbH"
SURNAMES = ("Șerbănescu-Łukaszewicz", "N’Diaye", "O’Connor", "Nguyễn-Guðmundsdóttir", "Dvořák {principal_name} **fett** <b>x</b>")
SIGNERS = tuple(Signer(given_name="Þórbjörg Åsa-Ğülçin", surname=surname, function="MANAGING_DIRECTOR") for surname in SURNAMES)
CONTACT = Contact(
    given_name="Maximiliane-Alexandra",
    surname="von und zu Müller-Lüdenscheidt-Wójcikowska",
    level="MAY_DECIDE",
    email="eine.sehr.lange.adresse.die.nirgends.umbricht@ein-sehr-langer-rechnername.mueller-luedenscheidt.example",
    phone="+49 40 66969199 12345",
    relation="Steuerberaterin und Wirtschaftsprüferin",
)


def hostile(document: str) -> Any:
    data = family_input("gmbh-joint", document)
    hoster = replace(data.hoster, name=LONG)
    if document == "power-of-attorney":
        return replace(data, hoster=hoster, principal=replace(data.principal, name=LONG), signers=SIGNERS, contacts=(CONTACT,))
    data = replace(data, hoster=hoster)
    if hasattr(data, "power"):
        data = replace(data, power=replace(data.power, principal=replace(data.power.principal, name=LONG), signers=SIGNERS))
    return replace(data, contact=CONTACT) if hasattr(data, "contact") else data


def test_the_long_name_is_as_long_as_a_register_allows() -> None:
    assert len(LONG) == 120


@pytest.mark.parametrize("document", document_names())
def test_nothing_is_lost_or_substituted(document: str) -> None:
    data = hostile(document)
    tree = form_of(document).build(data)
    heads = tuple(squeezed("".join(column.header for column in grid.columns)) for grid in grids(tree))
    lines = squeezed("".join(text_lines(tree)))

    assert body_of(form_of(document).render_pdf(data), footer=tree.footer, banner=tree.banner, repeated=heads) == lines
    assert squeezed(LONG) in lines
    assert "<b>" not in html_of(tree)


@pytest.mark.parametrize("text", ["漢字", "\u202egnp", "a\u200bb", "a\x00b", "😀", "العربية"])
@pytest.mark.parametrize("document", LETTERS)
def test_what_cannot_be_drawn_is_refused_with_its_path_before_anything_is_made(document: str, text: str) -> None:
    data = family_input("gmbh-joint", document)

    with pytest.raises(UndrawableText) as raised:
        form_of(document).build(replace(data, hoster=replace(data.hoster, city=text)))
    assert raised.value.path == "hoster.city"
