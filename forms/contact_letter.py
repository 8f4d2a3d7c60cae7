"""What the two documents for an emergency contact have in common: the card, and the declaration."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.composing import edition_for, fill, power_fields, power_traits
from forms.errors import UnknownCode
from forms.filled_wording import FilledWording
from forms.issue import GrantedPower, Issue
from forms.parties import Contact, Hoster


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLetterInput:
    """Whom it is about, and the Vollmacht that names him."""

    issue: Issue
    hoster: Hoster
    power: GrantedPower
    contact: Contact


def contact_name(contact: Contact) -> str:
    return f"{contact.given_name} {contact.surname}"


def contact_wording(
    name: str, data: ContactLetterInput, *, traits: Mapping[str, bool], fields: Mapping[str, str] | None = None
) -> FilledWording:
    """That document's wording, filled for this contact's level.

    Raises:
        UnknownCode: the edition knows no such level; else as `forms.composing.edition_for`.
    """
    edition = edition_for(name, data)
    level = data.contact.level
    if level not in edition.codes["level"]:
        raise UnknownCode("contact.level", level)
    return fill(
        edition,
        data,
        traits={**power_traits(data.power), f"level_{level}": True, **traits},
        fields={**power_fields(data.power, edition), **(fields or {})},
    )
