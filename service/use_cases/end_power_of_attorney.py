"""What ends a live Vollmacht from the hoster's side: his own notice (§ 671 BGB), or a fact that takes its ground away."""

from service.domain.access import Actor, Role
from service.domain.errors import Fault, InputRefused
from service.domain.ids import PowerOfAttorneyId, ResellerId
from service.domain.power_of_attorney import LIVE, LapseGround, PowerOfAttorney
from service.use_cases.pause_emergency import rest_cases
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


def terminate_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, reason: str) -> PowerOfAttorney:
    """Kündigung of the Auftrag by the hoster (§ 671 BGB): the grantor and all who represent him are told.

    Args:
        reason: for staff; the notice itself needs none and does not repeat it.

    Raises:
        WrongState: it is not live.
        InputRefused: without a reason.
    """
    actor.require(Role.TEAM_LEAD)
    said = _required(reason)
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id, for_update=True).terminated(now, said)
        _end(work, tools, power, actor, "power-of-attorney:terminated", "power-of-attorney-terminated")
    return power


def lapse_power_of_attorney(
    id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, ground: LapseGround, reason: str
) -> PowerOfAttorney:
    """Insolvency opened (§§ 115-117 InsO), the grantor gone, or the contract it served ended; whoever records it has the evidence.

    Args:
        reason: where that was seen; for staff.

    Raises:
        WrongState: it is not live.
        InputRefused: without a reason.
    """
    actor.require(Role.TEAM_LEAD)
    said = _required(reason)
    with tools.transactions(actor) as work:
        return _lapse(work, tools, work.powers_of_attorney.get(id, for_update=True), actor, ground, said)


def lapse_all(work: Work, tools: Tools, reseller: ResellerId, actor: Actor, ground: LapseGround) -> None:
    """Every live one of that reseller, in a transaction under way, before its case is locked."""
    for id in [power.id for power in work.powers_of_attorney.of(reseller) if power.state in LIVE]:
        power = work.powers_of_attorney.get(id, for_update=True)
        if power.state in LIVE:
            _lapse(work, tools, power, actor, ground)


def _required(reason: str) -> str:
    if not reason.strip():
        raise InputRefused([Fault("$.reason", "MISSING", "Bitte begründen Sie, warum die Vollmacht endet.")])
    return reason.strip()


def _lapse(
    work: Work, tools: Tools, power: PowerOfAttorney, actor: Actor, ground: LapseGround, reason: str | None = None
) -> PowerOfAttorney:
    lapsed = power.lapsed(ground, tools.clock(), reason)
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
