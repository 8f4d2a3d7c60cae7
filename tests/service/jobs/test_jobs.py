"""The queue on a real database: jobs run soon, are repeated until they succeed, and what was left behind is picked up."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from service.database.transactions import DatabaseTransactions
from service.database.urls import app_conninfo
from service.domain.access import OPERATOR, WORKER
from service.domain.document import ArchiveReceipt, DocumentState
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney
from service.jobs.runner import JobRunner, queue_app
from service.jobs.sweep import sweep
from service.jobs.sweep_archive import sweep_archive
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.import_records import import_records
from service.use_cases.ports import Tools
from service.use_cases.receive_signature import receive_signature
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from service.wiring.chance import clock, new_id, new_token
from tests.fakes.archive import FakeArchive
from tests.fakes.world import World
from tests.service.use_cases.story import example
from tests.waiting import wait_until

REDIRECT = "http://127.0.0.1/signatures/callback"
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def tools(world: World, transactions: DatabaseTransactions) -> Tools:
    return replace(world.tools(), transactions=transactions, clock=clock, new_id=new_id, new_token=new_token)


def signed(tools: Tools, name: str = "sole-trader", customer_no: str = "K-20931") -> PowerOfAttorney:
    """Under review, its document waiting for the timestamp."""
    import_records([example(name)], OPERATOR, tools)
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no(customer_no)
    assert reseller is not None
    draft = begin_power_of_attorney(reseller.id, OPERATOR, tools)
    power = submit_power_of_attorney(draft.id, OPERATOR, tools)
    assert power.document is not None
    with tools.transactions(OPERATOR) as work:
        issued = work.documents.revision(power.document, 0)
    for signer in power.signers:
        issued += b"|" + signer.field.encode()
        power = receive_signature(power.id, issued, OPERATOR, tools)
    return power


def state(tools: Tools, id: PowerOfAttorneyId) -> DocumentState:
    with tools.transactions(WORKER) as work:
        document = work.documents.of(id)
    assert document is not None
    return document.state


def runner(tools: Tools, database_url: str, *, sweeps: bool = False) -> JobRunner:
    first: Callable[[], None] = (lambda: sweep(tools, redirect_uri=REDIRECT)) if sweeps else (lambda: None)
    beside: Callable[[], None] = (lambda: sweep_archive(tools)) if sweeps else (lambda: None)
    return JobRunner(lambda: queue_app(app_conninfo(database_url), tools, redirect_uri=REDIRECT), first, beside)


def test_the_last_signature_leads_to_the_archive_by_itself(tools: Tools, world: World, database_url: str) -> None:
    with runner(tools, database_url):
        power = signed(tools)
        wait_until(lambda: state(tools, power.id) is DocumentState.ARCHIVED, "archived")

    assert world.archive.puts == 1


def test_an_outage_is_waited_for(tools: Tools, world: World, database_url: str) -> None:
    world.signatures.timestamps_away = True
    with runner(tools, database_url):
        power = signed(tools)
        wait_until(lambda: state(tools, power.id) is DocumentState.AWAITING_TIMESTAMP, "waiting for a time stamp")
        world.signatures.timestamps_away = False
        wait_until(lambda: state(tools, power.id) is DocumentState.ARCHIVED, "archived")


class Hanging(FakeArchive):
    """A store that answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.released, self.asked = threading.Event(), 0

    def store(self, key: str, content: bytes, manifest: Mapping[str, object], *, at: datetime) -> ArchiveReceipt:
        self.asked += 1
        self.released.wait(30)
        return super().store(key, content, manifest, at=at)


def test_a_store_that_hangs_holds_up_no_seal(tools: Tools, database_url: str) -> None:
    archive = Hanging()
    tools = replace(tools, archive=archive)
    with runner(tools, database_url):
        waiting = [signed(tools, name, number).id for name, number in (("sole-trader", "K-20931"), ("gbr-partners", "K-31550"))]
        wait_until(lambda: archive.asked == 1, "asked")
        sealed = {DocumentState.SEALED}
        wait_until(lambda: {state(tools, id) for id in waiting} == sealed, "sealed")
        archive.released.set()
        wait_until(lambda: {state(tools, id) for id in waiting} == {DocumentState.ARCHIVED}, "all archived")


def test_the_first_sweep_picks_up_what_a_killed_process_left(tools: Tools, world: World, database_url: str) -> None:
    power = signed(tools)

    with runner(tools, database_url, sweeps=True):
        wait_until(lambda: state(tools, power.id) is DocumentState.ARCHIVED, "archived")

    assert world.archive.puts == 1


def test_a_sweep_part_that_fails_keeps_no_other_from_running(tools: Tools, world: World) -> None:
    power = signed(tools)
    world.archive.away = True

    sweep(tools, redirect_uri=REDIRECT)
    sweep_archive(tools)
    assert state(tools, power.id) is DocumentState.SEALED
    world.archive.away = False
    sweep_archive(tools)

    assert state(tools, power.id) is DocumentState.ARCHIVED


def test_the_runner_stops_at_once_when_idle(tools: Tools, database_url: str) -> None:
    working = runner(tools, database_url)
    with working:
        threading.Event().wait(0.5)
        assert working.alive

    assert not working.alive
