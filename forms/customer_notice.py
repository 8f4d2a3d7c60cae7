"""Kundeninformation (§ 171 (1), § 174 sentence 2 BGB): the reseller tells his customers in advance whom he empowered."""

from dataclasses import dataclass

from forms.blocks import Document
from forms.composing import dashes, document_of, edition_for, fill, letterhead, power_fields, power_traits, scope_titles, table
from forms.issue import GrantedPower, Issue
from forms.parties import Hoster

NAME = "customer-notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNoticeInput:
    """The sender is the grantor; the recipients are all his customers, none is named."""

    issue: Issue
    hoster: Hoster
    power: GrantedPower


def build(data: CustomerNoticeInput) -> Document:
    """The document as a tree of blocks. Raises as `forms.composing.edition_for`."""
    edition = edition_for(NAME, data)
    wording = fill(edition, data, traits=power_traits(data.power), fields=power_fields(data.power, edition))
    label, hoster = wording.label, data.hoster
    attorney = [
        (label("representative"), hoster.name),
        (label("legal_form"), wording.plain("{hoster_legal_form}")),
        (label("register_row"), wording.plain("{hoster_register}")),
        (label("address"), wording.plain("{hoster_address}")),
        (label("phone_published"), hoster.phone),
        (label("email"), hoster.email),
        (label("website"), hoster.website),
        (label("verification"), data.issue.verification_url),
    ]
    details = [
        (label("power_number"), data.power.number),
        (label("phone"), data.power.principal.phone),
        (label("email"), data.power.principal.email),
    ]
    sender = label("principal_sender")
    return document_of(
        wording,
        data.issue,
        {
            "letterhead": lambda _: (letterhead(wording, (label("recipients"),), details, sender=sender),),
            "scopes_for_customers": lambda _: (dashes(scope_titles(data.power.scopes, edition, "scope_for_customers")),),
            "attorney_table": lambda _: (table(label("table_attorney"), attorney),),
        },
    )
