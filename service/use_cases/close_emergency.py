"""A case comes to its end: wound down by its time or by a person, and closed with the account of §§ 666, 667 BGB."""

from enum import StrEnum

from service.domain.access import WORKER, Actor, Role
from service.domain.emergency_case import CaseState, EmergencyCase
from service.domain.ids import EmergencyCaseId
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record


class AccountTo(StrEnum):
    """Who was told what was done and spent."""

    GRANTOR = "GRANTOR"
    HEIRS = "HEIRS"
    ADMINISTRATOR = "ADMINISTRATOR"


def wind_down_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools) -> EmergencyCase:
    """From here on nothing more is done in his name. Raises WrongState."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True).wound_down(now)
        work.emergency_cases.save(case)
        notify(
            work, tools, "emergency-ended", work.resellers.get(case.reseller).all_addresses, id, now,
            occasion="wound-down", reseller=case.reseller, values={"case": case.code},
        )  # fmt: skip
        record(work, tools, "emergency-case:wound-down", id, actor, now, reseller=case.reseller)
    return case


def wind_down_due(tools: Tools) -> int:
    """All active ones whose time is over. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        due = [
            case.id
            for case in work.emergency_cases.open()
            if case.state is CaseState.ACTIVE and case.active_until is not None and case.active_until <= now
        ]
    for id in due:
        with tools.transactions(WORKER) as work:
            still = work.emergency_cases.get(id)
        if still.state is CaseState.ACTIVE and still.active_until is not None and still.active_until <= now:
            wind_down_emergency(id, WORKER, tools)
    return len(due)


def close_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools, *, account_to: AccountTo) -> EmergencyCase:
    """The account was given: the matter is closed. Raises WrongState: it is not wound down."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True).accounted(account_to.value)
        record(work, tools, "emergency-case:accounted", id, actor, now, reseller=case.reseller, account_to=account_to.value)
        closed = case.closed(f"Rechenschaft: {account_to.value}", now)
        work.emergency_cases.save(closed)
        record(work, tools, "emergency-case:closed", id, actor, now, reseller=case.reseller)
        if case.approval is not None:
            work.jobs.defer("issue_account", emergency_case=str(id))
    return closed
