"""The term is over: the Vollmacht ends. An emergency that began in time defers that, six months at most."""

from collections.abc import Sequence
from datetime import datetime

from service.domain.access import WORKER, Actor
from service.domain.emergency_case import EmergencyCase
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import BERLIN, PowerOfAttorney, State
from service.use_cases.pause_emergency import rest_cases
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record


def expire_due(tools: Tools) -> int:
    """Every Vollmacht past its last day, each in a transaction of its own. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        ended = [power.id for power in work.powers_of_attorney.ending_by(now.astimezone(BERLIN).date())]
    return sum(expire_power_of_attorney(id, WORKER, tools) for id in ended)


def expire_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> bool:
    """Whether it ended now: looked at again under its row's lock."""
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id, for_update=True)
        cases = work.emergency_cases.of(power.reseller)
        deferred = any(case.defers_expiry(power.last_day, now) for case in cases)
        if power.state not in {State.EFFECTIVE, State.SUSPENDED} or not power.term_ended(now, deferred=deferred):
            return False
        ended_at = now if deferred else _ended_at(power, cases)
        expired = power.expired(ended_at)
        work.powers_of_attorney.save(expired)
        rest_cases(work, tools, expired.reseller, actor)
        notify(
            work, tools, "power-of-attorney-expired", work.resellers.get(power.reseller).all_addresses, id, now,
            occasion="expired", reseller=power.reseller, values={"number": power.number},
        )  # fmt: skip
        record(work, tools, "power-of-attorney:expired", id, actor, now, reseller=power.reseller, ended_at=ended_at.isoformat())
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return True


def _ended_at(power: PowerOfAttorney, cases: Sequence[EmergencyCase]) -> datetime:
    """With its last day, or with the case that had deferred it: however late anybody looks."""
    assert power.term_ends_at is not None  # noqa: S101 - `term_ended` looked
    deferring = [case for case in cases if case.active_from is not None and case.active_from < power.term_ends_at]
    # A case may be closed long after it was last active: its account takes time.
    ends = [min(one for one in (case.active_until, case.ended_at) if one is not None) for case in deferring if case.active_until]
    return max([power.term_ends_at, *ends])
