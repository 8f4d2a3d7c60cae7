"""A live Vollmacht rests for a reason, or rests no more."""

from service.domain.access import Actor, Role
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney, SuspensionGround
from service.use_cases.pause_emergency import rest_cases
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record


def suspend_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, ground: SuspensionGround) -> PowerOfAttorney:
    """Dispute, guardian, register change, integrity failure: suspend first, look after. What is done in its name rests with it."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id, for_update=True).suspended(ground, now)
        work.powers_of_attorney.save(power)
        rest_cases(work, tools, power.reseller, actor)
        reseller = work.resellers.get(power.reseller)
        notify(
            work, tools, "power-of-attorney-suspended", reseller.all_addresses, id, now, occasion=now.isoformat(),
            reseller=power.reseller, values={"number": power.number},
        )  # fmt: skip
        record(work, tools, "power-of-attorney:suspended", id, actor, now, reseller=power.reseller, ground=ground.value)
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return power


def clear_suspension(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, reason: str) -> PowerOfAttorney:
    """Two persons, one after the other: with the first it still rests, with the second it is what it was before.

    Raises:
        FourEyesRequired: the first one asks again.
    """
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        before = work.powers_of_attorney.get(id, for_update=True)
        if before.clearing_asked_by is None:
            asked = before.clearing_asked(actor.label)
            work.powers_of_attorney.save(asked)
            record(work, tools, "power-of-attorney:clearing-asked", id, actor, now, reseller=asked.reseller)
            return asked
        power = before.cleared(actor.label, now, reason)
        work.powers_of_attorney.save(power)
        record(work, tools, "power-of-attorney:cleared", id, actor, now, reseller=power.reseller)
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return power
