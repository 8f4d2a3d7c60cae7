"""The decision against a second opinion: written from the rules alone, by intervals of time, sharing no line with the rule table.

A Vollmacht lives a generated life through its own verbs; the oracle knows only what happened when, and says for any instant whether the
act was allowed. Instants are drawn on the very seconds at which something changes, and one second beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.access import Role
from service.domain.authority import Facts, Policy, ProtectiveAction, ReasonOutcome, SignatureFacts
from service.domain.authority_rules import decide_authority
from service.domain.emergency_case import (
    Approval,
    CaseState,
    EmergencyCase,
    EvidenceTier,
    Ground,
    InsolvencyCheck,
    InsolvencyFinding,
)
from service.domain.ids import DecisionId, PowerOfAttorneyId
from service.domain.parties import DomainHolder, Scope
from service.domain.power_of_attorney import LapseGround, PowerOfAttorney, State, SuspensionGround
from tests.builders import POWER, a_case, a_power_of_attorney, a_revocation, an_end_customer, asks, evidence, facts

BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)
# Days on which Berlin changes its clock, a leap day, an ordinary one; terms of one year end there, too.
STARTS = (
    datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2028, 2, 28, 23, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC), datetime(2026, 11, 24, 12, 0, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
)  # fmt: skip
GRANTED = (Scope.INFORM_END_CUSTOMER, Scope.RENEW_DOMAIN, Scope.GIVE_AUTH_CODE_TO_HOLDER, Scope.OFFER_DIRECT_CONTRACT)
ENDS = ("revoked", "lapsed", "terminated", "superseded", None, None, None)


@dataclass(frozen=True)
class Life:
    """What happened, and the Vollmacht that its verbs made of it."""

    started: datetime
    years: int
    rests: tuple[tuple[datetime, datetime | None], ...]
    ended: datetime | None
    power: PowerOfAttorney


@dataclass(frozen=True)
class Emergency:
    case: EmergencyCase | None
    active: tuple[datetime, datetime] | None
    opened: datetime | None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Effective, then up to two rests one after the other, then perhaps an end; each at a second of its own or the same."""
    start, years = draw(st.sampled_from(STARTS)), draw(st.sampled_from([1, 5]))
    fresh = a_power_of_attorney(State.COOLING_OFF, scopes=GRANTED, cooling_off_ends_at=start)
    power = replace(fresh, created_at=start - timedelta(days=40), terms=replace(fresh.terms, term_years=years)).effective(start)
    at, rests = start, []
    for _ in range(draw(st.integers(0, 2))):
        since = at + timedelta(seconds=draw(st.integers(0, 7200)))
        until = since + timedelta(seconds=draw(st.integers(1, 7200)))
        if draw(st.booleans()):
            power = power.revoked(a_revocation(verified=False, received_at=since))
        else:
            power = power.suspended(draw(st.sampled_from(SuspensionGround)), since)
        clears = draw(st.booleans())
        rests.append((since, until if clears else None))
        at = until
        if not clears:
            break
        power = power.clearing_asked("user:a", until, "geprüft").cleared("user:b", until, "geklärt")
    ended: datetime | None = at + timedelta(seconds=draw(st.integers(0, 7200)))
    assert ended is not None
    match draw(st.sampled_from(ENDS)):
        case "revoked":
            power = power.revoked(a_revocation(received_at=ended))
        case "lapsed":
            power = power.lapsed(draw(st.sampled_from(LapseGround)), ended)
        case "terminated":
            power = power.terminated(ended)
        case "superseded":
            power = power.superseded(ended)
        case None:
            ended = None
    return Life(start, years, tuple(rests), ended, power)


@st.composite
def emergencies(draw: st.DrawFn, life: Life) -> Emergency:
    spoilt = draw(st.sampled_from([None, None, None, "state", "evidence", "ground", "power", "four eyes", "scopes"]))
    state = draw(st.sampled_from([None, *CaseState])) if spoilt == "state" else CaseState.ACTIVE
    if state is None:
        return Emergency(None, None, None)
    end = midnight_after(life)
    begins = draw(st.sampled_from([life.started, end - timedelta(days=3), end + timedelta(hours=1)])) + timedelta(
        seconds=draw(st.integers(-60, 3600))
    )
    until = begins + timedelta(days=draw(st.sampled_from([30, 90])))
    opened = begins + timedelta(seconds=draw(st.integers(0, 7200))) if draw(st.integers(0, 5)) == 0 else None
    checks = [InsolvencyCheck(InsolvencyFinding.NOTHING_FOUND, begins - timedelta(hours=2), "user:agent")]
    if opened is not None:
        checks.append(InsolvencyCheck(InsolvencyFinding.OPENED, opened, "user:agent"))
    scopes = GRANTED[:1] if spoilt == "scopes" else GRANTED
    names = PowerOfAttorneyId(UUID(int=99)) if spoilt == "power" else POWER
    case = a_case(
        state, active_from=begins, active_until=until, insolvency_checks=tuple(checks),
        evidence=(evidence(EvidenceTier.B if spoilt == "evidence" else EvidenceTier.A),),
        ground=Ground.UNREACHABLE if spoilt == "ground" else Ground.DEATH,
        requested_by="user:agent",
        approval=Approval(
            "user:agent" if spoilt == "four eyes" else "user:lead", begins - timedelta(hours=1), scopes, names, "gesehen"
        ),
    )  # fmt: skip
    if state is not CaseState.ACTIVE:
        return Emergency(case, None, opened)
    case, pauses, over = draw(courses(case, begins))
    return Emergency(case, (begins, min(until, over or until)), opened, pauses)


@st.composite
def courses(
    draw: st.DrawFn, case: EmergencyCase, begins: datetime
) -> tuple[EmergencyCase, tuple[tuple[datetime, datetime | None], ...], datetime | None]:
    """Up to two pauses, then perhaps the winding down, and perhaps the account or the grantor's own word."""
    at, pauses = begins, []
    for _ in range(draw(st.integers(0, 2))):
        since = at + timedelta(seconds=draw(st.integers(0, 7200)))
        at = since + timedelta(seconds=draw(st.integers(1, 7200)))
        case = case.paused(since)
        goes_on = draw(st.booleans())
        pauses.append((since, at if goes_on else None))
        if not goes_on:
            break
        case = case.resumed(at)
    over = at + timedelta(seconds=draw(st.integers(0, 7200)))
    match draw(st.sampled_from(["wound down", "closed", "stood down", None, None])):
        case "wound down":
            case = case.wound_down(over)
        case "closed":
            case = case.wound_down(over).accounted("HEIRS").closed("fertig", over + timedelta(seconds=draw(st.integers(0, 7200))))
        case "stood down":
            case = case.stood_down("wohlauf", over)
        case None:
            return case, tuple(pauses), None
    return case, tuple(pauses), over


def midnight_after(life: Life) -> datetime:
    """The first instant after the term: the day after the day of the same name, in Berlin."""
    first = life.started.astimezone(BERLIN).date()
    try:
        last = date(first.year + life.years, first.month, first.day)
    except ValueError:
        last = date(first.year + life.years, 2, 28)
    following = last + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=BERLIN).astimezone(UTC)


def edges(life: Life, emergency: Emergency) -> Iterator[datetime]:
    """Every second at which an answer may turn."""
    for since, until in life.rests:
        yield since
        if until is not None:
            yield until
    yield from (life.started, midnight_after(life))
    yield from (one for one in (life.ended, emergency.opened) if one is not None)
    for since, until in emergency.pauses:
        yield since
        if until is not None:
            yield until
    if emergency.active is not None:
        yield emergency.active[1]
    if emergency.case is not None:
        assert emergency.case.active_from is not None
        assert emergency.case.active_until is not None
        yield from (emergency.case.active_from, emergency.case.active_until)


def effective_at(life: Life, emergency: Emergency, at: datetime) -> bool:
    """Started, not ended, not at rest, within the term, which an emergency that became active in time carries on."""
    if at < life.started or (life.ended is not None and at >= life.ended):
        return False
    if any(since <= at and (until is None or at < until) for since, until in life.rests):
        return False
    if at < midnight_after(life) or life.ended is not None:
        return True
    case = emergency.case
    if case is None or (emergency.active is None and case.state is not CaseState.PAUSED):
        return False
    assert case.active_from is not None
    assert case.active_until is not None
    end = emergency.active[1] if emergency.active is not None else case.active_until
    return case.active_from < midnight_after(life) and at < end


def carried(emergency: Emergency, action: Scope, at: datetime) -> bool:
    """An active case, asked for by one and approved by another, on evidence that carries its ground, for this act and this Vollmacht."""
    case = emergency.case
    if case is None or emergency.active is None or case.approval is None:
        return False
    first, end = emergency.active
    deed = any(piece.tier is EvidenceTier.A for piece in case.evidence)
    two = case.approval.approved_by not in {case.requested_by, case.evidence[-1].recorded_by}
    ours = action in case.approval.scopes and case.approval.power_of_attorney == POWER
    solvent = emergency.opened is None or at < emergency.opened
    rests = any(since <= at and (until is None or at < until) for since, until in emergency.pauses)
    return first <= at < end and not rests and deed and case.ground is not Ground.UNREACHABLE and two and ours and solvent


SAFE = {"letter", "email", "portal", None}
SPOILS = ("domain", "customer", "channel", "advertising", "cost", "objected", "contacts", "verdict", "archive", "role")


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_the_rules_and_the_second_opinion_agree_at_every_second(data: st.DataObject) -> None:
    life = data.draw(lives())
    emergency = data.draw(emergencies(life))
    at = data.draw(st.sampled_from(sorted(edges(life, emergency)))) + data.draw(st.sampled_from([-SECOND, 0 * SECOND, SECOND]))
    spoilt = data.draw(st.sampled_from([None, None, None, None, *SPOILS]))
    action = data.draw(st.sampled_from([*GRANTED, Scope.RETURN_OWN_DATA]))

    def unless(spoil: str, good: Any, *bad: Any) -> Any:
        return data.draw(st.sampled_from([good, *bad])) if spoilt == spoil else good

    holder = unless("domain", DomainHolder.END_CUSTOMER, *DomainHolder)
    domain = unless("domain", data.draw(st.sampled_from(["café.example", "xn--caf-dma.example"])), None, "other.example")
    ref, consumer = unless("customer", "EK-1", None, "EK-2"), data.draw(st.booleans())
    channel, advertising = unless("channel", "letter", "phone", None), unless("advertising", False, True)
    cost = unless("cost", data.draw(st.sampled_from([None, Decimal("60.00")])), Decimal("60.01"))
    objected, contacts = unless("objected", False, True), unless("contacts", data.draw(st.sampled_from([0, 2])), 3)
    verdict, archived = unless("verdict", "VALID", "INVALID", "INDETERMINATE"), unless("archive", True, False, None)
    role = unless("role", data.draw(st.sampled_from([None, Role.AGENT, Role.TEAM_LEAD])), Role.RESELLER, Role.AUDITOR)
    known = facts(
        power_of_attorney=life.power, case=emergency.case, signature=SignatureFacts(verdict), archive_verified=archived,
        end_customer=an_end_customer(holder, is_consumer=consumer) if ref == "EK-1" else None,
        end_customer_objected=objected, contacts_in_last_days=contacts,
    )  # fmt: skip
    request = asks(
        action, end_customer=ref, domain=domain, channel=channel, advertising=advertising, cost_eur_per_month=cost, role=role
    )

    decision = decide_authority(known, request, Policy(), at=at, id=DecisionId(UUID(int=1)), decided_at=at, customer_no="K-1")

    disclosing = action is not Scope.RENEW_DOMAIN
    expected = (
        effective_at(life, emergency, at)
        and verdict == "VALID"
        and archived is True
        and action in GRANTED
        and carried(emergency, action, at)
        and (ref == "EK-1" or (ref is None and not disclosing))
        and not (ref == "EK-1" and domain == "other.example")
        and (action is not Scope.GIVE_AUTH_CODE_TO_HOLDER or (domain is not None and holder is DomainHolder.END_CUSTOMER))
        and not (disclosing and objected)
        and not (action is Scope.INFORM_END_CUSTOMER and contacts >= 3)
        and not (action is Scope.OFFER_DIRECT_CONTRACT and consumer and channel not in SAFE)
        and not advertising
        and cost != Decimal("60.01")
        and role not in {Role.RESELLER, Role.AUDITOR}
    )
    assert decision.allowed is expected, [(one.code, one.outcome) for one in decision.reasons]
    assert decision.allowed is not any(
        one.outcome in {ReasonOutcome.FAIL, ReasonOutcome.INDETERMINATE} for one in decision.reasons
    )
    if decision.allowed:
        # It may be acted upon until then: nothing known now takes it away before.
        last = decision.valid_until - timedelta(microseconds=1)
        assert effective_at(replace(life, rests=(), ended=None), emergency, last)
        assert at < decision.valid_until <= at + timedelta(minutes=15)


@given(lives(), st.sampled_from(ProtectiveAction), st.booleans())
def test_what_discloses_nothing_needs_a_known_customer_and_nothing_else(
    life: Life, action: ProtectiveAction, known: bool
) -> None:
    about = (
        facts(power_of_attorney=life.power, case=None, signature=None, archive_verified=None) if known else Facts(reseller=None)
    )

    decision = decide_authority(
        about, asks(action, end_customer=None), Policy(), at=life.started, id=DecisionId(UUID(int=1)), decided_at=life.started,
        customer_no="K-1",
    )  # fmt: skip

    assert decision.allowed is known


def test_a_decision_never_outlives_the_term() -> None:
    power = replace(a_power_of_attorney(), last_day=date(2026, 11, 24))
    late = datetime(2026, 11, 24, 23, 55, tzinfo=BERLIN)

    decision = decide_authority(
        facts(power_of_attorney=power), asks(), Policy(), at=late, id=DecisionId(UUID(int=1)), decided_at=late, customer_no="K-1"
    )

    assert decision.allowed
    assert decision.valid_until == datetime(2026, 11, 25, tzinfo=BERLIN)
