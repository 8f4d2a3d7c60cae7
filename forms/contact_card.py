"""Notfallkarte: for the contact's wallet. Hotline, number and steps; no secret, no customer, no reason."""

from dataclasses import dataclass

from forms.blocks import Block, Card, Document, Paragraph, Run
from forms.composing import document_of
from forms.contact_letter import ContactLetterInput, contact_name, contact_wording
from forms.filled_wording import FilledWording
from forms.glyphs import composed

NAME = "contact-card"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCardInput(ContactLetterInput):
    """`case_code`: of an open case (`N-7KQ4-M2XB`); None: a place to write it."""

    case_code: str | None = None


def build(data: ContactCardInput) -> Document:
    """The document as a tree of blocks. Raises as `contact_wording`; TextTooLong: no card holds it."""
    fields = {"contact_name": contact_name(data.contact), "case_code": data.case_code or ""}
    wording = contact_wording(NAME, data, traits={}, fields=fields)
    return document_of(wording, data.issue, {"card": lambda _: (_card(data, wording),)})


def _card(data: ContactCardInput, wording: FilledWording) -> Block:
    front = ["card_title", "card_for", "card_hoster", "card_phone", "card_number"]
    front.append("card_case" if data.case_code else "card_case_blank")
    back = ["card_back_title", "card_step_1", "card_step_2", f"card_step_3_{data.contact.level}", "card_never"]
    if data.issue.sandbox:
        # Cut out, the card loses the page's banner.
        front.append("card_sandbox")
    return Card(front=_side(front, wording), back=_side(back, wording))


def _side(names: list[str], wording: FilledWording) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Run(composed(wording.label(name))),)) for name in names)
