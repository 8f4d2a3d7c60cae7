"""The first letter to an end customer. It bears a code that is shown this once, so a repeated request does not get it again."""

import base64
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import Field

from service.api.bodies import Answer, resource
from service.domain.access import Role
from service.domain.ids import DecisionId
from service.use_cases.issue_first_information import issue_first_information
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("authority", shown_once=True)


class LetterAnswer(Answer):
    file_name: str = Field(examples=["erstinformation-019ac2a1-7d55-7b0e-9d43-5c1c1b8f2f10.pdf"])
    pdf_base64: str = Field(examples=["JVBERi0xLjcK…"])


@router.post("/authority-decisions/{id}/first-information", status_code=201)
def issue(
    id: UUID, identity: Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))], tools: RequestTools
) -> LetterAnswer:
    """Write it, from a decision that allows INFORM_END_CUSTOMER. It is decided again at this moment; an earlier letter's code ends."""
    letter = issue_first_information(DecisionId(id), identity.actor, tools)
    return LetterAnswer(
        sandbox=tools.policy.sandbox, file_name=letter.name, pdf_base64=base64.b64encode(letter.content).decode("ascii")
    )
