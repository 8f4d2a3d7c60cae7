"""How an active emergency goes on: longer, paused, resumed, wound down, closed."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from service.api.bodies import Given, GivenReason, resource
from service.api.emergency_cases import CaseAnswer, case_answer
from service.domain.access import Role
from service.domain.emergency_case import EmergencyCase
from service.domain.ids import EmergencyCaseId
from service.use_cases.close_emergency import AccountTo, close_emergency, wind_down_emergency
from service.use_cases.pause_emergency import SignOfLife, pause_emergency, resume_emergency
from service.use_cases.renew_emergency import renew_emergency, request_renewal
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("emergency cases")
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]
TeamLead = Annotated[Identity, Depends(ApiAccess(Role.TEAM_LEAD))]


class SignGiven(Given):
    sign: SignOfLife


class ClosingGiven(Given):
    account_to: AccountTo


@router.post("/emergency-cases/{id}/renewal-requests")
def ask_for_more(id: UUID, identity: Support, tools: RequestTools) -> CaseAnswer:
    """Ask for 30 more days; somebody else agrees."""
    return _answer(request_renewal(EmergencyCaseId(id), identity.actor, tools), tools)


@router.post("/emergency-cases/{id}/renewals")
def renew(id: UUID, identity: TeamLead, tools: RequestTools) -> CaseAnswer:
    """Agree to what somebody else asked for."""
    return _answer(renew_emergency(EmergencyCaseId(id), identity.actor, tools), tools)


@router.post("/emergency-cases/{id}/pauses")
def pause(id: UUID, body: SignGiven, identity: Support, tools: RequestTools) -> CaseAnswer:
    """A sign of life: nothing more is done until a team lead says so."""
    return _answer(pause_emergency(EmergencyCaseId(id), identity.actor, tools, sign=body.sign), tools)


@router.post("/emergency-cases/{id}/resumptions")
def resume(id: UUID, body: GivenReason, identity: TeamLead, tools: RequestTools) -> CaseAnswer:
    return _answer(resume_emergency(EmergencyCaseId(id), identity.actor, tools, reason=body.reason), tools)


@router.post("/emergency-cases/{id}/winding-down")
def wind_down(id: UUID, identity: TeamLead, tools: RequestTools) -> CaseAnswer:
    return _answer(wind_down_emergency(EmergencyCaseId(id), identity.actor, tools), tools)


@router.post("/emergency-cases/{id}/closing")
def close(id: UUID, body: ClosingGiven, identity: TeamLead, tools: RequestTools) -> CaseAnswer:
    """With an account to whom it is owed."""
    return _answer(close_emergency(EmergencyCaseId(id), identity.actor, tools, account_to=body.account_to), tools)


def _answer(case: EmergencyCase, tools: RequestTools) -> CaseAnswer:
    return case_answer(case, sandbox=tools.policy.sandbox)
