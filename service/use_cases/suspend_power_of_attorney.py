"""A live Vollmacht rests for a reason, or rests no more."""

from service.domain.access import Actor, Role
from service.domain.errors import Fault, FourEyesRequired, InputRefused, WrongState
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney, SuspensionGround
from service.use_cases.own_interest import require_disinterested
from service.use_cases.pause_emergency import rest_cases
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


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


def clear_suspension(
    id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, reason: str, rests_seen: int | None = None
) -> PowerOfAttorney:
    """Two persons, one after the other: with the first it still rests, with the second it is what it was before.

    An emergency that was paused with it stays paused: whether it goes on is a question of its own.

    Args:
        rests_seen: of how many times of rest the person knew when she decided; None: not asked.

    Raises:
        FourEyesRequired: the first one asks again, or one of the grantor's own people does.
        ConflictOfInterest: he is a contact or an end customer of the grantor's.
        InputRefused: without a reason.
        WrongState: it rests no more, or for a further reason that she has not seen.
    """
    actor.require(Role.TEAM_LEAD)
    said, now = reason.strip(), tools.clock()
    if not said:
        raise InputRefused([Fault("$.reason", "MISSING", "Bitte begründen Sie, warum die Vollmacht nicht mehr ruhen muss.")])
    with tools.transactions(actor) as work:
        before = work.powers_of_attorney.get(id, for_update=True)
        if rests_seen is not None and before.is_live and rests_seen != len(before.rests):
            raise WrongState(
                "Inzwischen ruht die Vollmacht aus einem weiteren Grund. Bitte laden Sie die Seite neu und lesen Sie ihn."
            )
        if is_grantors(work, before, actor):
            raise FourEyesRequired("Sie gehören zum Vollmachtgeber. Aufheben müssen zwei andere Personen aus der Teamleitung.")
        require_disinterested(work, before.reseller, actor)
        if before.clearing is None:
            asked = before.clearing_asked(actor.label, now, said)
            work.powers_of_attorney.save(asked)
            record(work, tools, "power-of-attorney:clearing-asked", id, actor, now, reseller=asked.reseller)
            return asked
        power = before.cleared(actor.label, now, said)
        work.powers_of_attorney.save(power)
        notify(
            work, tools, "power-of-attorney-cleared", work.resellers.get(power.reseller).all_addresses, id, now,
            occasion=now.isoformat(), reseller=power.reseller, values={"number": power.number},
        )  # fmt: skip
        record(work, tools, "power-of-attorney:cleared", id, actor, now, reseller=power.reseller)
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return power


def is_grantors(work: Work, power: PowerOfAttorney, actor: Actor) -> bool:
    """Whoever acts has the address of one who represents or signs for the grantor: nobody clears in a matter of his own."""
    if not actor.email:
        return False
    theirs = (*work.resellers.get(power.reseller).all_addresses, *(one.representative.email for one in power.signers))
    return actor.email.casefold() in {address.casefold() for address in theirs}
