"""A live Vollmacht rests for a reason, or rests no more."""

from service.domain.access import Actor, Role
from service.domain.errors import FourEyesRequired
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney, SuspensionGround
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record


def suspend_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, ground: SuspensionGround) -> PowerOfAttorney:
    """Dispute, guardian, register change, integrity failure: suspend first, look after."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id, for_update=True).suspended(ground)
        work.powers_of_attorney.save(power)
        reseller = work.resellers.get(power.reseller)
        notify(
            work, tools, "power-of-attorney-suspended", reseller.all_addresses, id, now, occasion=now.isoformat(),
            reseller=power.reseller, values={"number": power.number},
        )  # fmt: skip
        record(work, tools, "power-of-attorney:suspended", id, actor, now, reseller=power.reseller, ground=ground.value)
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return power


def clear_suspension(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, reason: str) -> PowerOfAttorney:
    """Back to the state before. The person who clears is not the one after whom it rests.

    Raises:
        FourEyesRequired: the same person suspended it.
    """
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        events = [event for event in work.audit_log.of(id) if event.kind == "power-of-attorney:suspended"]
        if events and events[-1].actor == actor.label:
            raise FourEyesRequired("Wer ausgesetzt hat, kann die Aussetzung nicht allein aufheben.")
        power = work.powers_of_attorney.get(id, for_update=True).cleared()
        work.powers_of_attorney.save(power)
        record(work, tools, "power-of-attorney:cleared", id, actor, now, reseller=power.reseller, reason_given=bool(reason))
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return power
