"""An end customer checks on the public page that the hoster acts for his contract partner, and says if he wants to hear no more.

A wrong pair of code and domain costs one look into one index, whichever of the two is wrong, and is answered in one way.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from service.domain.access import Actor
from service.domain.emergency_case import CaseState, EmergencyCase
from service.domain.errors import Fault, InputRefused, NotFound
from service.domain.parties import Scope
from service.domain.power_of_attorney import BERLIN, PowerOfAttorney, State
from service.domain.verification_code import LOOKS_KEPT_FOR, REMEMBERED_FOR, VerificationCode, VerificationLook, digest_of
from service.use_cases.ports import Tools
from service.use_cases.record_objection import note_objection
from service.use_cases.recording import record
from service.use_cases.repositories import Work

# The pair itself says whose tenant it is; before it is found nobody can know.
END_CUSTOMER = Actor(label="end-customer")
LONGEST_TYPED, LONGEST_NAME = 253, 120


class Standing(StrEnum):
    """ACTING: the hoster may act now. SUSPENDED: he may not until something is cleared. ENDED: for good. CODE_EXPIRED: ask by telephone."""

    ACTING = "ACTING"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    CODE_EXPIRED = "CODE_EXPIRED"


class PairUnknown(NotFound):
    """Code and domain do not belong together, or there is no such code: one answer for both."""

    code = "pair-unknown"

    def __init__(self) -> None:
        super().__init__("Zu diesem Code und dieser Domain finden wir nichts.")


@dataclass(frozen=True, slots=True)
class PublicStanding:
    """What the page may say: never the reason, another customer, or the contact.

    Attributes:
        standing: with CODE_EXPIRED nothing else is shown.
        scopes: what was approved for this emergency.
        since, until: days in Berlin; None: it never began, or has ended.
        domains: his own.
        objected: he wants to hear no more, and we have noted it.
    """

    standing: Standing
    hoster: str
    phone: str
    grantor: str
    number: str
    reference: str
    declared_on: date | None
    since: date | None
    until: date | None
    scopes: tuple[Scope, ...]
    domains: tuple[str, ...]
    objected: bool
    seen_at: datetime


def look_up_code(code: str, domain: str, viewer: str, tools: Tools) -> PublicStanding:
    """The standing at this moment. The look is noted under the name the viewer gives; the grantor sees it.

    Raises:
        InputRefused: something was left empty.
        PairUnknown.
    """
    code, domain, viewer = (" ".join(text.split()) for text in (code, domain, viewer))
    if faults := _faults(code, domain, viewer):
        raise InputRefused(faults)
    now = tools.clock()
    with tools.transactions(END_CUSTOMER) as work:
        known = _known(work, code, domain)
        seen = _standing(work, tools, known, now)
        if seen.standing is not Standing.CODE_EXPIRED:
            look = VerificationLook(
                tools.new_id(), known.id, known.reseller, known.power_of_attorney, known.end_customer, viewer, now
            )
            work.verification_codes.add_look(look)
        record(
            work, tools, "verification-code:looked-up", known.power_of_attorney, END_CUSTOMER, now, reseller=known.reseller,
            end_customer=known.end_customer, standing=seen.standing.value,
        )  # fmt: skip
    return seen


def object_by_code(code: str, domain: str, tools: Tools) -> PublicStanding:
    """„Bitte nicht mehr kontaktieren“ (Art. 21 GDPR): acts at once; saying it twice is saying it once. Raises PairUnknown."""
    now = tools.clock()
    with tools.transactions(END_CUSTOMER) as work:
        known = _known(work, code, domain)
        if now >= known.valid_until:
            raise PairUnknown
        note_objection(work, tools, known.reseller, END_CUSTOMER, end_customer=known.end_customer)
        return _standing(work, tools, known, now)


def forget_codes(tools: Tools) -> int:
    """Codes long past their time, and who looked three years ago. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(END_CUSTOMER) as work:
        return work.verification_codes.forget(now - REMEMBERED_FOR) + work.verification_codes.forget_looks(now - LOOKS_KEPT_FOR)


def _known(work: Work, code: str, domain: str) -> VerificationCode:
    known = work.verification_codes.by_digest(digest_of(code, domain))
    if known is None:
        raise PairUnknown
    return known


def _standing(work: Work, tools: Tools, known: VerificationCode, at: datetime) -> PublicStanding:
    reseller = work.resellers.get(known.reseller)
    power, case = work.powers_of_attorney.get(known.power_of_attorney), work.emergency_cases.get(known.case)
    customer = work.end_customers.find(known.reseller, known.end_customer)
    hoster = tools.policy.hoster or reseller.hoster
    standing = Standing.CODE_EXPIRED if at >= known.valid_until else standing_of(power, case, at)
    return PublicStanding(
        standing=standing,
        hoster=hoster.name,
        phone=hoster.phone,
        grantor=reseller.grantor.name,
        number=power.number,
        reference=case.code,
        declared_on=_day(power.declared_at),
        since=_day(case.active_from),
        until=_day(case.active_until) if standing is Standing.ACTING else None,
        scopes=case.approval.scopes if case.approval else (),
        domains=tuple(one.name for one in customer.domains) if customer else (),
        objected=work.customer_objections.objected(known.reseller, known.end_customer),
        seen_at=at,
    )


def standing_of(power: PowerOfAttorney, case: EmergencyCase, at: datetime) -> Standing:
    """A revoked one is shown as ended; one that rests, or whose emergency does, as suspended."""
    if power.state not in {State.EFFECTIVE, State.SUSPENDED} or case.state not in {CaseState.ACTIVE, CaseState.PAUSED}:
        return Standing.ENDED
    ends = [one for one in (case.active_until, power.term_ends_at) if one is not None]
    if any(end <= at for end in ends):
        return Standing.ENDED
    acting = power.state is State.EFFECTIVE and case.state is CaseState.ACTIVE
    return Standing.ACTING if acting else Standing.SUSPENDED


def _faults(code: str, domain: str, viewer: str) -> list[Fault]:
    faults = []
    if not code or len(code) > LONGEST_TYPED:
        faults.append(Fault("$.code", "MISSING", "Bitte geben Sie den Prüfcode aus unserem Schreiben ein."))
    if not domain or len(domain) > LONGEST_TYPED:
        faults.append(Fault("$.domain", "MISSING", "Bitte geben Sie Ihre eigene Domain ein."))
    if not viewer or len(viewer) > LONGEST_NAME:
        faults.append(Fault("$.viewer", "MISSING", "Bitte nennen Sie Ihren Namen."))
    return faults


def _day(at: datetime | None) -> date | None:
    return at.astimezone(BERLIN).date() if at else None
