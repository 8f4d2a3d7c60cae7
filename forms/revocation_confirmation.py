"""Widerrufsbestätigung: within one working day, with everything that still happened between receipt and recording."""

from dataclasses import dataclass
from datetime import datetime

from forms.blocks import Block, Column, Document, Grid
from forms.composing import document_of, edition_for, fill, letterhead, power_fields, power_traits, table
from forms.errors import InputRefused, UnknownCode
from forms.filled_wording import FilledWording
from forms.issue import GrantedPower, Issue
from forms.parties import Hoster
from forms.phrases import day, instant

NAME = "revocation-confirmation"
STATES = frozenset({"REVOKED", "SUSPENDED_UNVERIFIED_REVOCATION", "SUSPENDED_PARTIAL_REVOCATION"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActAfterRevocation:
    """What was still done after the revocation had been received. `concerning`: a reference, never another's name."""

    at: datetime
    action: str
    concerning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationConfirmationInput:
    """`declared_by`: as the revoker named himself. `state`: REVOKED, SUSPENDED_UNVERIFIED_REVOCATION or
    SUSPENDED_PARTIAL_REVOCATION. `case_code`: of a case that was open; None: none was. `decisions`: how often it was asked, between receipt and
    recording, whether one may act."""

    issue: Issue
    hoster: Hoster
    power: GrantedPower
    declared_by: str
    received_at: datetime
    recorded_at: datetime
    written_at: datetime
    state: str
    acts: tuple[ActAfterRevocation, ...] = ()
    decisions: int = 0
    case_code: str | None = None


def build(data: RevocationConfirmationInput) -> Document:
    """The document as a tree of blocks. Raises as `forms.composing.edition_for`."""
    edition = edition_for(NAME, data)
    if data.state not in STATES:
        raise UnknownCode("state", data.state)
    if data.received_at > data.recorded_at:
        raise InputRefused("received_at", "is later than its record")
    wording = fill(
        edition,
        data,
        traits={
            **power_traits(data.power),
            f"state_{data.state}": True,
            "acts": bool(data.acts),
            "decisions": data.decisions > 0,
            "case": data.case_code is not None,
        },
        fields={
            **power_fields(data.power, edition),
            "received_at": instant(data.received_at, edition),
            "case_code": data.case_code or "",
            "decisions": str(data.decisions),
        },
    )
    return document_of(
        wording,
        data.issue,
        {
            "letterhead": lambda _: (_head(data, wording),),
            "revocation_table": lambda _: (_table(data, wording),),
            "acts": lambda _: (_acts(data, wording),) if data.acts else (),
        },
    )


def _head(data: RevocationConfirmationInput, wording: FilledWording) -> Block:
    principal, label = data.power.principal, wording.label
    # The letter goes to the grantor's own address, whoever declared: the address of a stranger proves nothing.
    recipient = (wording.plain("{principal_name}"), principal.street, f"{principal.postal_code} {principal.city}")
    details = [
        (label("date"), day(data.written_at.date(), wording.edition)),
        (label("our_reference"), data.power.number),
        (label("your_reference"), principal.customer_no),
    ]
    return letterhead(wording, recipient, details)


def _table(data: RevocationConfirmationInput, wording: FilledWording) -> Block:
    label, edition = wording.label, wording.edition
    partial = data.state == "SUSPENDED_PARTIAL_REVOCATION"
    rows = [
        (label("received_at"), instant(data.received_at, edition)),
        (label("recorded_at"), instant(data.recorded_at, edition)),
        (label("declared_by"), data.declared_by),
        (label("kind"), label("partial" if partial else "whole")),
        (label("state"), label(f"state_{data.state}")),
    ]
    return table(label("table_revocation"), rows)


def _acts(data: RevocationConfirmationInput, wording: FilledWording) -> Block:
    label, edition = wording.label, wording.edition
    columns = (Column(label("act_at"), 3), Column(label("act"), 4), Column(label("act_for"), 3))
    titles = edition.codes["scope"]
    rows = tuple((instant(act.at, edition), titles.get(act.action, act.action), act.concerning) for act in data.acts)
    return Grid(columns, rows, label("acts_summary"))
