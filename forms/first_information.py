"""Erstinformation: the first letter to an end customer in an emergency, with the notice of Art. 14 GDPR, a code by which he
can check it, and no advertising (§ 7 UWG)."""

from dataclasses import dataclass
from datetime import date

from forms.blocks import Block, Code, Column, Document, Grid, Paragraph
from forms.composing import document_of, edition_for, fill, letterhead, power_fields, power_traits
from forms.errors import InputRefused, UnknownCode
from forms.filled_wording import FilledWording
from forms.issue import GrantedPower, Issue
from forms.parties import Hoster
from forms.phrases import day
from forms.wording.edition import TextBlock

NAME = "first-information"
_HOLDERS = frozenset({"END_CUSTOMER", "RESELLER", "HOSTER", "UNKNOWN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDomain:
    """A domain of the recipient's. `holder`: END_CUSTOMER, RESELLER, HOSTER or UNKNOWN; `expires_on` None: not known."""

    name: str
    holder: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """The end customer. Without a street the letter goes by e-mail."""

    name: str
    is_consumer: bool
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    email: str | None = None
    domains: tuple[OwnDomain, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstInformationInput:
    """What stands in the letter; never the reason of the emergency, never another customer, never the contact.

    Attributes:
        power: signed, and granting INFORM_END_CUSTOMER.
        code: the recipient's own verification code, `V-XXXX-XXXX-XXXX`.
        code_until: its last day; `code_days` in all.
        services_until: until then nothing is switched off for what happened.
        reply_until: until then a reply can still be heeded.
        reference: of the case, `N-7KQ4-M2XB`: what to name at the telephone.
        contact_person: whom to ask for; a name or a team.
    """

    issue: Issue
    hoster: Hoster
    power: GrantedPower
    recipient: Recipient
    written_on: date
    code: str
    code_until: date
    code_days: int
    services_until: date
    reply_until: date
    reference: str
    contact_person: str


def build(data: FirstInformationInput) -> Document:
    """The document as a tree of blocks. Raises as `forms.composing.edition_for`; InputRefused: the Vollmacht does not allow
    this letter."""
    edition = edition_for(NAME, data)
    _refuse_what_is_not_allowed(data)
    recipient = data.recipient
    wording = fill(
        edition,
        data,
        traits={
            **power_traits(data.power),
            "consumer": recipient.is_consumer,
            "domains": bool(recipient.domains),
        },
        fields={
            **power_fields(data.power, edition),
            "code": data.code,
            "code_until": day(data.code_until, edition),
            "code_days": str(data.code_days),
            "services_until": day(data.services_until, edition),
            "reply_until": day(data.reply_until, edition),
            "reference": data.reference,
            "contact_person": data.contact_person,
        },
    )
    return document_of(
        wording,
        data.issue,
        {
            "letterhead": lambda _: (_head(data, wording),),
            "domains": lambda _: (_domains(recipient.domains, wording),) if recipient.domains else (),
            "code": lambda block: (_code(data, block, wording),),
        },
    )


def _refuse_what_is_not_allowed(data: FirstInformationInput) -> None:
    if data.power.declared_on is None:
        raise InputRefused("power.declared_on", "without a signed Vollmacht nobody may write this letter")
    if "INFORM_END_CUSTOMER" not in data.power.scopes:
        raise InputRefused("power.scopes", "INFORM_END_CUSTOMER is not granted")
    for position, domain in enumerate(data.recipient.domains):
        if domain.holder not in _HOLDERS:
            raise UnknownCode(f"recipient.domains[{position}].holder", domain.holder)


def _head(data: FirstInformationInput, wording: FilledWording) -> Block:
    recipient, label = data.recipient, wording.label
    place = " ".join(part for part in (recipient.postal_code, recipient.city) if part)
    lines = (recipient.name, recipient.street, place) if recipient.street else (recipient.name, recipient.email)
    details = [
        (label("date"), day(data.written_on, wording.edition)),
        (label("reference"), data.reference),
        (label("contact_person"), data.contact_person),
        (label("phone"), data.hoster.phone),
        (label("email"), data.hoster.email),
    ]
    return letterhead(wording, lines, details)


def _domains(domains: tuple[OwnDomain, ...], wording: FilledWording) -> Block:
    label = wording.label
    columns = (Column(label("domain"), 5), Column(label("holder"), 4), Column(label("expires_on"), 2.5))
    unknown = label("unknown_day")
    rows = tuple(
        (domain.name, label(f"holder_{domain.holder}"), day(domain.expires_on, wording.edition) if domain.expires_on else unknown)
        for domain in domains
    )
    return Grid(columns, rows, label("domains_summary"))


def _code(data: FirstInformationInput, block: TextBlock, wording: FilledWording) -> Block:
    """The QR code leads to the page and does not hold the code: who opens it by mistake has used nothing up."""
    beside = (Paragraph(wording.runs(block.text or "")), Paragraph(wording.runs(block.second or ""), tone="small"))
    return Code(data.issue.verification_url, wording.label("code_alt"), beside)
