"""What is put on the record of an emergency: evidence, looks into the insolvency register, attempts to reach the reseller."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.emergency_case import EvidenceTier, InsolvencyFinding
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyCaseId, EvidenceId
from service.domain.power_of_attorney import BERLIN
from service.pages.rendering import attachment, see_other
from service.pages.uploads import document_or_picture
from service.use_cases.document_emergency import add_evidence, log_attempt, read_evidence, record_insolvency_check
from service.use_cases.issue_first_information import read_first_information
from service.web.identity import Identity, PageAccess
from service.web.state import UPLOAD_BYTES, RequestTools

router = APIRouter()
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]


@router.post("/notfaelle/{id}/nachweise", max_body_size=UPLOAD_BYTES)
def add(
    id: UUID,
    identity: Support,
    tools: RequestTools,
    file: Annotated[UploadFile, File()],
    tier: Annotated[EvidenceTier, Form()],
    kind: Annotated[str, Form(min_length=1, max_length=80)],
) -> Response:
    content, media_type = document_or_picture(file)
    add_evidence(
        EmergencyCaseId(id), identity.actor, tools, tier=tier, kind=kind, file_name=file.filename or "nachweis",
        content=content, media_type=media_type,
    )  # fmt: skip
    return see_other(f"/notfaelle/{id}")


@router.get("/notfaelle/{id}/nachweise/{evidence}")
def read(id: UUID, evidence: UUID, identity: Support, tools: RequestTools) -> Response:
    content, media_type = read_evidence(EmergencyCaseId(id), EvidenceId(evidence), identity.actor, tools)
    return attachment(content, media_type, "nachweis")


@router.get("/notfaelle/{id}/schreiben/{letter}")
def read_letter(id: UUID, letter: UUID, identity: Support, tools: RequestTools) -> Response:
    """The copy on file of a first letter to an end customer; the code on it cannot be read."""
    kept = read_first_information(EmergencyCaseId(id), letter, identity.actor, tools)
    return attachment(kept.content, "application/pdf", kept.name)


@router.post("/notfaelle/{id}/insolvenz")
def check_insolvency(id: UUID, identity: Support, tools: RequestTools, finding: Annotated[InsolvencyFinding, Form()]) -> Response:
    record_insolvency_check(EmergencyCaseId(id), identity.actor, tools, finding=finding)
    return see_other(f"/notfaelle/{id}")


@router.post("/notfaelle/{id}/versuche")
def attempt(
    id: UUID,
    identity: Support,
    tools: RequestTools,
    channel: Annotated[str, Form(min_length=1, max_length=40)],
    outcome: Annotated[str, Form(min_length=1, max_length=200)],
    at: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    log_attempt(EmergencyCaseId(id), identity.actor, tools, channel=channel, outcome=outcome, at=typed_minute(at))
    return see_other(f"/notfaelle/{id}")


def typed_minute(text: str) -> datetime | None:
    """`2026-11-24T13:05`, as browsers send it, in Berlin; None: nothing was typed, so it was now.

    Raises:
        InputRefused: no time.
    """
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=BERLIN)
    except ValueError:
        raise InputRefused([Fault("$.at", "NO_TIME", "Die Angabe bei „Wann?“ ist kein Zeitpunkt.")]) from None
