"""OpenID AuthZEN Authorization API 1.0: how ticket systems and gateways ask.

`subject` is whoever acts in the asking system. If its id, or its property `email`, is an address, the role of that person's log-in
here counts, and whether he is one of those concerned; else the role of the token.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api.problems import RESPONSES
from service.domain.access import Role
from service.domain.authority_json import decision_json
from service.domain.errors import Fault, InputRefused
from service.use_cases.check_authority import CheckRequest, check_authority, parse_action
from service.web.identity import PUBLIC, ApiAccess, Identity
from service.web.state import RequestTools, State

router = APIRouter(tags=["AuthZEN"], responses=RESPONSES)
Askers = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD, Role.ADMIN))]
RequestId = Annotated[str | None, Header(alias="X-Request-ID", max_length=200)]


class Entity(BaseModel):
    """Subject or resource: type, id and free properties (AuthZEN § 5.1, 5.2)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(max_length=60)
    id: str = Field(max_length=200)
    properties: dict[str, Any] = {}


class NamedAction(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str = Field(max_length=60)
    properties: dict[str, Any] = {}


class Evaluation(BaseModel):
    """One question; in a batch what is missing comes from the request's own members (AuthZEN § 7.1.1)."""

    model_config = ConfigDict(extra="allow")

    subject: Entity | None = None
    action: NamedAction | None = None
    resource: Entity | None = None
    context: dict[str, Any] | None = None


class Evaluations(Evaluation):
    evaluations: list[Evaluation] = Field(default=[], max_length=100)
    options: dict[str, Any] = {}


class Answered(BaseModel):
    """`context` holds the whole decision."""

    decision: bool
    context: dict[str, Any]


class AllAnswered(BaseModel):
    evaluations: list[Answered]


@router.get("/.well-known/authzen-configuration", dependencies=[Depends(PUBLIC)])
def configuration(state: State) -> dict[str, object]:
    """AuthZEN § 9: where to ask."""
    return {
        "policy_decision_point": state.public_url,
        "access_evaluation_endpoint": f"{state.public_url}/access/v1/evaluation",
        "access_evaluations_endpoint": f"{state.public_url}/access/v1/evaluations",
        "sandbox": state.tools.policy.sandbox,
    }


@router.post("/access/v1/evaluation")
def evaluation(
    asked: Evaluation, identity: Askers, tools: RequestTools, response: Response, request_id: RequestId = None
) -> Answered:
    """One decision. `resource`: an `end_customer` with property `customer_no`, or a `reseller` by its customer number."""
    _echo(response, request_id)
    return _answered(asked, identity, tools, "$")


@router.post("/access/v1/evaluations")
def evaluations(
    asked: Evaluations, identity: Askers, tools: RequestTools, response: Response, request_id: RequestId = None
) -> AllAnswered | Answered:
    """Many decisions in their order; without a list it is one evaluation (AuthZEN § 7.1)."""
    _echo(response, request_id)
    if not asked.evaluations:
        return _answered(asked, identity, tools, "$")
    semantic = asked.options.get("evaluations_semantic", "execute_all")
    stop_at = {"execute_all": None, "deny_on_first_deny": False, "permit_on_first_permit": True}
    if semantic not in stop_at:
        raise InputRefused([Fault("$.options.evaluations_semantic", "UNKNOWN", f"Möglich sind: {', '.join(stop_at)}.")])
    answers: list[Answered] = []
    for position, one in enumerate(asked.evaluations):
        answers.append(_answered(_merged(one, asked), identity, tools, f"$.evaluations[{position}]"))
        if answers[-1].decision is stop_at[semantic]:
            break
    return AllAnswered(evaluations=answers)


def _merged(one: Evaluation, defaults: Evaluation) -> Evaluation:
    return Evaluation(
        subject=one.subject or defaults.subject,
        action=one.action or defaults.action,
        resource=one.resource or defaults.resource,
        context=one.context if one.context is not None else defaults.context,
    )


def _answered(asked: Evaluation, identity: Identity, tools: RequestTools, path: str) -> Answered:
    decision = check_authority(_question(asked, path), identity.actor, tools)
    return Answered(decision=decision.allowed, context=decision_json(decision))


def _question(asked: Evaluation, path: str) -> CheckRequest:
    missing = [name for name in ("subject", "action", "resource") if getattr(asked, name) is None]
    if missing:
        raise InputRefused([Fault(f"{path}.{name}", "MISSING", f"`{name}` fehlt.") for name in missing])
    assert asked.action is not None  # noqa: S101 - required above
    assert asked.resource is not None  # noqa: S101 - required above
    assert asked.subject is not None  # noqa: S101 - required above
    resource, context = asked.resource, asked.context or {}
    properties = resource.properties
    is_reseller = resource.type == "reseller"
    if not is_reseller and resource.type != "end_customer":
        text = "Möglich sind `end_customer` und `reseller`."
        raise InputRefused([Fault(f"{path}.resource.type", "UNKNOWN", text)])
    customer_no = resource.id if is_reseller else _text(properties, "customer_no")
    if customer_no is None:
        text = "Bitte die Kundennummer des Resellers angeben."
        raise InputRefused([Fault(f"{path}.resource.properties.customer_no", "MISSING", text)])
    return CheckRequest(
        customer_no=customer_no,
        action=parse_action(asked.action.name),
        end_customer=None if is_reseller else resource.id,
        domain=_text(properties, "domain"),
        at=_instant(context, path),
        channel=_text(context, "channel"),
        cost_eur_per_month=_money(context, path),
        advertising=context.get("advertising") is True,
        person=_person(asked.subject),
    )


def _person(subject: Entity) -> str | None:
    """The address of whoever acts, if the asking system knows him by it."""
    named = (_text(subject.properties, "email"), subject.id)
    return next((one.strip() for one in named if one is not None and "@" in one), None)


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def _instant(context: Mapping[str, Any], path: str) -> datetime | None:
    given = context.get("at", context.get("time"))
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        at = None
    if at is None or at.tzinfo is None:
        raise InputRefused(
            [Fault(f"{path}.context.at", "NO_INSTANT", "Bitte einen Zeitpunkt nach ISO 8601 mit Zeitzone angeben.")]
        )
    return at


def _money(context: Mapping[str, Any], path: str) -> Decimal | None:
    given = context.get("cost_eur_per_month")
    if given is None:
        return None
    try:
        amount = Decimal(given) if isinstance(given, str) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or amount < 0:
        text = 'Bitte einen Betrag als Text mit Punkt angeben, etwa "12.50".'
        raise InputRefused([Fault(f"{path}.context.cost_eur_per_month", "NO_AMOUNT", text)])
    return amount


def _echo(response: Response, request_id: str | None) -> None:
    if request_id is not None:
        response.headers["X-Request-ID"] = request_id
