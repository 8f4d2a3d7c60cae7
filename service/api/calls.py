"""Somebody calls: how sure are we who it is, and how did the call end."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from pydantic import Field

from service.api.bodies import Answer, Given, resource
from service.domain.access import Role
from service.domain.caller import CallerLevel, CallOutcome, StrongProof
from service.domain.ids import EmergencyContactId
from service.use_cases.find_reseller import reseller_by_customer_no
from service.use_cases.verify_caller import log_call, verify_caller
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("calls")
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]


class CallerGiven(Given):
    """Attributes:
    code: the case code as the caller says it.
    called_back: on the stored number.
    contact: who he says he is.
    passphrase: as he says it; three wrong ones in a row lock it, and its owner is told.
    """

    code: str = Field(default="", max_length=40, examples=["N-7KQ4-M2XB"])
    called_back: bool = False
    contact: UUID | None = None
    passphrase: str = Field(default="", max_length=200)
    proof: StrongProof | None = None


class CallerAnswer(Answer):
    """`level`: 0 take a note, 1 knows the case code, 2 may report, 3 may decide within his level."""

    level: int = Field(ge=0, le=3)


class CallGiven(Given):
    level: int = Field(ge=0, le=3, strict=True)
    outcome: CallOutcome


@router.post("/resellers/{customer_no}/caller-checks")
def check(customer_no: str, body: CallerGiven, identity: Support, tools: RequestTools) -> CallerAnswer:
    """„No contact stored“, „locked“ and „wrong answer“ are one and the same in the answer."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    contact = EmergencyContactId(body.contact) if body.contact else None
    found = verify_caller(
        reseller.id,
        identity.actor,
        tools,
        code=body.code,
        called_back=body.called_back,
        contact=contact,
        passphrase=body.passphrase,
        proof=body.proof,
    )
    return CallerAnswer(sandbox=tools.policy.sandbox, level=int(found.level))


@router.post("/resellers/{customer_no}/calls", status_code=204)
def finish(customer_no: str, body: CallGiven, identity: Support, tools: RequestTools) -> Response:
    """When, at which level, with what result: nothing that was said."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    log_call(reseller.id, identity.actor, tools, level=CallerLevel(body.level), outcome=body.outcome)
    return Response(status_code=204)
