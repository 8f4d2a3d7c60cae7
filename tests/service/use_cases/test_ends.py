"""What ends by itself: the term, with its reminders and the emergency that defers it; and the time to sign."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.domain.access import OPERATOR
from service.domain.authority import DecisionOutcome
from service.domain.errors import NotFound, WrongState
from service.domain.parties import Scope
from service.domain.power_of_attorney import PowerOfAttorney, State, months_later
from service.use_cases.activate_emergency import stand_down_emergency
from service.use_cases.approve_emergency import approve_emergency
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.check_authority import CheckRequest, check_authority
from service.use_cases.expire_power_of_attorney import expire_due
from service.use_cases.remind_of_end import remind_of_ends, remind_signers
from tests.builders import berlin
from tests.fakes.world import World
from tests.service.pages.people import FIRST, SECOND
from tests.service.use_cases.story import (
    AGENT,
    TEAM_LEAD,
    effective,
    imported,
    read_all,
    representative,
    requested,
    sign,
    submitted,
)

LAST_DAY = date(2031, 11, 24)


def at(world: World, text: str) -> None:
    world.clock.now = berlin(text).astimezone(UTC)


def stored(world: World, power: PowerOfAttorney) -> PowerOfAttorney:
    found: PowerOfAttorney = world.work.powers_of_attorney.get(power.id)
    return found


def letters(world: World, kind: str) -> list[str]:
    return [one.recipient for one in world.work.outbox.rows.values() if one.kind == kind]


def test_the_last_day_counts_in_full_and_then_it_is_expired() -> None:
    world = World()
    power = effective(world)
    assert power.last_day == LAST_DAY

    at(world, "2031-11-24 23:59")
    assert expire_due(world.tools()) == 0
    at(world, "2031-11-25 00:00")
    assert expire_due(world.tools()) == 1
    assert expire_due(world.tools()) == 0

    assert stored(world, power).state is State.EXPIRED
    assert {FIRST, SECOND} <= set(letters(world, "power-of-attorney-expired"))
    assert "power-of-attorney:expired" in world.work.audit_log.kinds()
    assert ("archive_state", {"power_of_attorney": str(power.id)}) in world.work.jobs.rows


def test_however_late_somebody_looks_it_ended_with_its_last_day() -> None:
    world = World()
    power = effective(world)
    at(world, "2031-12-24 12:00")
    expire_due(world.tools())

    assert stored(world, power).ended_at == berlin("2031-11-25 00:00")


def running_at_the_end(world: World) -> PowerOfAttorney:
    """An emergency became active on the last day."""
    power = effective(world)
    at(world, "2031-11-24 12:00")
    case = requested(world, power)
    read_all(world, case)
    approve_emergency(case.id, TEAM_LEAD, world.tools(), reason="Urkunde liegt vor.")
    return power


def test_a_running_emergency_defers_the_end_and_the_answer_stays_yes() -> None:
    world = World()
    power = running_at_the_end(world)
    at(world, "2031-11-25 09:00")

    assert expire_due(world.tools()) == 0
    question = CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213")
    assert check_authority(question, AGENT, world.tools()).outcome is DecisionOutcome.ALLOW_WITH_OBLIGATIONS
    assert stored(world, power).state is State.EFFECTIVE


def test_with_the_emergency_the_deferred_vollmacht_ends_too() -> None:
    world = World()
    power = running_at_the_end(world)
    at(world, "2031-12-05 09:00")
    case = next(iter(world.work.emergency_cases.open()))
    stand_down_emergency(case.id, AGENT, world.tools(), reason="hat angerufen")
    at(world, "2031-12-06 09:00")

    assert expire_due(world.tools()) == 1
    assert stored(world, power).ended_at == berlin("2031-12-05 09:00")


def test_an_emergency_whose_time_is_over_defers_nothing() -> None:
    world = World()
    power = running_at_the_end(world)
    at(world, "2031-12-31 09:00")

    assert expire_due(world.tools()) == 1
    assert stored(world, power).ended_at == berlin("2031-12-24 12:00")


def test_no_emergency_defers_it_longer_than_six_months() -> None:
    world = World()
    power = running_at_the_end(world)
    case = next(iter(world.work.emergency_cases.open()))
    world.work.emergency_cases.save(replace(case, active_until=berlin("2032-12-31 12:00")))
    at(world, "2032-05-24 23:00")
    assert expire_due(world.tools()) == 0
    at(world, "2032-05-25 00:01")

    assert expire_due(world.tools()) == 1
    assert stored(world, power).state is State.EXPIRED
    assert [case.state.value for case in world.work.emergency_cases.open()] == ["PAUSED"]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
    ],
)
def test_months_end_where_there_is_no_such_day(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then


def test_the_end_is_announced_ninety_thirty_and_seven_days_before_once_each() -> None:
    world = World()
    effective(world)
    sent = []
    for days in (91, 90, 89, 30, 29, 7, 6, 1, 0):
        world.clock.now = datetime(2031, 11, 24, 9, tzinfo=UTC) - timedelta(days=days)
        remind_of_ends(world.tools())
        sent.append(letters(world, "power-of-attorney-ending").count(FIRST))

    assert sent == [0, 1, 1, 2, 2, 3, 3, 3, 3]


def test_after_a_long_stop_only_the_nearest_reminder_goes_out() -> None:
    world = World()
    effective(world)
    at(world, "2031-11-20 09:00")
    remind_of_ends(world.tools())

    assert letters(world, "power-of-attorney-ending").count(FIRST) == 1


def test_who_has_not_signed_is_reminded_before_the_deadline_and_who_has_is_not() -> None:
    world = World()
    power = submitted(world)
    sign(world, power, FIRST)
    for days in (15, 17, 18, 27, 28, 29):
        world.clock.now = power.created_at + timedelta(days=days)
        remind_of_ends(world.tools())

    assert letters(world, "signature-reminder") == [SECOND, SECOND]


def test_the_reseller_may_ask_again_once_a_day() -> None:
    world = World()
    power = submitted(world)
    me = representative(world, FIRST)
    for hours in (0, 1, 24):
        world.clock.advance(hours=hours)
        remind_signers(power.id, me, world.tools())

    assert letters(world, "signature-reminder").count(SECOND) == 2


def test_nobody_is_asked_again_for_a_draft_or_by_another_reseller() -> None:
    world = World()
    reseller = imported(world)
    draft = begin_power_of_attorney(reseller, OPERATOR, world.tools())  # type: ignore[arg-type]
    imported(world, "sole-trader")

    with pytest.raises(WrongState):
        remind_signers(draft.id, representative(world, FIRST), world.tools())
    with pytest.raises(NotFound):
        remind_signers(draft.id, representative(world, "hallo@ineskraemer.example"), world.tools())
