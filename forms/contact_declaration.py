"""Erklärung des Notfallkontakts: accepts the role at its level, with the notice of Art. 14 GDPR; he may resign any time."""

from dataclasses import dataclass
from datetime import datetime

from forms.blocks import Document
from forms.composing import BLANK, document_of, edition_for, fill, power_fields, power_traits, table
from forms.errors import UnknownCode
from forms.issue import GrantedPower, Issue
from forms.parties import Contact, Hoster
from forms.phrases import instant

NAME = "contact-declaration"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDeclarationInput:
    """`declared_at`: when he accepted by his link (text form, § 126b BGB); None: to be filled in."""

    issue: Issue
    hoster: Hoster
    power: GrantedPower
    contact: Contact
    declared_at: datetime | None = None


def build(data: ContactDeclarationInput) -> Document:
    """The document as a tree of blocks. Raises as `forms.composing.edition_for`."""
    edition = edition_for(NAME, data)
    contact = data.contact
    if contact.level not in edition.codes["level"]:
        raise UnknownCode("contact.level", contact.level)
    wording = fill(
        edition,
        data,
        traits={**power_traits(data.power), f"level_{contact.level}": True, "declared": data.declared_at is not None},
        fields=power_fields(data.power, edition),
    )
    label = wording.label
    person = [
        (label("name"), f"{contact.given_name} {contact.surname}"),
        (label("relation"), contact.relation),
        (label("level"), edition.codes["level"][contact.level]),
        (label("email"), contact.email),
        (label("phone"), contact.phone),
        (label("named_by"), wording.plain("{principal_name}")),
        (label("to_towards"), data.hoster.name),
    ]
    if data.declared_at:
        declared = [(label("declared_at"), instant(data.declared_at, edition)), (label("name"), person[0][1])]
    else:
        declared = [(label("place_and_day"), BLANK), (label("name"), BLANK), (label("own_phone"), BLANK)]
    return document_of(
        wording,
        data.issue,
        {
            "contact_table": lambda _: (table(label("contact_table"), person),),
            "declaration_table": lambda _: (table(label("table_declared"), declared),),
        },
    )
