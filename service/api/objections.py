"""End customers who want no further contact (Art. 21 GDPR)."""

from typing import Annotated

from fastapi import Depends, Response
from pydantic import Field

from service.api.bodies import Answer, Given, resource
from service.domain.access import Role
from service.use_cases.find_reseller import reseller_by_customer_no
from service.use_cases.record_objection import record_objection, withdraw_objection
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("objections")
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]
TeamLead = Annotated[Identity, Depends(ApiAccess(Role.TEAM_LEAD))]


class ObjectionGiven(Given):
    """`end_customer`: his `ref`."""

    end_customer: str = Field(min_length=1, max_length=100, examples=["EK-1001"])


class Recorded(Answer):
    end_customer: str = Field(examples=["EK-1001"])


@router.post("/resellers/{customer_no}/objections", status_code=201)
def add(customer_no: str, body: ObjectionGiven, identity: Support, tools: RequestTools) -> Recorded:
    """From now on every act that addresses him is denied: END_CUSTOMER_OBJECTED. Safe to repeat."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    record_objection(reseller.id, identity.actor, tools, end_customer=body.end_customer)
    return Recorded(sandbox=tools.policy.sandbox, end_customer=body.end_customer)


@router.delete("/resellers/{customer_no}/objections/{end_customer}", status_code=204)
def withdraw(customer_no: str, end_customer: str, identity: TeamLead, tools: RequestTools) -> Response:
    """He asked to be contacted after all, or it was recorded for the wrong one."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    withdraw_objection(reseller.id, identity.actor, tools, end_customer=end_customer)
    return Response(status_code=204)
