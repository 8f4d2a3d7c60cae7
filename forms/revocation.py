"""Widerruf (§§ 168, 671 BGB): formless, so this is a help and no requirement. Filled in, or to be filled in."""

from dataclasses import dataclass

from forms.blocks import Block, Document
from forms.composing import (
    BLANK,
    dashes,
    document_of,
    edition_for,
    fill,
    letterhead,
    power_fields,
    power_traits,
    scope_titles,
    table,
)
from forms.errors import UnknownCode
from forms.filled_wording import FilledWording
from forms.issue import GrantedPower, Issue
from forms.parties import Hoster

NAME = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationInput:
    """`revoked_scopes`: only these are revoked; empty: the whole Vollmacht and its mandate. `revoker`: name and capacity
    as he states them; None: to be filled in."""

    issue: Issue
    hoster: Hoster
    power: GrantedPower
    revoked_scopes: tuple[str, ...] = ()
    revoker: str | None = None
    revoker_function: str | None = None


def build(data: RevocationInput) -> Document:
    """The document as a tree of blocks. Raises as `forms.composing.edition_for`."""
    edition = edition_for(NAME, data)
    for position, scope in enumerate(data.revoked_scopes):
        if scope not in data.power.scopes:
            raise UnknownCode(f"revoked_scopes[{position}]", scope)
    whole = not data.revoked_scopes
    traits = {**power_traits(data.power), "whole": whole}
    wording = fill(edition, data, traits=traits, fields=power_fields(data.power, edition))
    return document_of(
        wording,
        data.issue,
        {
            "letterhead": lambda _: (_head(data, wording),),
            "revoked_scopes": lambda _: () if whole else (dashes(scope_titles(data.revoked_scopes, edition)),),
            "revoker_table": lambda _: (_revoker(data, wording),),
        },
    )


def _head(data: RevocationInput, wording: FilledWording) -> Block:
    hoster = data.hoster
    recipient = (hoster.name, hoster.street, f"{hoster.postal_code} {hoster.city}", hoster.email)
    label = wording.label
    details = [(label("power_number"), data.power.number), (label("your_reference"), data.power.principal.customer_no)]
    return letterhead(wording, recipient, details, sender=wording.plain("{principal_name} · {principal_street_and_city}"))


def _revoker(data: RevocationInput, wording: FilledWording) -> Block:
    label = wording.label
    rows = [
        (label("revoker"), data.revoker or BLANK),
        (label("revoker_function"), data.revoker_function or BLANK),
        (label("declared_on"), BLANK),
    ]
    return table(label("table_revoker"), rows)
