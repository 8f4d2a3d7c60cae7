"""„Darf ich?“: the answer with its reasons, what must be done with it, and the log of what came of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.authority import AuthorityDecision, DecisionOutcome, ReasonOutcome
from service.domain.ids import DecisionId
from service.pages.customer import ACTIONS
from service.pages.plain import plain
from service.pages.rendering import attachment, render
from service.use_cases.check_authority import CheckRequest, check_authority, log_contact, parse_action
from service.use_cases.issue_first_information import is_first_letter_due, issue_first_information
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]
ACTION_WORDS = dict(ACTIONS)
ANSWERS = {
    DecisionOutcome.ALLOW: ("Ja.", "good"),
    DecisionOutcome.ALLOW_WITH_OBLIGATIONS: ("Ja, mit Auflagen.", "good"),
    DecisionOutcome.DENY: ("Nein.", "bad"),
    DecisionOutcome.INDETERMINATE: ("Das lässt sich gerade nicht sagen, also: nein.", "bad"),
}
MARKS = {
    ReasonOutcome.PASS: ("erfüllt", "good"),
    ReasonOutcome.OBLIGATION: ("Auflage", "wait"),
    ReasonOutcome.INDETERMINATE: ("nicht feststellbar", "bad"),
    ReasonOutcome.FAIL: ("steht entgegen", "bad"),
}


@router.post("/kunden/{customer_no}/darf-ich")
def ask(
    customer_no: str,
    request: Request,
    identity: Support,
    tools: RequestTools,
    action: Annotated[str, Form(max_length=60)],
    end_customer: Annotated[str, Form(max_length=60)] = "",
    domain: Annotated[str, Form(max_length=253)] = "",
) -> Response:
    """A form's answer, not a page to come back to: a decision is valid for 15 minutes."""
    question = CheckRequest(
        customer_no=customer_no,
        action=parse_action(action),
        end_customer=end_customer.strip() or None,
        domain=domain.strip() or None,
    )
    return _page(request, check_authority(question, identity.actor, tools), logged=False)


@router.post("/entscheidungen/{id}/kontakt")
def log(
    id: UUID,
    request: Request,
    identity: Support,
    tools: RequestTools,
    outcome: Annotated[str, Form(min_length=1, max_length=200)],
    notice_given: Annotated[bool, Form()] = False,
    objected: Annotated[bool, Form()] = False,
) -> Response:
    """Logged, and decided again at this moment: somebody may have revoked in between."""
    again = log_contact(DecisionId(id), identity.actor, tools, outcome=outcome, notice_given=notice_given, objected=objected)
    return _page(request, again, logged=True)


@router.post("/entscheidungen/{id}/erstinformation")
def first_letter(id: UUID, identity: Support, tools: RequestTools) -> Response:
    """Written, and decided again at this moment. A POST: each time with a new code."""
    letter = issue_first_information(DecisionId(id), identity.actor, tools)
    return attachment(letter.content, "application/pdf", letter.name)


def _page(request: Request, decision: AuthorityDecision, *, logged: bool) -> Response:
    answer, tone = ANSWERS[decision.outcome]
    reasons = [(*MARKS[reason.outcome], reason.text, reason.code) for reason in decision.reasons]
    asked = ACTION_WORDS[decision.action.value]
    order = {"bad": 0, "wait": 1, "good": 2}
    return render(
        request,
        "decision.html",
        f"Darf ich? {answer}",
        decision=decision,
        asked=" · ".join(part for part in (asked, decision.end_customer, decision.domain) if part),
        tone=tone,
        alternatives=[plain(text) for text in decision.alternatives],
        reasons=sorted(reasons, key=lambda reason: order[reason[1]]),
        logged=logged,
        first_letter=not logged and is_first_letter_due(decision),
    )
