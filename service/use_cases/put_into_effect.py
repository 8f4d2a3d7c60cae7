"""The cooling-off period is over: the Vollmacht takes effect, the earlier one ends in the same transaction."""

from service.domain.access import WORKER, Actor, Role
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record


def put_into_effect(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> PowerOfAttorney:
    """Raises WrongState before the period is over."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        effective = work.powers_of_attorney.get(id, for_update=True).effective(now)
        for earlier in work.powers_of_attorney.of(effective.reseller):
            if earlier.id != id and earlier.state in {State.EFFECTIVE, State.SUSPENDED}:
                work.powers_of_attorney.save(earlier.superseded(now))
                record(work, tools, "power-of-attorney:superseded", earlier.id, actor, now, reseller=earlier.reseller)
                work.jobs.defer("archive_state", power_of_attorney=str(earlier.id))
        work.powers_of_attorney.save(effective)
        reseller = work.resellers.get(effective.reseller)
        notify(
            work,
            tools,
            "power-of-attorney-effective",
            reseller.all_addresses,
            id,
            now,
            occasion="effective",
            reseller=effective.reseller,
            values={"number": effective.number},
        )
        record(work, tools, "power-of-attorney:effective", id, actor, now, reseller=effective.reseller)
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return effective


def put_due_into_effect(tools: Tools) -> int:
    """All whose cooling-off period is over. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        due = [
            power.id
            for power in work.powers_of_attorney.in_state(State.COOLING_OFF)
            if power.cooling_off_ends_at is not None and power.cooling_off_ends_at <= now
        ]
    for id in due:
        put_into_effect(id, WORKER, tools)
    return len(due)
