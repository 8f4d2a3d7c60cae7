"""An emergency after its approval: extended by two, paused by a sign of life, resumed by a person, wound down and closed with an account."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from service.domain.access import Role
from service.domain.authority import DecisionOutcome, ReasonOutcome
from service.domain.emergency_case import CaseState, EmergencyCase, Ground
from service.domain.errors import Forbidden, FourEyesRequired, InputRefused, NotFound, WrongState
from service.domain.parties import Scope
from service.domain.power_of_attorney import SuspensionGround
from service.use_cases.check_authority import CheckRequest, check_authority
from service.use_cases.close_emergency import AccountTo, close_emergency, wind_down_due, wind_down_emergency
from service.use_cases.document_orders import AccountFacts, LetterOrder
from service.use_cases.issue_account import emergency_account
from service.use_cases.pause_emergency import SignOfLife, note_sign_of_life, pause_emergency, resume_emergency
from service.use_cases.record_expense import record_expense
from service.use_cases.renew_emergency import renew_emergency, request_renewal
from service.use_cases.report_emergency import report_emergency
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.use_cases.suspend_power_of_attorney import suspend_power_of_attorney
from tests.fakes.signing import FakeDocumentWriter
from tests.fakes.world import World, staff
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


def asked(world: World, at: datetime) -> set[str]:
    """The codes that say no to informing the first end customer, as of then."""
    decision = check_authority(CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213", at=at), AGENT, world.tools())
    return {one.code for one in decision.reasons if one.outcome is ReasonOutcome.FAIL}


def test_a_question_as_of_a_pause_is_answered_as_of_the_pause() -> None:
    world, case = running()
    world.clock.advance(hours=1)
    paused_at = world.clock()
    pause_emergency(case.id, AGENT, world.tools(), sign=SignOfLife.PAYMENT)
    world.clock.advance(hours=1)
    resumed_at = world.clock()
    resume_emergency(case.id, TEAM_LEAD, world.tools(), reason="Der Dauerauftrag lief noch.")
    world.clock.advance(hours=1)

    instants = (paused_at - timedelta(seconds=1), paused_at, resumed_at - timedelta(seconds=1), resumed_at)
    rests = {"CASE_PAUSED_SIGN_OF_LIFE"}
    assert [asked(world, at) for at in instants] == [set(), rests, rests, set()]


def test_after_its_end_and_beside_a_newer_one_a_case_still_answers_for_its_own_time() -> None:
    world, case = running()
    world.clock.advance(hours=2)
    wind_down_emergency(case.id, TEAM_LEAD, world.tools())
    over = world.clock()
    world.clock.advance(hours=2)
    close_emergency(case.id, TEAM_LEAD, world.tools(), account_to=AccountTo.HEIRS)
    report_emergency(case.reseller, AGENT, world.tools(), ground=Ground.DEATH, reporter="heir")

    assert asked(world, over - timedelta(seconds=1)) == set()
    assert asked(world, over) == {"CASE_NOT_ACTIVE"}
    assert "CASE_NOT_ACTIVE" in asked(world, world.clock())


def test_once_the_vollmacht_has_ended_or_rests_its_case_cannot_go_on() -> None:
    for ends in (
        lambda power, tools: revoke_power_of_attorney(power, TEAM_LEAD, tools, declared_by="zoe@pixelwerft.example"),
        lambda power, tools: suspend_power_of_attorney(power, TEAM_LEAD, tools, ground=SuspensionGround.DISPUTE),
    ):
        world, case = running()
        assert case.approval is not None
        ends(case.approval.power_of_attorney, world.tools())
        assert stored(world, case).state is CaseState.PAUSED

        with pytest.raises(WrongState, match="Vollmacht"):
            resume_emergency(case.id, TEAM_LEAD, world.tools(), reason="Es war kein Lebenszeichen.")
        assert wind_down_emergency(case.id, TEAM_LEAD, world.tools()).state is CaseState.WINDING_DOWN


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


class Remembering(FakeDocumentWriter):
    """Keeps the facts of the last letter."""

    facts: object = None

    def letter(self, order: LetterOrder) -> bytes:
        self.facts = order.facts
        return super().letter(order)


def spent(world: World, case: EmergencyCase, **other: object) -> EmergencyCase:
    what: dict[str, object] = {
        "on": world.clock().date(), "action": Scope.RENEW_DOMAIN, "end_customer": None, "what": "beispiel.example", "cost_eur": Decimal("24.90"),
    }  # fmt: skip
    return record_expense(case.id, AGENT, world.tools(), **{**what, **other})  # type: ignore[arg-type]


def test_what_was_spent_and_done_stands_in_the_account_that_is_kept_when_it_is_closed() -> None:
    world, case = running()
    customer = world.work.end_customers.of(case.reseller)[0]
    spent(world, case, end_customer=customer.ref)
    with pytest.raises(NotFound):
        emergency_account(case.id, TEAM_LEAD, world.tools())
    wind_down_emergency(case.id, TEAM_LEAD, world.tools())
    spent(world, case, cost_eur=Decimal("0.00"), what="Sicherung")
    draft = emergency_account(case.id, TEAM_LEAD, world.tools())
    assert not world.work.letters.rows

    close_emergency(case.id, TEAM_LEAD, world.tools(), account_to=AccountTo.HEIRS)
    assert ("issue_account", {"emergency_case": str(case.id)}) in world.work.jobs.rows
    writer = Remembering()
    kept = emergency_account(case.id, TEAM_LEAD, replace(world.tools(), documents=writer))

    assert draft.name != kept.name
    assert emergency_account(case.id, TEAM_LEAD, world.tools()).content == kept.content
    facts = writer.facts
    assert isinstance(facts, AccountFacts)
    assert facts.recipient == "HEIRS"
    acts = [(act.action, act.end_customer, act.detail, act.cost_eur) for act in facts.acts]
    assert ("RENEW_DOMAIN", customer.name, "beispiel.example", Decimal("24.90")) in acts
    assert ("PROTECT_DELETION_HOLD", None, None, Decimal("0.00")) in acts
    assert sum(act.cost_eur for act in facts.acts) == Decimal("24.90")
    with pytest.raises(WrongState):
        spent(world, case)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"on": date(2020, 1, 1)}, "$.on"),
        ({"on": date(2099, 1, 1)}, "$.on"),
        ({"cost_eur": Decimal("-1.00")}, "$.cost_eur"),
        ({"cost_eur": Decimal("1.005")}, "$.cost_eur"),
        ({"end_customer": "nobody"}, "$.end_customer"),
        ({"what": "  "}, "$.what"),
    ],
)
def test_an_expense_nobody_could_account_for_is_refused(wrong: dict[str, object], path: str) -> None:
    world, case = running()
    with pytest.raises(InputRefused) as refused:
        spent(world, case, **wrong)

    assert [fault.path for fault in refused.value.faults] == [path]
    assert not stored(world, case).expenses
