"""The waiting period is over without a sign of life: the case is active. Or there was one: it is stood down."""

from service.domain.access import WORKER, Actor, Role
from service.domain.emergency_case import CaseState, EmergencyCase
from service.domain.ids import EmergencyCaseId
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record, require_tenant


def activate_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools) -> EmergencyCase:
    """Raises WrongState before the waiting period is over."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True).activated(now)
        work.emergency_cases.save(case)
        reseller = work.resellers.get(case.reseller)
        notify(
            work, tools, "emergency-active", reseller.all_addresses, id, now,
            occasion=now.isoformat(), reseller=case.reseller, values={"case": case.code},
        )  # fmt: skip
        record(work, tools, "emergency-case:activated", id, actor, now, reseller=case.reseller)
    return case


def activate_due(tools: Tools) -> int:
    """All whose waiting period is over. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        due = [
            case.id
            for case in work.emergency_cases.open()
            if case.state is CaseState.WAITING and case.waiting_ends_at is not None and case.waiting_ends_at <= now
        ]
    for id in due:
        activate_emergency(id, WORKER, tools)
    return len(due)


def stand_down_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools, *, reason: str) -> EmergencyCase:
    """„Mir geht es gut“: the grantor's word ends the case at once; staff may note his call."""
    actor.require(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True)
        require_tenant(actor, case.reseller)
        case = case.stood_down(reason, now)
        work.emergency_cases.save(case)
        notify(
            work, tools, "emergency-ended", work.resellers.get(case.reseller).all_addresses, id, now,
            occasion="ended", reseller=case.reseller, values={"case": case.code},
        )  # fmt: skip
        record(work, tools, "emergency-case:stood-down", id, actor, now, reseller=case.reseller)
    return case


def view_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools) -> EmergencyCase:
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id)
        require_tenant(actor, case.reseller)
        return case
