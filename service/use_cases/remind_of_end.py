"""Letters before something ends: the term of a Vollmacht, and the time to sign one."""

from datetime import timedelta

from service.domain.access import WORKER, Actor, Role
from service.domain.errors import WrongState
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import BERLIN, ENDING_REMINDERS, SIGNABLE, PowerOfAttorney
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record, require_tenant
from service.use_cases.repositories import Work


def remind_of_ends(tools: Tools) -> int:
    """Every reminder due, each once. Safe to run twice."""
    now = tools.clock()
    horizon = now.astimezone(BERLIN).date() + timedelta(days=max(ENDING_REMINDERS))
    with tools.transactions(WORKER) as work:
        ending = work.powers_of_attorney.ending_by(horizon)
        signing = work.powers_of_attorney.in_state(*SIGNABLE)
        due = [power.id for power in (*ending, *signing) if power.reminder_due(now) is not None]
    return sum(_remind(id, tools) for id in due)


def remind_signers(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> PowerOfAttorney:
    """The reseller asks those who have not signed once more; at most one letter a day goes out.

    Raises:
        WrongState: it waits for nobody.
    """
    actor.require(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id)
        require_tenant(actor, power.reseller)
        if power.state not in SIGNABLE:
            raise WrongState("Diese Vollmacht wartet nicht auf Unterschriften.")
        _ask_again(work, tools, power, actor, occasion=now.date().isoformat())
    return power


def _remind(id: PowerOfAttorneyId, tools: Tools) -> bool:
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        power = work.powers_of_attorney.get(id, for_update=True)
        days = power.reminder_due(now)
        if days is None:
            return False
        work.powers_of_attorney.save(power.with_reminder(days))
        if power.state in SIGNABLE:
            _ask_again(work, tools, power, WORKER, occasion=f"{days} days")
            return True
        assert power.last_day is not None  # noqa: S101 - `reminder_due` looked
        notify(
            work, tools, "power-of-attorney-ending", work.resellers.get(power.reseller).all_addresses, id, now,
            occasion=f"{days} days", reseller=power.reseller,
            values={"number": power.number, "last_day": f"{power.last_day:%d.%m.%Y}"},
        )  # fmt: skip
        record(work, tools, "power-of-attorney:end-announced", id, WORKER, now, reseller=power.reseller, days=days)
    return True


def _ask_again(work: Work, tools: Tools, power: PowerOfAttorney, actor: Actor, *, occasion: str) -> None:
    assert power.deadline_at is not None  # noqa: S101 - SIGNABLE has a deadline
    missing = [one.representative.email for one in power.signers if one.field not in power.signed_fields]
    notify(
        work, tools, "signature-reminder", missing, power.id, tools.clock(), occasion=occasion, reseller=power.reseller,
        values={
            "number": power.number,
            "last_day": f"{power.deadline_at.astimezone(BERLIN):%d.%m.%Y}",
            "until": power.deadline_at.isoformat(),
        },
    )  # fmt: skip
    record(work, tools, "power-of-attorney:signers-reminded", power.id, actor, tools.clock(), reseller=power.reseller)
