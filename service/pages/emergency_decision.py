"""Decide on an emergency: ask, approve with the reasons read, return, extend, pause, end. Never one's own request."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyCaseId
from service.pages.draft_scopes import known_scopes
from service.pages.rendering import see_other
from service.use_cases.activate_emergency import activate_emergency, stand_down_emergency
from service.use_cases.approve_emergency import approve_emergency, dismiss_emergency, request_approval, return_emergency
from service.use_cases.close_emergency import AccountTo, close_emergency, wind_down_emergency
from service.use_cases.pause_emergency import SignOfLife, pause_emergency, resume_emergency
from service.use_cases.renew_emergency import renew_emergency, request_renewal
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]
TeamLead = Annotated[Identity, Depends(PageAccess(Role.TEAM_LEAD))]
GivenReason = Annotated[str, Form(min_length=1, max_length=2000)]
Scopes = Annotated[list[str] | None, Form()]


@router.post("/notfaelle/{id}/freigabe-beantragen")
def ask(id: UUID, identity: Support, tools: RequestTools, scopes: Scopes = None) -> Response:
    """`scopes`: what is needed. Nothing ticked is nothing asked for, not everything."""
    if not scopes:
        raise InputRefused([Fault("$.scopes", "MISSING", "Bitte kreuzen Sie an, was gebraucht wird.")])
    request_approval(EmergencyCaseId(id), identity.actor, tools, scopes=known_scopes(scopes))
    return _back(id)


@router.post("/notfaelle/{id}/freigeben")
def approve(
    id: UUID,
    identity: TeamLead,
    tools: RequestTools,
    reason: GivenReason,
    scopes: Scopes = None,
    read: Annotated[bool, Form()] = False,
) -> Response:
    """Not without having said that one has looked; that every piece of evidence was opened is the use case's to demand."""
    faults = []
    if not read:
        faults.append(Fault("$.read", "MISSING", "Bitte bestätigen Sie, dass Sie selbst geprüft haben."))
    if not scopes:
        faults.append(Fault("$.scopes", "MISSING", "Bitte kreuzen Sie an, was freigegeben wird."))
    if faults or not scopes:
        raise InputRefused(faults)
    approve_emergency(EmergencyCaseId(id), identity.actor, tools, reason=reason, scopes=known_scopes(scopes))
    return _back(id)


@router.post("/notfaelle/{id}/zurueckgeben")
def send_back(id: UUID, identity: TeamLead, tools: RequestTools, reason: GivenReason) -> Response:
    return_emergency(EmergencyCaseId(id), identity.actor, tools, reason=reason)
    return _back(id)


@router.post("/notfaelle/{id}/verwerfen")
def dismiss(id: UUID, identity: TeamLead, tools: RequestTools, reason: GivenReason) -> Response:
    dismiss_emergency(EmergencyCaseId(id), identity.actor, tools, reason=reason)
    return _back(id)


@router.post("/notfaelle/{id}/aktivieren")
def activate(id: UUID, identity: Support, tools: RequestTools) -> Response:
    activate_emergency(EmergencyCaseId(id), identity.actor, tools)
    return _back(id)


@router.post("/notfaelle/{id}/verlaengerung-erbitten")
def ask_for_more(id: UUID, identity: Support, tools: RequestTools) -> Response:
    request_renewal(EmergencyCaseId(id), identity.actor, tools)
    return _back(id)


@router.post("/notfaelle/{id}/verlaengern")
def renew(id: UUID, identity: TeamLead, tools: RequestTools) -> Response:
    renew_emergency(EmergencyCaseId(id), identity.actor, tools)
    return _back(id)


@router.post("/notfaelle/{id}/anhalten")
def pause(id: UUID, identity: Support, tools: RequestTools, sign: Annotated[SignOfLife, Form()]) -> Response:
    pause_emergency(EmergencyCaseId(id), identity.actor, tools, sign=sign)
    return _back(id)


@router.post("/notfaelle/{id}/fortsetzen")
def resume(id: UUID, identity: TeamLead, tools: RequestTools, reason: GivenReason) -> Response:
    resume_emergency(EmergencyCaseId(id), identity.actor, tools, reason=reason)
    return _back(id)


@router.post("/notfaelle/{id}/abwickeln")
def wind_down(id: UUID, identity: TeamLead, tools: RequestTools) -> Response:
    wind_down_emergency(EmergencyCaseId(id), identity.actor, tools)
    return _back(id)


@router.post("/notfaelle/{id}/abschliessen")
def close(id: UUID, identity: TeamLead, tools: RequestTools, account_to: Annotated[AccountTo, Form()]) -> Response:
    close_emergency(EmergencyCaseId(id), identity.actor, tools, account_to=account_to)
    return _back(id)


@router.post("/notfaelle/{id}/beenden")
def stand_down(id: UUID, identity: Support, tools: RequestTools, reason: GivenReason) -> Response:
    """The grantor called: he is well."""
    stand_down_emergency(EmergencyCaseId(id), identity.actor, tools, reason=reason)
    return _back(id)


def _back(id: UUID) -> Response:
    return see_other(f"/notfaelle/{id}")
