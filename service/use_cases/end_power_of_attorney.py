"""What ends a live Vollmacht from the hoster's side: his own notice (§ 671 BGB), or a fact that takes its ground away."""

from service.domain.access import Actor, Role
from service.domain.ids import PowerOfAttorneyId, ResellerId
from service.domain.power_of_attorney import LIVE, LapseGround, PowerOfAttorney
from service.use_cases.pause_emergency import rest_cases
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


def terminate_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> PowerOfAttorney:
    """Kündigung of the Auftrag by the hoster (§ 671 BGB): the grantor and all who represent him are told. Raises WrongState."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id, for_update=True).terminated(now)
        _end(work, tools, power, actor, "power-of-attorney:terminated", "power-of-attorney-terminated")
    return power


def lapse_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, ground: LapseGround) -> PowerOfAttorney:
    """Insolvency opened (§§ 115-117 InsO), the grantor gone, or the contract it served ended; whoever records it has the evidence.

    Raises:
        WrongState: it is not live.
    """
    actor.require(Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        return _lapse(work, tools, work.powers_of_attorney.get(id, for_update=True), actor, ground)


def lapse_all(work: Work, tools: Tools, reseller: ResellerId, actor: Actor, ground: LapseGround) -> None:
    """Every live one of that reseller, in a transaction under way, before its case is locked."""
    for id in [power.id for power in work.powers_of_attorney.of(reseller) if power.state in LIVE]:
        power = work.powers_of_attorney.get(id, for_update=True)
        if power.state in LIVE:
            _lapse(work, tools, power, actor, ground)


def _lapse(work: Work, tools: Tools, power: PowerOfAttorney, actor: Actor, ground: LapseGround) -> PowerOfAttorney:
    lapsed = power.lapsed(ground, tools.clock())
    _end(work, tools, lapsed, actor, "power-of-attorney:lapsed", "power-of-attorney-lapsed", ground=ground.value)
    return lapsed


def _end(work: Work, tools: Tools, power: PowerOfAttorney, actor: Actor, kind: str, letter: str, **details: str) -> None:
    now = tools.clock()
    work.powers_of_attorney.save(power)
    rest_cases(work, tools, power.reseller, actor)
    notify(
        work, tools, letter, work.resellers.get(power.reseller).all_addresses, power.id, now,
        occasion=power.state.value, reseller=power.reseller, values={"number": power.number},
    )  # fmt: skip
    record(work, tools, kind, power.id, actor, now, reseller=power.reseller, **details)
    work.jobs.defer("archive_state", power_of_attorney=str(power.id))
