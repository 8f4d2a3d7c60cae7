"""Namensabgleich: a certificate names the signer almost as the Vollmacht does, and two of the hoster's people decide."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from service.api.bodies import Answer, GivenReason, resource
from service.api.powers_of_attorney import LegAnswer, leg_answer
from service.domain.access import Role
from service.domain.ids import PowerOfAttorneyId
from service.use_cases.ports import Tools
from service.use_cases.review_name import NameReviewView, confirm_name, list_name_reviews, refuse_name, view_name_review
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("powers of attorney")
Reviewer = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]


class NameReviewAnswer(Answer):
    """Attributes:
    declared: as the Vollmacht names the signer.
    certified: as his certificate does.
    confirmations: how many have said that it is the same person; it takes two.
    may_confirm: whoever asks may say so, too.
    """

    power_of_attorney: str
    number: str
    field: str
    declared: str
    birth_name: str | None
    certified: str
    issuer: str
    certificate_sha256: str
    asked_at: datetime
    confirmations: int
    may_confirm: bool


class NameReviewList(Answer):
    name_reviews: list[NameReviewAnswer]


@router.get("/powers-of-attorney/name-reviews")
def listed(identity: Reviewer, tools: RequestTools) -> NameReviewList:
    """Those that wait, the oldest first."""
    found = [_answer(one, tools) for one in list_name_reviews(identity.actor, tools)]
    return NameReviewList(sandbox=tools.policy.sandbox, name_reviews=found)


@router.get("/powers-of-attorney/{id}/name-review")
def view(id: UUID, identity: Reviewer, tools: RequestTools) -> NameReviewAnswer:
    return _answer(view_name_review(PowerOfAttorneyId(id), identity.actor, tools), tools)


@router.post("/powers-of-attorney/{id}/name-review/confirmations")
def confirm(id: UUID, identity: Reviewer, tools: RequestTools) -> LegAnswer:
    """It is the same person. With the second person's word the signature is accepted."""
    return leg_answer(confirm_name(PowerOfAttorneyId(id), identity.actor, tools), sandbox=tools.policy.sandbox)


@router.post("/powers-of-attorney/{id}/name-review/refusal")
def refuse(id: UUID, given: GivenReason, identity: Reviewer, tools: RequestTools) -> LegAnswer:
    """It cannot be told, or is another person; one person's word is enough."""
    return leg_answer(
        refuse_name(PowerOfAttorneyId(id), identity.actor, tools, reason=given.reason), sandbox=tools.policy.sandbox
    )


def _answer(seen: NameReviewView, tools: Tools) -> NameReviewAnswer:
    review = seen.review
    return NameReviewAnswer(
        sandbox=tools.policy.sandbox,
        power_of_attorney=str(seen.power.id),
        number=seen.power.number,
        field=seen.request.field,
        declared=review.declared,
        birth_name=review.birth_name,
        certified=review.certified,
        issuer=review.issuer,
        certificate_sha256=review.certificate_sha256,
        asked_at=review.asked_at,
        confirmations=len(review.confirmations),
        may_confirm=seen.may_confirm,
    )
