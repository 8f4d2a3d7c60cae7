"""Which end customers the reseller has told in advance, when and how; and his yearly check."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Response
from pydantic import BaseModel, Field

from service.api.bodies import Answer, Given, resource
from service.domain.access import Role
from service.domain.customer_notice import NoticeChannel
from service.use_cases.check_provision import confirm_provision
from service.use_cases.find_reseller import reseller_by_customer_no, view_reseller
from service.use_cases.inform_customers import mark_customers_informed, withdraw_customer_notice
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("customer notices")
Grantor = Annotated[Identity, Depends(ApiAccess(Role.RESELLER))]


class NoticesGiven(Given):
    """Attributes:
    end_customers: their `ref`s.
    informed_on: the day, in Berlin; none to come.
    """

    end_customers: list[Annotated[str, Field(max_length=100)]] = Field(min_length=1, max_length=10_000, examples=[["EK-1001"]])
    channel: NoticeChannel
    informed_on: date = Field(examples=["2026-11-02"])


class OneNotice(BaseModel):
    end_customer: str = Field(examples=["EK-1001"])
    channel: NoticeChannel
    informed_on: date


class Notices(Answer):
    """Attributes:
    end_customers: how many there are.
    """

    end_customers: int
    notices: list[OneNotice]


class ProvisionChecked(Answer):
    checked_at: datetime


@router.get("/resellers/{customer_no}/customer-notices")
def listed(customer_no: str, identity: Grantor, tools: RequestTools) -> Notices:
    seen = view_reseller(reseller_by_customer_no(customer_no, identity.actor, tools).id, identity.actor, tools)
    found = [OneNotice(end_customer=one.end_customer, channel=one.channel, informed_on=one.informed_on) for one in seen.notices]
    return Notices(sandbox=tools.policy.sandbox, end_customers=len(seen.end_customers), notices=found)


@router.post("/resellers/{customer_no}/customer-notices", status_code=201)
def mark(customer_no: str, body: NoticesGiven, identity: Grantor, tools: RequestTools) -> Notices:
    """Note that these were told; a later notice takes the place of an earlier one."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    mark_customers_informed(
        reseller.id, identity.actor, tools, refs=body.end_customers, channel=body.channel, informed_on=body.informed_on
    )
    return listed(customer_no, identity, tools)


@router.delete("/resellers/{customer_no}/customer-notices/{end_customer}", status_code=204)
def withdraw(customer_no: str, end_customer: str, identity: Grantor, tools: RequestTools) -> Response:
    """It was marked by mistake."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    withdraw_customer_notice(reseller.id, identity.actor, tools, ref=end_customer)
    return Response(status_code=204)


@router.post("/resellers/{customer_no}/provision-checks", status_code=201)
def check(customer_no: str, identity: Grantor, tools: RequestTools) -> ProvisionChecked:
    """The yearly check: everything is still right."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    confirm_provision(reseller.id, identity.actor, tools)
    return ProvisionChecked(sandbox=tools.policy.sandbox, checked_at=tools.clock())
