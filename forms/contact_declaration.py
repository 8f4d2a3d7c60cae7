"""Erklärung des Notfallkontakts: accepts the role at its level, with the notice of Art. 14 GDPR; he may resign any time."""

from dataclasses import dataclass
from datetime import datetime

from forms.blocks import Document
from forms.composing import BLANK, document_of, table
from forms.contact_letter import ContactLetterInput, contact_name, contact_wording
from forms.phrases import instant

NAME = "contact-declaration"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDeclarationInput(ContactLetterInput):
    """`declared_at`: when he accepted by his link (text form, § 126b BGB); None: to be filled in."""

    declared_at: datetime | None = None


def build(data: ContactDeclarationInput) -> Document:
    """The document as a tree of blocks. Raises as `contact_wording`."""
    contact = data.contact
    wording = contact_wording(NAME, data, traits={"declared": data.declared_at is not None})
    edition = wording.edition
    label = wording.label
    person = [
        (label("name"), contact_name(contact)),
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
