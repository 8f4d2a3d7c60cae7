"""How an active emergency goes on: longer, paused, resumed, wound down, closed."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from pydantic import Field

from service.api.bodies import Given, GivenReason, resource
from service.api.emergency_cases import CaseAnswer, case_answer
from service.domain.access import Role
from service.domain.emergency_case import EmergencyCase
from service.domain.ids import EmergencyCaseId
from service.domain.parties import Scope
from service.use_cases.close_emergency import AccountTo, close_emergency, wind_down_emergency
from service.use_cases.issue_account import emergency_account
from service.use_cases.pause_emergency import SignOfLife, pause_emergency, resume_emergency
from service.use_cases.record_expense import record_expense
from service.use_cases.renew_emergency import renew_emergency, request_renewal
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("emergency cases")
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]
Reader = Annotated[Identity, Depends(ApiAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR))]
TeamLead = Annotated[Identity, Depends(ApiAccess(Role.TEAM_LEAD))]


PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}


class SignGiven(Given):
    sign: SignOfLife


class ExpenseGiven(Given):
    """Attributes:
    end_customer: reference within the reseller; None: it was for all.
    what: a domain, or a few words without names.
    """

    on: date
    action: Scope
    end_customer: str | None = Field(default=None, max_length=60)
    what: str = Field(min_length=1, max_length=200, examples=["beispiel.example, ein Jahr"])
    cost_eur: Decimal = Field(ge=0, max_digits=9, decimal_places=2, examples=["24.90"])


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


@router.post("/emergency-cases/{id}/expenses", status_code=201)
def spend(id: UUID, body: ExpenseGiven, identity: Support, tools: RequestTools) -> CaseAnswer:
    """Write down what was spent in the grantor's name: the account is made of it."""
    case = record_expense(
        EmergencyCaseId(id), identity.actor, tools,
        on=body.on, action=body.action, end_customer=body.end_customer, what=body.what, cost_eur=body.cost_eur,
    )  # fmt: skip
    return _answer(case, tools)


@router.get("/emergency-cases/{id}/account", response_class=Response, responses=PDF)
def account(id: UUID, identity: Reader, tools: RequestTools) -> Response:
    """The account (PDF): a reading copy while the case is wound down, the kept and sealed one once it is closed."""
    return Response(emergency_account(EmergencyCaseId(id), identity.actor, tools).content, media_type="application/pdf")


@router.post("/emergency-cases/{id}/closing")
def close(id: UUID, body: ClosingGiven, identity: TeamLead, tools: RequestTools) -> CaseAnswer:
    """With an account to whom it is owed."""
    return _answer(close_emergency(EmergencyCaseId(id), identity.actor, tools, account_to=body.account_to), tools)


def _answer(case: EmergencyCase, tools: RequestTools) -> CaseAnswer:
    return case_answer(case, sandbox=tools.policy.sandbox)
