"""Reports from outside without link or account, for staff: put to a customer, or set aside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, Field

from service.api.bodies import Answer, Given, resource
from service.domain.access import Role
from service.domain.emergency_case import Ground
from service.domain.emergency_report import EmergencyReport, ReporterKind, ReportState
from service.domain.ids import EmergencyReportId
from service.use_cases.handle_report import attach_report, dismiss_report, open_reports
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("emergency reports")
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]


class Assignment(Given):
    customer_no: str = Field(min_length=1, max_length=60, examples=["K-10472"])


class OneReport(BaseModel):
    """Attributes:
    about: company, web site or customer number, as the reporter knows it.
    case: the case it belongs to, once somebody put it there.
    """

    id: UUID
    code: str = Field(examples=["M-7KQ4-M2XB"])
    state: ReportState
    about: str
    ground: Ground
    reporter: ReporterKind
    name: str
    call_back: str = Field(examples=["+49 221 123456"])
    received_at: datetime
    case: UUID | None


class ReportAnswer(Answer, OneReport):
    pass


class ReportList(Answer):
    emergency_reports: list[OneReport]


@router.get("/emergency-reports")
def listed(identity: Support, tools: RequestTools) -> ReportList:
    """Those nobody has dealt with yet."""
    return ReportList(sandbox=tools.policy.sandbox, emergency_reports=_lines(open_reports(identity.actor, tools)))


@router.post("/emergency-reports/{id}/assignment")
def assign(id: UUID, body: Assignment, identity: Support, tools: RequestTools) -> ReportAnswer:
    """It concerns this customer: his open case takes it up, or a new one begins."""
    return _answer(attach_report(EmergencyReportId(id), identity.actor, tools, customer_no=body.customer_no), tools)


@router.post("/emergency-reports/{id}/dismissal")
def dismiss(id: UUID, identity: Support, tools: RequestTools) -> ReportAnswer:
    """It led nowhere."""
    return _answer(dismiss_report(EmergencyReportId(id), identity.actor, tools), tools)


def _lines(reports: Sequence[EmergencyReport]) -> list[OneReport]:
    return [
        OneReport(
            id=one.id,
            code=one.code,
            state=one.state,
            about=one.about,
            ground=one.ground,
            reporter=one.reporter,
            name=one.name,
            call_back=one.call_back,
            received_at=one.received_at,
            case=one.case,
        )
        for one in reports
    ]


def _answer(report: EmergencyReport, tools: RequestTools) -> ReportAnswer:
    return ReportAnswer(sandbox=tools.policy.sandbox, **_lines([report])[0].model_dump())
