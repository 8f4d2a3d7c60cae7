"""The real repositories keep what the fakes promise."""

import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.exc import SQLAlchemyError

from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR, Actor, Role, User
from service.domain.errors import Conflict, InputRefused, NotFound, Unavailable
from service.domain.ids import UserId
from service.domain.power_of_attorney import State
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.find_power_of_attorney import find_power_of_attorney
from service.use_cases.import_records import import_records
from service.use_cases.ports import Tools
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from tests.fakes.world import World
from tests.service.use_cases.story import example


@pytest.fixture
def tools(transactions: DatabaseTransactions) -> Tools:
    return replace(World().tools(), transactions=transactions)


def imported(tools: Tools, name: str = "gmbh-joint") -> Any:
    import_records([example(name)], OPERATOR, tools)
    with tools.transactions(OPERATOR) as work:
        return work.resellers.by_customer_no(example(name).grantor.customer_no)


@pytest.mark.parametrize("name", ["gmbh-joint", "sole-trader", "gbr-partners", "gmbh-co-kg"])
def test_a_reseller_comes_back_as_he_was_stored(tools: Tools, name: str) -> None:
    reseller = imported(tools, name)
    record = example(name)

    assert (reseller.grantor, reseller.hoster, reseller.proposal) == (record.grantor, record.hoster, record.proposal)
    assert reseller.representatives == record.representatives
    with tools.transactions(OPERATOR) as work:
        found = work.end_customers.of(reseller.id)
        contacts = work.emergency_contacts.of(reseller.id)
    assert sorted(found, key=lambda one: one.ref) == sorted(record.end_customers, key=lambda one: one.ref)
    assert tuple(contact.named for contact in contacts) == record.emergency_contacts


def test_the_end_customer_whose_domain_ends_first_comes_first(tools: Tools) -> None:
    reseller = imported(tools)

    with tools.transactions(OPERATOR) as work:
        refs = [customer.ref for customer in work.end_customers.of(reseller.id)]

    assert refs == ["EK-88214", "EK-88213", "EK-88215"]


@pytest.mark.parametrize("search", ["K-10472", "pixelwerft", "räume", "baeckerei-thoennes.example", "BROT-"])
def test_a_reseller_is_found_by_number_name_or_domain(tools: Tools, search: str) -> None:
    reseller = imported(tools)
    imported(tools, "sole-trader")

    with tools.transactions(OPERATOR) as work:
        assert [one.id for one in work.resellers.all(search=search)] == [reseller.id]


@pytest.mark.parametrize("search", ["%", "_", "\\", "'; DROP TABLE resellers; --"])
def test_wildcards_in_a_search_are_plain_text(tools: Tools, search: str) -> None:
    imported(tools)

    with tools.transactions(OPERATOR) as work:
        assert not work.resellers.all(search=search)


def test_a_vollmacht_comes_back_as_it_was_stored(tools: Tools) -> None:
    reseller = imported(tools)
    draft = begin_power_of_attorney(reseller.id, OPERATOR, tools, cooling_off=timedelta(0))
    power = submit_power_of_attorney(draft.id, OPERATOR, tools)

    with tools.transactions(OPERATOR) as work:
        assert replace(work.powers_of_attorney.get(draft.id), version=0) == replace(power, version=0)
        document = work.documents.of(draft.id)
        assert document is not None
        assert work.documents.revision(document.id, 0).startswith(b"%PDF")
        assert [event.kind for event in work.audit_log.of(draft.id)] == ["power-of-attorney:begun", "power-of-attorney:submitted"]


def test_a_vollmacht_is_found_by_the_number_printed_on_it(tools: Tools) -> None:
    reseller = imported(tools)
    draft = begin_power_of_attorney(reseller.id, OPERATOR, tools, cooling_off=timedelta(0))
    power = submit_power_of_attorney(draft.id, OPERATOR, tools)

    assert find_power_of_attorney(power.number, OPERATOR, tools) == power.id
    assert find_power_of_attorney(UUID(str(power.id)), OPERATOR, tools) == power.id


def test_a_number_nobody_was_given_is_not_found_and_named(tools: Tools) -> None:
    with pytest.raises(NotFound, match="VM-2026-999999"):
        find_power_of_attorney("VM-2026-999999", OPERATOR, tools)


def test_numbers_have_no_gap_after_a_rollback(tools: Tools) -> None:
    with pytest.raises(RuntimeError), tools.transactions(OPERATOR) as work:  # noqa: PT012 - the block is the transaction
        work.powers_of_attorney.next_number(2026)
        raise RuntimeError

    with tools.transactions(OPERATOR) as work:
        assert work.powers_of_attorney.next_number(2026) == "VM-2026-000001"


def test_of_fifty_who_save_the_same_version_one_wins(tools: Tools) -> None:
    reseller = imported(tools)
    draft = begin_power_of_attorney(reseller.id, OPERATOR, tools)
    with tools.transactions(OPERATOR) as work:
        read = work.powers_of_attorney.get(draft.id)

    def save(_: int) -> bool:
        try:
            with tools.transactions(OPERATOR) as work:
                work.powers_of_attorney.save(read)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(save, range(50))) == 1


def test_two_effective_vollmachten_of_one_reseller_are_refused(tools: Tools) -> None:
    reseller = imported(tools)
    first = begin_power_of_attorney(reseller.id, OPERATOR, tools)
    second = begin_power_of_attorney(reseller.id, OPERATOR, tools)

    with tools.transactions(OPERATOR) as work:
        work.powers_of_attorney.save(replace(work.powers_of_attorney.get(first.id), state=State.EFFECTIVE))
    with pytest.raises(Conflict), tools.transactions(OPERATOR) as work:
        work.powers_of_attorney.save(replace(work.powers_of_attorney.get(second.id), state=State.EFFECTIVE))


def test_what_is_not_there_is_not_found(tools: Tools) -> None:
    with pytest.raises(NotFound), tools.transactions(OPERATOR) as work:
        work.powers_of_attorney.get(UUID(int=1))  # type: ignore[arg-type]


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET kind = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"])
def test_the_audit_log_refuses_change_even_from_its_owner(tools: Tools, database_url: str, statement: str) -> None:
    imported(tools)

    with psycopg.connect(database_url) as owner, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        owner.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET kind = 'x'",
        "DROP TABLE outbox",
        "UPDATE document_revisions SET content = ''",
        "CREATE TABLE x (y int)",
    ],
)
def test_the_service_has_no_right_to_rewrite_history(tools: Tools, statement: str) -> None:
    with pytest.raises(SQLAlchemyError), tools.transactions(OPERATOR) as work:
        work._connection.exec_driver_sql(statement)  # type: ignore[attr-defined]


def test_actor_and_tenant_are_set_and_do_not_leak_to_the_next_user(transactions: DatabaseTransactions) -> None:
    def settings(actor: Actor | None) -> tuple[str, str]:
        with transactions(actor or OPERATOR) as work:
            row = work._connection.exec_driver_sql(
                "SELECT current_setting('vollmacht.actor'), current_setting('vollmacht.reseller')"
            ).one()
            return str(row[0]), str(row[1])

    tenant = UUID(int=7)

    assert settings(Actor("user:x", Role.RESELLER, reseller=tenant)) == ("user:x", str(tenant))  # type: ignore[arg-type]
    assert settings(None) == ("operator", "*")


def test_a_job_of_a_rolled_back_transaction_does_not_exist(tools: Tools, database_url: str) -> None:
    with pytest.raises(RuntimeError), tools.transactions(OPERATOR) as work:  # noqa: PT012 - the block is the transaction
        work.jobs.defer("archive_document", document="x")
        raise RuntimeError
    with tools.transactions(OPERATOR) as work:
        work.jobs.defer("archive_document", document="y")

    with psycopg.connect(database_url) as owner:
        assert owner.execute("SELECT args FROM procrastinate_jobs").fetchall() == [({"document": "y"},)]


def test_the_same_notice_twice_is_one(tools: Tools) -> None:
    reseller = imported(tools)
    draft = begin_power_of_attorney(reseller.id, OPERATOR, tools)
    submit_power_of_attorney(draft.id, OPERATOR, tools)

    with tools.transactions(OPERATOR) as work:
        notice = work.outbox.of(draft.id)[0]
        work.outbox.add(replace(notice, id=UUID(int=9)))  # type: ignore[arg-type]
        assert len([one for one in work.outbox.of(draft.id) if one.key == notice.key]) == 1


def test_a_database_that_is_away_is_unavailable() -> None:
    away = DatabaseTransactions("postgresql://nobody:x@127.0.0.1:1/none")

    with pytest.raises(Unavailable), away(OPERATOR):
        pass


def test_an_error_of_the_database_repeats_nothing_personal(tools: Tools) -> None:
    user = User(UserId(UUID(int=77)), "erika@example.org", Role.AGENT, name="Erika Muster\x00")

    with pytest.raises(InputRefused) as refused, tools.transactions(OPERATOR) as work:
        work.users.save(user)

    told = "".join(traceback.format_exception(refused.value))
    assert "Erika" not in told
    assert "erika@" not in told
