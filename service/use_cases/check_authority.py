"""„Darf ich?“: gather the facts, decide, store the decision, answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from service.domain.access import STAFF, Actor, Role
from service.domain.authority import Action, AuthorityDecision, AuthorityRequest, ProtectiveAction
from service.domain.authority_rules import decide_authority
from service.domain.errors import Fault, InputRefused
from service.domain.ids import DecisionId
from service.domain.parties import Scope
from service.use_cases.authority_facts import gather_facts
from service.use_cases.ports import Tools
from service.use_cases.record_objection import record_objection
from service.use_cases.recording import record
from service.use_cases.repositories import Work

# Beyond these nobody means what he typed, and sums of times run over.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What somebody wants to do.

    Attributes:
        at: instant of the act; None: now.
        person: e-mail address of the person who is to act, if a system asks for him; None: the caller himself.
    """

    customer_no: str
    action: Action
    end_customer: str | None = None
    domain: str | None = None
    at: datetime | None = None
    channel: str | None = None
    cost_eur_per_month: Decimal | None = None
    advertising: bool = False
    person: str | None = None


def parse_action(text: str) -> Action:
    """Raises InputRefused with the list of codes."""
    known: dict[str, Action] = {**{one.value: one for one in Scope}, **{one.value: one for one in ProtectiveAction}}
    if text not in known:
        possible = ", ".join(known)
        fault = Fault("$.action", "UNKNOWN_ACTION", f"Unbekannte Handlung „{text[:60]}“. Möglich sind: {possible}.")
        raise InputRefused([fault])
    return known[text]


def check_authority(question: CheckRequest, actor: Actor, tools: Tools) -> AuthorityDecision:
    """Decide and store before answering. An unknown reseller is a DENY, never an error.

    Raises:
        InputRefused: an instant of another century.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD, Role.ADMIN)
    now = tools.clock()
    at = question.at or now
    if not EARLIEST <= at <= LATEST:
        raise InputRefused([Fault("$.at", "OUT_OF_BOUNDS", "Der Zeitpunkt liegt außerhalb der Jahre 2000 bis 2099.")])
    with tools.transactions(actor) as work:
        email = question.person or actor.email
        facts = gather_facts(
            work, tools, customer_no=question.customer_no, end_customer=question.end_customer, email=email, at=at
        )
        request = _request_of(work, question, actor)
        decision = decide_authority(
            facts,
            request,
            tools.policy.authority,
            at=at,
            decided_at=now,
            id=DecisionId(tools.new_id()),
            customer_no=question.customer_no,
        )
        work.decisions.add(decision)
        record(
            work, tools, "authority:decided", decision.id, actor, now, reseller=facts.reseller,
            action=question.action.value, outcome=decision.outcome.value, role=actor.role.value if actor.role else None,
        )  # fmt: skip
    return decision


def _request_of(work: Work, question: CheckRequest, actor: Actor) -> AuthorityRequest:
    """The role that counts is that of whoever is to act: the caller's, unless the calling system names a person with a log-in here."""
    users = work.users.with_email(question.person) if question.person else ()
    enabled = [user for user in users if user.disabled_at is None]
    staff = [user for user in enabled if user.role in STAFF]
    role = next((user.role for user in (*staff, *enabled)), actor.role)
    return AuthorityRequest(
        action=question.action,
        end_customer=question.end_customer,
        domain=question.domain,
        cost_eur_per_month=question.cost_eur_per_month,
        channel=question.channel,
        advertising=question.advertising,
        role=role,
        shut_out=bool(users) and not enabled,
    )


def log_contact(
    decision: DecisionId, actor: Actor, tools: Tools, *, outcome: str, notice_given: bool, objected: bool = False
) -> AuthorityDecision:
    """Log what came of a permitted contact; the authority is decided again, and the log says whether it still stood.

    Args:
        objected: the end customer said that he wants no further contact: from the next question on the answer is no.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    again = decide_again(decision, actor, tools)
    with tools.transactions(actor) as work:
        work.decisions.log_contact(
            again, by=actor.label, outcome=outcome, notice_given=notice_given, still_allowed=again.allowed, at=now
        )
        record(
            work, tools, "contact:logged", decision, actor, now, reseller=again.reseller,
            still_allowed=again.allowed,
        )  # fmt: skip
    if objected and again.reseller is not None and again.end_customer is not None:
        record_objection(again.reseller, actor, tools, end_customer=again.end_customer)
    return again


def decide_again(decision: DecisionId, actor: Actor, tools: Tools) -> AuthorityDecision:
    """The same question, asked at this moment: somebody may have revoked in between."""
    with tools.transactions(actor) as work:
        stored = work.decisions.get(decision)
    return check_authority(_question_of(stored), actor, tools)


def _question_of(stored: Mapping[str, object]) -> CheckRequest:
    def text(key: str) -> str | None:
        value = stored.get(key)
        return str(value) if value is not None else None

    return CheckRequest(
        customer_no=str(stored["customer_no"]),
        action=parse_action(str(stored["action"])),
        end_customer=text("end_customer"),
        domain=text("domain"),
        channel=text("channel"),
        cost_eur_per_month=Decimal(cost) if (cost := text("cost_eur_per_month")) is not None else None,
        advertising=stored.get("advertising") is True,
    )
