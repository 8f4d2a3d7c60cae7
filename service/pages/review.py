"""The team lead's queue: what waits for a second person, most harmful first; and the acceptance of a Vollmacht."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.document import DocumentState
from service.domain.emergency_case import CaseState, EmergencyCase
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import BERLIN, State
from service.domain.representation import form_rule, representation_proof
from service.pages.customer import EXTRACTS
from service.pages.emergency import earliest_end
from service.pages.rendering import render, see_other
from service.pages.verification import verdict_time
from service.pages.vollmacht_words import SUSPENSIONS, open_rests
from service.pages.words import GROUNDS, QUALIFICATIONS, named_with_form
from service.use_cases.accept_power_of_attorney import accept_power_of_attorney, reject_power_of_attorney
from service.use_cases.find_reseller import ResellerView, view_reseller
from service.use_cases.list_waiting import WaitingPower, waiting_cases, waiting_powers
from service.use_cases.note_look import note_look
from service.use_cases.review_name import list_name_reviews
from service.use_cases.view_power_of_attorney import PowerOfAttorneyView, view_power_of_attorney
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
# How near the first domain's end is when it is called urgent, and when soon.
URGENT_DAYS, SOON_DAYS = 7, 30
TeamLead = Annotated[Identity, Depends(PageAccess(Role.TEAM_LEAD))]


@dataclass(frozen=True, slots=True)
class WaitingCase:
    id: str
    code: str
    customer: str
    ground: str
    requested_at: datetime | None
    earliest_harm: date | None
    urgency: str
    tone: str
    customers: int
    asks: str
    href: str


@dataclass(frozen=True, slots=True)
class RestingPower:
    """Attributes:
    grounds, since: why, and since when it rests; empty and None: from before these were kept.
    asks: who has still to agree that it goes on.
    """

    id: str
    number: str
    customer: str
    grounds: tuple[str, ...]
    since: datetime | None
    asks: str


@dataclass(frozen=True, slots=True)
class AcceptancePage:
    """Attributes:
    missing: what still stands against acceptance, German; empty: it may be accepted.
    asks_all_partners: GBR: the declaration that these are all partners is part of accepting.
    """

    id: str
    number: str
    customer_no: str
    name: str
    signatures: tuple[tuple[str, str, str], ...]
    extracts: tuple[tuple[str, str, date], ...]
    missing: str
    asks_all_partners: bool


@router.get("/freigaben")
def queue(request: Request, identity: TeamLead, tools: RequestTools) -> Response:
    today = tools.clock().astimezone(BERLIN).date()
    waiting = waiting_cases(identity.actor, tools)
    cases = [waiting_case(case, view_reseller(case.reseller, identity.actor, tools), today) for case in waiting]
    cases.sort(key=lambda case: case.earliest_harm or date.max)
    reviews = [
        (str(one.power.id), one.power.number, one.reseller.grantor.name, one.power.declared_at)
        for one in waiting_powers(State.UNDER_REVIEW, identity.actor, tools)
    ]
    resting = [resting_power(one, identity) for one in waiting_powers(State.SUSPENDED, identity.actor, tools)]
    names = [(str(one.power.id), one.power.number, one) for one in list_name_reviews(identity.actor, tools)]
    return render(request, "queue.html", "Freigaben", cases=cases, reviews=reviews, resting=resting, names=names)


def resting_power(one: WaitingPower, identity: Identity) -> RestingPower:
    power, rests = one.power, open_rests(one.power)
    clearing = power.clearing
    mine = clearing is not None and clearing.by == identity.actor.label
    return RestingPower(
        id=str(power.id),
        number=power.number,
        customer=one.reseller.grantor.name,
        grounds=tuple(dict.fromkeys(SUSPENSIONS[rest.ground] for rest in rests)),
        since=rests[0].since if rests else None,
        asks="es fehlen zwei Personen"
        if clearing is None
        else "Sie haben zugestimmt, es fehlt die zweite Person"
        if mine
        else "es fehlt die zweite Person",
    )


def what_is_asked(case: EmergencyCase) -> str:
    """What an emergency that waits for a team lead waits for."""
    if case.state is CaseState.APPROVAL_REQUESTED:
        return "Freigabe"
    return "Klärung: angehalten" if case.state is CaseState.PAUSED else "Verlängerung"


def waiting_case(case: EmergencyCase, seen: ResellerView, today: date) -> WaitingCase:
    """Args:
    today: in Berlin; how long there is until the first domain ends.
    """
    ends = earliest_end(seen)
    days = (ends - today).days if ends else None
    urgency = "keine Domain läuft ab"
    if days is not None:
        urgency = "schon abgelaufen" if days < 0 else ("heute" if days == 0 else f"in {days} {'Tag' if days == 1 else 'Tagen'}")
    return WaitingCase(
        id=str(case.id),
        code=case.code,
        customer=seen.reseller.grantor.name,
        ground=GROUNDS[case.ground],
        requested_at=case.requested_at,
        earliest_harm=ends,
        urgency=urgency,
        tone="calm" if days is None or days > SOON_DAYS else ("bad" if days <= URGENT_DAYS else "wait"),
        customers=len(seen.end_customers),
        asks=what_is_asked(case),
        href=f"/notfaelle/{case.id}",
    )


@router.get("/annahme/{id}")
def page(id: UUID, request: Request, identity: TeamLead, tools: RequestTools) -> Response:
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    note_look(PowerOfAttorneyId(id), identity.actor, tools)
    reseller = view_reseller(seen.power.reseller, identity.actor, tools)
    view = acceptance_page(seen, reseller)
    return render(request, "acceptance.html", f"Annahme {view.number}", page=view)


@router.post("/annahme/{id}/annehmen")
def accept(id: UUID, identity: TeamLead, tools: RequestTools, all_partners_declared: Annotated[bool, Form()] = False) -> Response:
    accept_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, all_partners_declared=all_partners_declared)
    return see_other(f"/vollmacht/{id}")


@router.post("/annahme/{id}/ablehnen")
def reject(
    id: UUID, identity: TeamLead, tools: RequestTools, reason: Annotated[str, Form(min_length=1, max_length=2000)]
) -> Response:
    reject_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, reason=reason)
    return see_other(f"/vollmacht/{id}")


def acceptance_page(seen: PowerOfAttorneyView, reseller: ResellerView) -> AcceptancePage:
    power, grantor = seen.power, seen.reseller.grantor
    rule = form_rule(grantor)
    proof = representation_proof(grantor, reseller.extracts, declared_at=power.declared_at, all_partners_declared=True)
    archived = seen.document is not None and seen.document.state is DocumentState.ARCHIVED
    missing = "" if archived else "Das Dokument ist noch nicht geprüft archiviert."
    verdict: Any = seen.verdict or {}
    return AcceptancePage(
        id=str(power.id),
        number=power.number,
        customer_no=grantor.customer_no,
        name=named_with_form(grantor.name, grantor.legal_form),
        signatures=tuple(
            (str(one["signer"]), QUALIFICATIONS.get(str(one["qualification"]), "nicht qualifiziert"), verdict_time(one))
            for one in verdict.get("signatures", [])
        ),
        extracts=tuple((EXTRACTS[one.of], f"{one.court} {one.number}", one.dated_on) for one in reseller.extracts),
        missing=missing or proof.text,
        asks_all_partners=rule.always_all,
    )
