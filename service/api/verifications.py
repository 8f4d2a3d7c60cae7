"""The full verdict on any signed PDF: the shape of `verify --json`, 200 for every verdict."""

from typing import Annotated, Any

from fastapi import Depends
from pydantic import AwareDatetime

from service.api.bodies import RawBody, binary, resource
from service.domain.access import Role
from service.use_cases.verify_file import verify_file
from service.web.identity import ApiAccess, Identity
from service.web.state import UPLOAD_BYTES, RequestTools

router = resource("verifications")


@router.post("/verifications", max_body_size=UPLOAD_BYTES, openapi_extra=binary("application/pdf"))
def verify(
    content: RawBody,
    identity: Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR))],
    tools: RequestTools,
    at: AwareDatetime | None = None,
) -> dict[str, Any]:
    """Judged in a limited child process; nothing of the file is kept."""
    return dict(verify_file(content, identity.actor, tools, at=at).as_json)
