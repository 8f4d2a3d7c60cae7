"""An active case goes on: one person asks, another agrees; 30 days each, 90 at most."""

from service.domain.access import Actor, Role
from service.domain.emergency_case import EmergencyCase
from service.domain.ids import EmergencyCaseId
from service.domain.power_of_attorney import BERLIN
from service.use_cases.own_interest import require_disinterested
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record


def request_renewal(id: EmergencyCaseId, actor: Actor, tools: Tools) -> EmergencyCase:
    """Raises WrongState: not active, or 90 days are used up; ConflictOfInterest."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True).renewal_requested(actor.label)
        require_disinterested(work, case.reseller, actor)
        work.emergency_cases.save(case)
        record(work, tools, "emergency-case:renewal-requested", id, actor, tools.clock(), reseller=case.reseller)
    return case


def renew_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools) -> EmergencyCase:
    """Raises FourEyesRequired: the one who asked; WrongState: nobody asked; ConflictOfInterest."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True).renewed(actor.label)
        require_disinterested(work, case.reseller, actor)
        work.emergency_cases.save(case)
        assert case.active_until is not None  # noqa: S101 - `renewed` sets it
        last_day = f"{case.active_until.astimezone(BERLIN):%d.%m.%Y}"
        notify(
            work, tools, "emergency-renewed", work.resellers.get(case.reseller).all_addresses, id, now,
            occasion=case.active_until.isoformat(), reseller=case.reseller, values={"case": case.code, "last_day": last_day},
        )  # fmt: skip
        record(
            work, tools, "emergency-case:renewed", id, actor, now, reseller=case.reseller, until=case.active_until.isoformat()
        )  # fmt: skip
    return case
