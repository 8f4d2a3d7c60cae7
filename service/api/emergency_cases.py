"""Emergency cases: evidence, checks, attempts, and the two people who ask and approve."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Response, UploadFile
from pydantic import AwareDatetime, Field

from service.api.bodies import Answer, Given, GivenReason, Reason, Scopes, resource
from service.domain.access import Role
from service.domain.emergency_case import CaseState, EmergencyCase, EvidenceTier, Ground, InsolvencyFinding
from service.domain.ids import EmergencyCaseId, EvidenceId
from service.domain.parties import Scope
from service.use_cases.activate_emergency import activate_emergency, stand_down_emergency, view_emergency
from service.use_cases.approve_emergency import approve_emergency, dismiss_emergency, request_approval, return_emergency
from service.use_cases.document_emergency import (
    KNOWN_FILES,
    OTHER_FILES,
    add_evidence,
    log_attempt,
    read_evidence,
    record_insolvency_check,
)
from service.use_cases.find_reseller import list_cases
from service.web.identity import ApiAccess, Identity
from service.web.state import UPLOAD_BYTES, RequestTools

router = resource("emergency cases")
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]
TeamLead = Annotated[Identity, Depends(ApiAccess(Role.TEAM_LEAD))]
Affected = Annotated[Identity, Depends(ApiAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD))]


class CaseAnswer(Answer):
    """Attributes:
    code: for callers; no secret.
    """

    id: str
    reseller: str
    code: str
    state: CaseState
    ground: Ground
    reported_at: datetime
    evidence: list[dict[str, str]]
    requested_scopes: list[Scope]
    approved_scopes: list[Scope]
    waiting_ends_at: datetime | None
    active_until: datetime | None


class CaseList(Answer):
    emergency_cases: list[CaseAnswer]


class InsolvencyGiven(Given):
    finding: InsolvencyFinding


class AttemptGiven(Given):
    """Attributes:
    at: when it was made; None: now.
    """

    channel: str = Field(min_length=1, max_length=40, examples=["phone"])
    outcome: str = Field(min_length=1, max_length=200, examples=["no answer"])
    at: AwareDatetime | None = None


class ApprovalAsked(Given):
    """Attributes:
    scopes: None: all that is granted.
    """

    scopes: Scopes | None = None


class ApprovalGiven(Given):
    reason: Reason
    scopes: Scopes | None = None


@router.get("/emergency-cases")
def listed(identity: Support, tools: RequestTools) -> CaseList:
    """Open cases, oldest request first."""
    sandbox = tools.policy.sandbox
    return CaseList(
        sandbox=sandbox,
        emergency_cases=[case_answer(case, sandbox=sandbox) for case in list_cases(identity.actor, tools)],
    )


@router.get("/emergency-cases/{id}")
def view(id: UUID, identity: Affected, tools: RequestTools) -> CaseAnswer:
    return case_answer(view_emergency(EmergencyCaseId(id), identity.actor, tools), sandbox=tools.policy.sandbox)


@router.post("/emergency-cases/{id}/evidence", max_body_size=UPLOAD_BYTES, status_code=201)
def add(
    id: UUID,
    identity: Support,
    tools: RequestTools,
    file: Annotated[UploadFile, File(description="Deed or statement; never a medical document.")],
    tier: Annotated[EvidenceTier, Form()],
    kind: Annotated[str, Form(min_length=1, max_length=80, examples=["death-certificate"])],
) -> CaseAnswer:
    case = add_evidence(
        EmergencyCaseId(id),
        identity.actor,
        tools,
        tier=tier,
        kind=kind,
        file_name=file.filename or "nachweis",
        content=file.file.read(),
        media_type=file.content_type or OTHER_FILES,
    )
    return case_answer(case, sandbox=tools.policy.sandbox)


@router.get(
    "/emergency-cases/{id}/evidence/{evidence}",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in (*KNOWN_FILES, OTHER_FILES)}}},
)
def read(id: UUID, evidence: UUID, identity: Support, tools: RequestTools) -> Response:
    """The file, as attachment: never shown in our origin. The access is audited."""
    content, media_type = read_evidence(EmergencyCaseId(id), EvidenceId(evidence), identity.actor, tools)
    headers = {"content-disposition": 'attachment; filename="nachweis"', "content-security-policy": "sandbox; default-src 'none'"}
    return Response(content, media_type=media_type, headers=headers)


@router.post("/emergency-cases/{id}/insolvency-checks", status_code=201)
def check_insolvency(id: UUID, given: InsolvencyGiven, identity: Support, tools: RequestTools) -> CaseAnswer:
    """A look into the insolvency register, now; valid 24 h. Proceedings opened end a live Vollmacht."""
    case = record_insolvency_check(EmergencyCaseId(id), identity.actor, tools, finding=given.finding)
    return case_answer(case, sandbox=tools.policy.sandbox)


@router.post("/emergency-cases/{id}/attempts", status_code=201)
def attempt(id: UUID, given: AttemptGiven, identity: Support, tools: RequestTools) -> CaseAnswer:
    """An attempt to reach the reseller himself."""
    case = log_attempt(EmergencyCaseId(id), identity.actor, tools, channel=given.channel, outcome=given.outcome, at=given.at)
    return case_answer(case, sandbox=tools.policy.sandbox)


@router.post("/emergency-cases/{id}/approval-requests", status_code=201)
def ask(id: UUID, given: ApprovalAsked, identity: Support, tools: RequestTools) -> CaseAnswer:
    """Ask a second person."""
    scopes = tuple(given.scopes) if given.scopes else None
    case = request_approval(EmergencyCaseId(id), identity.actor, tools, scopes=scopes)
    return case_answer(case, sandbox=tools.policy.sandbox)


@router.post("/emergency-cases/{id}/approvals", status_code=201)
def approve(id: UUID, given: ApprovalGiven, identity: TeamLead, tools: RequestTools) -> CaseAnswer:
    """The second person: not who asked, nor who edited the evidence last, and only after having opened each piece of it."""
    scopes = tuple(given.scopes) if given.scopes else None
    case = approve_emergency(EmergencyCaseId(id), identity.actor, tools, reason=given.reason, scopes=scopes)
    return case_answer(case, sandbox=tools.policy.sandbox)


@router.post("/emergency-cases/{id}/returns", status_code=201)
def send_back(id: UUID, given: GivenReason, identity: TeamLead, tools: RequestTools) -> CaseAnswer:
    """The second person wants more before deciding."""
    case = return_emergency(EmergencyCaseId(id), identity.actor, tools, reason=given.reason)
    return case_answer(case, sandbox=tools.policy.sandbox)


@router.post("/emergency-cases/{id}/dismissal")
def dismiss(id: UUID, given: GivenReason, identity: TeamLead, tools: RequestTools) -> CaseAnswer:
    case = dismiss_emergency(EmergencyCaseId(id), identity.actor, tools, reason=given.reason)
    return case_answer(case, sandbox=tools.policy.sandbox)


@router.post("/emergency-cases/{id}/activation")
def activate(id: UUID, identity: Support, tools: RequestTools) -> CaseAnswer:
    """Once the waiting period is over; the worker does the same by itself."""
    return case_answer(activate_emergency(EmergencyCaseId(id), identity.actor, tools), sandbox=tools.policy.sandbox)


@router.post("/emergency-cases/{id}/stand-down")
def stand_down(id: UUID, given: GivenReason, identity: Affected, tools: RequestTools) -> CaseAnswer:
    """„Mir geht es gut“: the grantor's word ends the case at once; staff may note his call."""
    case = stand_down_emergency(EmergencyCaseId(id), identity.actor, tools, reason=given.reason)
    return case_answer(case, sandbox=tools.policy.sandbox)


def case_answer(case: EmergencyCase, *, sandbox: bool) -> CaseAnswer:
    return CaseAnswer(
        sandbox=sandbox,
        id=str(case.id),
        reseller=str(case.reseller),
        code=case.code,
        state=case.state,
        ground=case.ground,
        reported_at=case.reported_at,
        evidence=[{"id": str(one.id), "tier": one.tier.value, "kind": one.kind, "sha256": one.sha256} for one in case.evidence],
        requested_scopes=list(case.requested_scopes),
        approved_scopes=list(case.approval.scopes) if case.approval else [],
        waiting_ends_at=case.waiting_ends_at,
        active_until=case.active_until,
    )
