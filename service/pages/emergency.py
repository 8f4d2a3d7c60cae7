"""One emergency: evidence, checks and attempts side by side; one person asks, another one approves."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.emergency_case import (
    BEFORE_APPROVAL,
    CaseState,
    EmergencyCase,
)
from service.domain.ids import EmergencyCaseId
from service.domain.parties import Scope
from service.domain.power_of_attorney import BERLIN, CORE_SCOPES, PowerOfAttorney, State
from service.pages.emergency_words import ACCOUNTS, CHANNELS, SIGNS, missing_for_approval
from service.pages.rendering import day, render
from service.pages.reports import ReportLine, report_line
from service.pages.words import ACTS, CASE_EVENTS, CASE_STATES, FINDINGS, GROUNDS, REPORTERS, TIERS
from service.use_cases.find_reseller import ResellerView, list_cases, view_reseller
from service.use_cases.handle_report import open_reports
from service.use_cases.issue_first_information import ISSUED
from service.use_cases.pause_emergency import PAUSABLE
from service.use_cases.view_emergency import CaseHistory, view_case_history
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Attributes:
    opened: by whoever looks.
    erased_at: when its file was deleted; None: it is here.
    """

    id: str
    tier: str
    kind: str
    recorded_at: datetime
    opened: bool
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScopeLine:
    code: str
    text: str
    asked: bool


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    on: date
    act: str
    end_customer: str
    what: str
    cost_eur: Decimal


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A first letter to an end customer, by his reference."""

    id: str
    end_customer: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """Attributes:
    missing: what an approval still needs, German; empty: it may be given.
    usable: there is an effective Vollmacht that an approval could rest on.
    may_approve: whoever looks is neither requester nor last editor of the evidence.
    scopes: all that is granted, and whether it is asked for.
    renewal: what may be done about another 30 days: `ask`, `agree`, `own` (asked by whoever looks), or nothing.
    """

    id: str
    code: str
    label: str
    tone: str
    ground: str
    reporter: str
    customer_no: str
    name: str
    case: EmergencyCase
    reports: tuple[ReportLine, ...]
    evidence: tuple[EvidenceLine, ...]
    checks: tuple[tuple[str, object], ...]
    requested: tuple[str, ...]
    approved: tuple[str, ...]
    affected: str
    missing: tuple[str, ...]
    usable: bool
    before_approval: bool
    may_request: bool
    may_approve: bool
    decided_by_other: bool
    waiting: bool
    open: bool
    scopes: tuple[ScopeLine, ...]
    renewal: str
    pausable: bool
    resumable: bool
    windable: bool
    closable: bool
    expenses: tuple[ExpenseLine, ...]
    spendable: tuple[tuple[str, str], ...]
    account: str
    letters: tuple[LetterLine, ...]
    events: tuple[tuple[datetime, str], ...]

    @property
    def unread(self) -> tuple[str, ...]:
        """Evidence that whoever looks has not opened, and still could."""
        return tuple(one.kind for one in self.evidence if not one.opened and one.erased_at is None)


@router.get("/notfaelle")
def listed(request: Request, identity: Support, tools: RequestTools) -> Response:
    cases = [
        (str(one.id), one.code, *CASE_STATES[one.state], GROUNDS[one.ground], one.reported_at)
        for one in list_cases(identity.actor, tools)
    ]
    reports = tuple(report_line(one) for one in open_reports(identity.actor, tools))
    return render(request, "emergencies.html", "Notfälle", cases=cases, reports=reports)


@router.get("/notfaelle/{id}")
def page(id: UUID, request: Request, identity: Support, tools: RequestTools) -> Response:
    history = view_case_history(EmergencyCaseId(id), identity.actor, tools)
    seen = view_reseller(history.case.reseller, identity.actor, tools)
    view = case_page(history.case, seen, identity, tools.clock(), history=history)
    tiers = [(tier.value, text) for tier, text in TIERS.items()]
    findings = [(finding.value, text) for finding, text in FINDINGS.items()]
    return render(
        request, "emergency.html", f"Notfall {view.code}", page=view, tiers=tiers, findings=findings, channels=CHANNELS,
        signs=tuple((sign.value, text) for sign, text in SIGNS.items()), now=machine_minute(tools.clock()),
        accounts=tuple((to.value, text) for to, text in ACCOUNTS.items()),
    )  # fmt: skip


def machine_minute(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%Y-%m-%dT%H:%M}"


def case_page(
    case: EmergencyCase, seen: ResellerView, identity: Identity, at: datetime, *, history: CaseHistory | None = None
) -> CasePage:
    reseller = seen.reseller
    power = next((one for one in seen.powers if one.state is State.EFFECTIVE), None)
    ends = earliest_end(seen)
    count = len(seen.end_customers)
    me = identity.actor.label
    involved = {case.requested_by, case.evidence[-1].recorded_by if case.evidence else None}
    leads = identity.user.role is Role.TEAM_LEAD
    decides = leads and case.state is CaseState.APPROVAL_REQUESTED
    label, tone = CASE_STATES[case.state]
    return CasePage(
        id=str(case.id),
        code=case.code,
        label=label,
        tone=tone,
        ground=GROUNDS[case.ground],
        reporter=REPORTERS.get(case.reporter, case.reporter),
        customer_no=reseller.grantor.customer_no,
        name=reseller.grantor.name,
        case=case,
        reports=tuple(report_line(one) for one in seen.reports if one.case == case.id),
        evidence=tuple(
            EvidenceLine(
                str(one.id),
                TIERS[one.tier],
                one.kind,
                one.recorded_at,
                str(one.id) in (history.opened if history else ()),
                one.erased_at,
            )
            for one in case.evidence
        ),
        checks=tuple((FINDINGS[one.finding], one.checked_at) for one in case.insolvency_checks),
        requested=_scopes(case.requested_scopes),
        approved=_scopes(case.approval.scopes) if case.approval else (),
        affected=f"{count} Endkunden" + (f"; die erste Domain endet am {day(ends)}" if ends else ""),
        missing=missing_for_approval(case, power, at) if case.state in BEFORE_APPROVAL else (),
        usable=power is not None,
        before_approval=case.state in BEFORE_APPROVAL,
        may_request=case.state in {CaseState.REPORTED, CaseState.UNDER_REVIEW} and power is not None,
        may_approve=decides and me not in involved,
        decided_by_other=decides and me in involved,
        waiting=case.state is CaseState.WAITING,
        open=case.is_open,
        scopes=scope_lines(case, power),
        renewal=_renewal(case, identity),
        pausable=case.state in PAUSABLE,
        resumable=case.state is CaseState.PAUSED and leads,
        windable=case.state in {CaseState.ACTIVE, CaseState.PAUSED} and leads,
        closable=case.state is CaseState.WINDING_DOWN and leads,
        expenses=tuple(
            ExpenseLine(one.on, ACTS[one.action], one.end_customer or "alle", one.what, one.cost_eur) for one in case.expenses
        ),
        spendable=_spendable(case),
        account=_account(case),
        letters=_letters(history),
        events=tuple((event.at, CASE_EVENTS[event.kind]) for event in reversed(history.events) if event.kind in CASE_EVENTS)
        if history
        else (),
    )


def _letters(history: CaseHistory | None) -> tuple[LetterLine, ...]:
    """Newest first."""
    return tuple(
        LetterLine(str(event.details.get("letter")), str(event.details.get("end_customer")), event.at)
        for event in reversed(history.events if history else ())
        if event.kind == ISSUED
    )


def _spendable(case: EmergencyCase) -> tuple[tuple[str, str], ...]:
    """What money may be spent on; empty: nothing, or no more."""
    if case.approval is None or case.state not in {CaseState.ACTIVE, CaseState.PAUSED, CaseState.WINDING_DOWN}:
        return ()
    return tuple((scope.value, ACTS[scope]) for scope in case.approval.scopes)


def _account(case: EmergencyCase) -> str:
    """What the account is called that can be downloaded now; empty: there is none."""
    if case.approval is None or case.active_from is None:
        return ""
    return {CaseState.WINDING_DOWN: "Entwurf der Rechenschaft", CaseState.CLOSED: "Rechenschaft"}.get(case.state, "")


def earliest_end(seen: ResellerView) -> date | None:
    """When the first domain ends: what waiting costs."""
    return min((domain.expires_on for one in seen.end_customers for domain in one.domains if domain.expires_on), default=None)


def scope_lines(case: EmergencyCase, power: PowerOfAttorney | None) -> tuple[ScopeLine, ...]:
    """What is granted, with what is asked for: an approval may be narrower. Before anything is asked for, no more than the core is ticked."""
    wanted = case.requested_scopes or CORE_SCOPES
    granted = power.terms.scopes if power is not None else ()
    return tuple(ScopeLine(scope.value, ACTS[scope], scope in wanted) for scope in granted)


def _renewal(case: EmergencyCase, identity: Identity) -> str:
    if case.renewal_requested_by is None:
        return "ask" if case.renewable else ""
    if case.renewal_requested_by == identity.actor.label:
        return "own"
    return "agree" if identity.user.role is Role.TEAM_LEAD else ""


def _scopes(scopes: tuple[Scope, ...]) -> tuple[str, ...]:
    return tuple(ACTS[scope] for scope in scopes)
