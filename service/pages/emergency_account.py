"""What an emergency cost, and the account of it: written down as it is spent, downloaded when it is wound down."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyCaseId
from service.domain.parties import Scope
from service.pages.rendering import attachment, see_other
from service.use_cases.issue_account import emergency_account
from service.use_cases.record_expense import record_expense
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]
Reader = Annotated[Identity, Depends(PageAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR))]


@router.post("/notfaelle/{id}/auslagen")
def spend(
    id: UUID,
    identity: Support,
    tools: RequestTools,
    on: Annotated[date, Form()],
    action: Annotated[Scope, Form()],
    what: Annotated[str, Form(min_length=1, max_length=200)],
    cost_eur: Annotated[str, Form(max_length=20)],
    end_customer: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    record_expense(
        EmergencyCaseId(id), identity.actor, tools,
        on=on, action=action, end_customer=end_customer.strip() or None, what=what, cost_eur=amount(cost_eur),
    )  # fmt: skip
    return see_other(f"/notfaelle/{id}")


@router.get("/notfaelle/{id}/rechenschaft")
def account(id: UUID, identity: Reader, tools: RequestTools) -> Response:
    letter = emergency_account(EmergencyCaseId(id), identity.actor, tools)
    return attachment(letter.content, "application/pdf", letter.name)


def amount(typed: str) -> Decimal:
    """`24,90`, `24.90`, `1.024,90`. Raises InputRefused."""
    text = typed.strip().removesuffix("€").strip()
    plain = text.replace(".", "").replace(",", ".") if "," in text else text
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise InputRefused([Fault("$.cost_eur", "BAD_FORMAT", "Bitte als Betrag angeben, etwa 24,90.")])
    return found
