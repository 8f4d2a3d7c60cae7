"""The auditor's list, and the package that verifies offline."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import SIGNABLE, State
from service.pages.rendering import attachment, render
from service.pages.words import STATES
from service.use_cases.export_evidence import export_evidence
from service.use_cases.view_power_of_attorney import list_powers_of_attorney
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Auditors = Annotated[Identity, Depends(PageAccess(Role.AUDITOR, Role.ADMIN))]
Exporters = Annotated[Identity, Depends(PageAccess(Role.AUDITOR, Role.TEAM_LEAD, Role.ADMIN))]


@router.get("/nachweise")
def listed(request: Request, identity: Auditors, tools: RequestTools) -> Response:
    lines = [
        (str(power.id), power.number, *STATES[power.state], power.declared_at)
        for power in list_powers_of_attorney(identity.actor, tools)
        if power.state not in {State.DRAFT, *SIGNABLE} and power.declared_at is not None
    ]
    return render(request, "evidence.html", "Nachweise", lines=lines, may_read=identity.user.role is Role.AUDITOR)


@router.get("/vollmacht/{id}/nachweis")
def package(id: UUID, identity: Exporters, tools: RequestTools) -> Response:
    content = export_evidence(PowerOfAttorneyId(id), identity.actor, tools)
    return attachment(content, "application/zip", f"nachweis-{id}.zip")
