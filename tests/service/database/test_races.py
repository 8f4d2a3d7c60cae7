"""Two people at once on a real database: the revocation always acts, nobody is told that the database is away, no state is left halfway."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest

from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR, Role, User
from service.domain.emergency_case import CaseState, EmergencyCase, InsolvencyCheck, InsolvencyFinding
from service.domain.errors import Conflict, FourEyesRequired
from service.domain.ids import EmergencyCaseId, PowerOfAttorneyId, UserId
from service.domain.power_of_attorney import PowerOfAttorney, State, SuspensionGround
from service.use_cases.approve_emergency import approve_emergency
from service.use_cases.document_emergency import record_insolvency_check
from service.use_cases.end_power_of_attorney import terminate_power_of_attorney
from service.use_cases.import_records import import_records
from service.use_cases.pause_emergency import SignOfLife, pause_emergency
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.use_cases.suspend_power_of_attorney import suspend_power_of_attorney
from tests.builders import a_case, a_power_of_attorney
from tests.fakes.world import World, staff
from tests.service.use_cases.story import example

LEAD, AGENT = staff(Role.TEAM_LEAD), staff(Role.AGENT)
ROUNDS = 4
Act = Callable[[PowerOfAttorney, EmergencyCase, Tools], object]


@pytest.fixture
def tools(transactions: DatabaseTransactions) -> Tools:
    made = replace(World().tools(), transactions=transactions)
    import_records([example("gmbh-joint")], OPERATOR, made)
    return made


def an_emergency(tools: Tools, number: int, state: CaseState) -> tuple[PowerOfAttorney, EmergencyCase]:
    """An effective Vollmacht with a case in that state; what stood there before has ended."""
    now = tools.clock()
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        for earlier in work.powers_of_attorney.of(reseller.id):
            if earlier.state in {State.EFFECTIVE, State.SUSPENDED}:
                work.powers_of_attorney.save(earlier.superseded(now))
        for open_one in (one for one in work.emergency_cases.of(reseller.id) if one.is_open):
            work.emergency_cases.save(open_one.stood_down("vorbei", now))
        power = a_power_of_attorney(
            id=PowerOfAttorneyId(UUID(int=1000 + number)), reseller=reseller.id, number=f"VM-2026-9{number:05}", document=None
        )
        looked = InsolvencyCheck(InsolvencyFinding.NOTHING_FOUND, now - timedelta(hours=1), AGENT.label)
        case = a_case(
            state, id=EmergencyCaseId(UUID(int=2000 + number)), reseller=reseller.id, insolvency_checks=(looked,),
            requested_by=AGENT.label, requested_scopes=power.terms.scopes,
        )  # fmt: skip
        work.powers_of_attorney.save(power)
        work.emergency_cases.save(case)
        for piece in case.evidence:
            record(work, tools, "emergency-case:evidence-read", case.id, LEAD, now, evidence=str(piece.id))
    return power, case


def at_once(first: Callable[[], object], second: Callable[[], object]) -> tuple[object, object]:
    """What each gave or raised."""
    start = Barrier(2)

    def run(act: Callable[[], object]) -> object:
        start.wait(30)
        try:
            return act()
        except Exception as error:  # looked at by the test
            return error

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.submit(run, first), threads.submit(run, second)
        return one.result(60), other.result(60)


def revoke(power: PowerOfAttorney, _: EmergencyCase, tools: Tools) -> object:
    return revoke_power_of_attorney(power.id, LEAD, tools, declared_by="zoe@pixelwerft.example")


OTHERS: dict[str, tuple[CaseState, Act]] = {
    "approve": (
        CaseState.APPROVAL_REQUESTED,
        lambda _, case, tools: approve_emergency(case.id, LEAD, tools, reason="Urkunde liegt vor."),
    ),
    "insolvency opened": (
        CaseState.ACTIVE,
        lambda _, case, tools: record_insolvency_check(case.id, AGENT, tools, finding=InsolvencyFinding.OPENED),
    ),
    "suspend": (
        CaseState.ACTIVE,
        lambda power, _, tools: suspend_power_of_attorney(power.id, LEAD, tools, ground=SuspensionGround.DISPUTE),
    ),
    "terminate": (CaseState.WAITING, lambda power, _, tools: terminate_power_of_attorney(power.id, LEAD, tools, reason="x")),
    "pause": (CaseState.ACTIVE, lambda _, case, tools: pause_emergency(case.id, AGENT, tools, sign=SignOfLife.CALL)),
    "revoke as well": (CaseState.ACTIVE, revoke),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_revocation_acts_whatever_else_happens_at_the_same_moment(tools: Tools, other: str) -> None:
    state, act = OTHERS[other]
    for number in range(ROUNDS):
        power, case = an_emergency(tools, number, state)

        def first(power: PowerOfAttorney = power, case: EmergencyCase = case) -> object:
            return revoke(power, case, tools)

        def second(power: PowerOfAttorney = power, case: EmergencyCase = case) -> object:
            return act(power, case, tools)

        found = at_once(first, second)

        failed = [one for one in found if isinstance(one, Exception)]
        # The later one may find that it comes too late; nobody is told that the database is away.
        assert all(isinstance(one, (Conflict, FourEyesRequired)) for one in failed), failed
        with tools.transactions(OPERATOR) as work:
            ended, rests = work.powers_of_attorney.get(power.id), work.emergency_cases.get(case.id)
        assert ended.state in {State.REVOKED, State.LAPSED, State.TERMINATED}
        assert rests.state not in {CaseState.ACTIVE, CaseState.WAITING}


def test_a_key_that_is_given_back_while_another_asks_for_it_can_be_claimed(tools: Tools) -> None:
    user = UserId(UUID(int=71))
    with tools.transactions(OPERATOR) as work:
        work.users.save(User(user, "lead@hoster.example", Role.TEAM_LEAD))

    def claims() -> None:
        for _ in range(150):
            with suppress(Conflict):  # the other one is at it
                with tools.transactions(OPERATOR) as work:
                    work.idempotency_keys.claim("one", user, "0" * 64, tools.clock())
                with tools.transactions(OPERATOR) as work:
                    work.idempotency_keys.release("one", user)

    assert at_once(claims, claims) == (None, None)
