"""„Darf ich?“: authority decisions, and the log of the contacts that followed."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import AwareDatetime, Field

from service.api.bodies import Given, resource
from service.domain.access import Role
from service.domain.authority_json import decision_json
from service.domain.ids import DecisionId
from service.use_cases.check_authority import CheckRequest, check_authority, log_contact, parse_action
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("authority")
Askers = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD, Role.ADMIN))]


class Question(Given):
    """Attributes:
    end_customer: reference within the reseller.
    at: instant of the act; None: now.
    person: e-mail address of who is to act, if a system asks for him: his role here counts, and whether he is one of those concerned.
    """

    customer_no: str = Field(max_length=40, examples=["K-10472"])
    action: str = Field(max_length=60, examples=["INFORM_END_CUSTOMER"])
    end_customer: str | None = Field(default=None, max_length=60)
    domain: str | None = Field(default=None, max_length=253)
    at: AwareDatetime | None = None
    channel: str | None = Field(default=None, max_length=40)
    cost_eur_per_month: Decimal | None = Field(default=None, ge=0, max_digits=12, decimal_places=2)
    advertising: bool = False
    person: str | None = Field(default=None, max_length=254)

    def question(self) -> CheckRequest:
        at: datetime | None = self.at
        return CheckRequest(
            customer_no=self.customer_no,
            action=parse_action(self.action),
            end_customer=self.end_customer,
            domain=self.domain,
            at=at,
            channel=self.channel,
            cost_eur_per_month=self.cost_eur_per_month,
            advertising=self.advertising,
            person=self.person,
        )


class ContactMade(Given):
    """Attributes:
    notice_given: the notice under Art. 14 GDPR went out with it.
    objected: the end customer wants no further contact (Art. 21 GDPR).
    """

    outcome: str = Field(min_length=1, max_length=200)
    notice_given: bool = False
    objected: bool = False


@router.post("/authority-decisions")
def decide(question: Question, identity: Askers, tools: RequestTools) -> dict[str, Any]:
    """200 for every verdict; the decision is stored before it is answered."""
    return decision_json(check_authority(question.question(), identity.actor, tools))


@router.post("/authority-decisions/{id}/contacts", status_code=201)
def log(
    id: UUID,
    made: ContactMade,
    identity: Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))],
    tools: RequestTools,
) -> dict[str, Any]:
    """Log a contact; the authority is decided again at this moment, and the answer is that decision."""
    again = log_contact(
        DecisionId(id), identity.actor, tools, outcome=made.outcome, notice_given=made.notice_given, objected=made.objected
    )
    return decision_json(again)
