"""Reports from outside, for staff: call back, then put the report to a customer, or set it aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.emergency_report import EmergencyReport
from service.domain.ids import EmergencyReportId
from service.pages.rendering import see_other
from service.pages.words import GROUNDS, REPORTER_KINDS
from service.use_cases.handle_report import attach_report, dismiss_report
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]


@dataclass(frozen=True, slots=True)
class ReportLine:
    id: str
    code: str
    about: str
    ground: str
    reporter: str
    name: str
    call_back: str
    received_at: datetime


@router.post("/meldungen/{id}/zuordnen")
def attach(
    id: UUID, identity: Support, tools: RequestTools, customer_no: Annotated[str, Form(min_length=1, max_length=60)]
) -> Response:
    report = attach_report(EmergencyReportId(id), identity.actor, tools, customer_no=customer_no)
    return see_other(f"/notfaelle/{report.case}")


@router.post("/meldungen/{id}/verwerfen")
def dismiss(id: UUID, identity: Support, tools: RequestTools) -> Response:
    dismiss_report(EmergencyReportId(id), identity.actor, tools)
    return see_other("/notfaelle")


def report_line(report: EmergencyReport) -> ReportLine:
    return ReportLine(
        id=str(report.id),
        code=report.code,
        about=report.about,
        ground=GROUNDS[report.ground],
        reporter=REPORTER_KINDS[report.reporter],
        name=report.name,
        call_back=report.call_back,
        received_at=report.received_at,
    )
