"""An emergency after its approval: extended by two, paused by a sign of life, resumed by a person, wound down and closed with an account."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.access import Role
from service.domain.authority import DecisionOutcome
from service.domain.emergency_case import CaseState, EmergencyCase
from service.domain.errors import Forbidden, FourEyesRequired, InputRefused, WrongState
from service.domain.parties import Scope
from service.use_cases.check_authority import CheckRequest, check_authority
from service.use_cases.close_emergency import AccountTo, close_emergency, wind_down_due, wind_down_emergency
from service.use_cases.pause_emergency import SignOfLife, note_sign_of_life, pause_emergency, resume_emergency
from service.use_cases.renew_emergency import renew_emergency, request_renewal
from tests.fakes import World, staff
from tests.service.use_cases.story import AGENT, TEAM_LEAD, active, effective

OTHER_LEAD = staff(Role.TEAM_LEAD, 2)


def running() -> tuple[World, EmergencyCase]:
    world = World()
    return world, active(world, effective(world))


def stored(world: World, case: EmergencyCase) -> EmergencyCase:
    found: EmergencyCase = world.work.emergency_cases.get(case.id)
    return found


def letters(world: World, kind: str) -> int:
    return sum(notice.kind == kind for notice in world.work.outbox.rows.values())


def test_one_asks_and_another_one_extends_by_thirty_days() -> None:
    world, case = running()
    request_renewal(case.id, AGENT, world.tools())
    renewed = renew_emergency(case.id, TEAM_LEAD, world.tools())

    assert case.active_until is not None
    assert renewed.active_until == case.active_until + timedelta(days=30)
    assert letters(world, "emergency-renewed") > 0


def test_nobody_extends_his_own_request_or_what_nobody_asked_for() -> None:
    world, case = running()
    with pytest.raises(WrongState):
        renew_emergency(case.id, TEAM_LEAD, world.tools())
    request_renewal(case.id, TEAM_LEAD, world.tools())
    with pytest.raises(FourEyesRequired):
        renew_emergency(case.id, TEAM_LEAD, world.tools())
    with pytest.raises(Forbidden):
        renew_emergency(case.id, AGENT, world.tools())

    assert renew_emergency(case.id, OTHER_LEAD, world.tools()).renewal_requested_by is None


def test_after_ninety_days_a_new_approval_is_needed() -> None:
    world, case = running()
    for _ in range(2):
        request_renewal(case.id, AGENT, world.tools())
        case = renew_emergency(case.id, TEAM_LEAD, world.tools())
    assert case.active_from is not None
    assert case.active_until == case.active_from + timedelta(days=90)

    with pytest.raises(WrongState):
        request_renewal(case.id, AGENT, world.tools())


def test_a_sign_of_life_pauses_and_the_answer_is_no_until_a_person_has_looked() -> None:
    world, case = running()
    pause_emergency(case.id, AGENT, world.tools(), sign=SignOfLife.PAYMENT)
    question = CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213")
    assert check_authority(question, AGENT, world.tools()).outcome is DecisionOutcome.DENY
    with pytest.raises(InputRefused):
        resume_emergency(case.id, TEAM_LEAD, world.tools(), reason=" ")

    resume_emergency(case.id, TEAM_LEAD, world.tools(), reason="Der Dauerauftrag lief noch.")
    assert check_authority(question, AGENT, world.tools()).allowed
    assert letters(world, "emergency-paused") > 0


def test_a_representatives_log_in_pauses_once() -> None:
    world, case = running()

    assert note_sign_of_life(case.reseller, world.tools()) == 1
    assert note_sign_of_life(case.reseller, world.tools()) == 0
    assert stored(world, case).state is CaseState.PAUSED


def test_a_waiting_case_waits_a_day_more_after_it_was_resumed() -> None:
    world, case = running()
    now = world.clock()
    waiting = stored(world, case)
    world.work.emergency_cases.save(replace(waiting, state=CaseState.WAITING, waiting_ends_at=now + timedelta(hours=1)))
    pause_emergency(case.id, AGENT, world.tools(), sign=SignOfLife.CALL)
    world.clock.advance(hours=5)
    resumed = resume_emergency(case.id, TEAM_LEAD, world.tools(), reason="Es war der Nachbar.")

    assert (resumed.state, resumed.waiting_ends_at) == (CaseState.WAITING, now + timedelta(hours=29))


def test_when_its_time_is_over_it_is_wound_down_once() -> None:
    world, case = running()
    world.clock.advance(days=30, seconds=-1)
    assert wind_down_due(world.tools()) == 0
    world.clock.advance(seconds=1)

    assert wind_down_due(world.tools()) == 1
    assert wind_down_due(world.tools()) == 0
    assert stored(world, case).state is CaseState.WINDING_DOWN
    assert letters(world, "emergency-ended") > 0


def test_it_is_closed_only_with_an_account() -> None:
    world, case = running()
    with pytest.raises(WrongState):
        close_emergency(case.id, TEAM_LEAD, world.tools(), account_to=AccountTo.HEIRS)
    wind_down_emergency(case.id, TEAM_LEAD, world.tools())
    closed = close_emergency(case.id, TEAM_LEAD, world.tools(), account_to=AccountTo.HEIRS)

    assert (closed.state, closed.is_open) == (CaseState.CLOSED, False)
    kinds = world.work.audit_log.kinds()
    assert kinds[-2:] == ["emergency-case:accounted", "emergency-case:closed"]
