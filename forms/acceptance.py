"""Annahme des Auftrags (§§ 662, 675 BGB): the hoster's declaration, naming the signed document by its SHA-256."""

from dataclasses import dataclass
from datetime import date

from forms.blocks import Block, Document
from forms.composing import dashes, document_of, edition_for, fill, power_fields, power_traits, scope_titles, table
from forms.errors import InputRefused
from forms.filled_wording import FilledWording
from forms.issue import GrantedPower, Issue
from forms.parties import Hoster
from forms.phrases import day

NAME = "acceptance"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceInput:
    """`power` is signed: its day and SHA-256 are known.

    Attributes:
        cooling_off_until: its last day; None: the grantor waived the period.
        effective_on: first day of effect.
        term_until: last day of the term, in full.
    """

    issue: Issue
    hoster: Hoster
    power: GrantedPower
    accepted_on: date
    cooling_off_until: date | None
    effective_on: date
    term_until: date


def build(data: AcceptanceInput) -> Document:
    """The document as a tree of blocks. Raises as `forms.composing.edition_for`; InputRefused: nothing was signed."""
    edition = edition_for(NAME, data)
    power = data.power
    if power.sha256 is None or power.declared_on is None:
        raise InputRefused("power.sha256", "only a signed document can be accepted")
    not_granted = [scope for scope in edition.codes["scope"] if scope not in power.scopes]
    wording = fill(
        edition,
        data,
        traits={
            **power_traits(power),
            "cooling_off": data.cooling_off_until is not None,
            "some_not_granted": bool(not_granted),
        },
        fields={
            **power_fields(power, edition),
            "effective_on": day(data.effective_on, edition),
            "cooling_off_until": day(data.cooling_off_until, edition) if data.cooling_off_until else "",
            "term_until": day(data.term_until, edition),
        },
    )
    return document_of(
        wording,
        data.issue,
        {
            "power_table": lambda _: (_power(data, wording),),
            "granted_scopes": lambda _: (dashes(scope_titles(power.scopes, edition)),),
            "not_granted_scopes": lambda _: (dashes(scope_titles(not_granted, edition)),) if not_granted else (),
        },
    )


def _power(data: AcceptanceInput, wording: FilledWording) -> Block:
    label, edition, power = wording.label, wording.edition, data.power
    rows = [
        (label("grantor"), wording.plain("{principal_name}")),
        (label("customer_no"), power.principal.customer_no),
        (label("number"), power.number),
        (label("power_sha256"), power.sha256),
        (label("declared_on"), wording.plain("{declared_on}")),
        (label("signed_by"), wording.plain("{signer_names}")),
        (label("accepted_on"), day(data.accepted_on, edition)),
        (label("cooling_off_until"), wording.plain("{cooling_off_until}")),
        (label("effective_on"), wording.plain("{effective_on}")),
        (label("term_until"), wording.plain("{term_until}")),
    ]
    return table(label("table_acceptance"), rows)
