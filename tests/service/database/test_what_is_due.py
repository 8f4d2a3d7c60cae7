"""What the sweep finds in a real database: contacts with something due, Vollmachten near their end; nobody locks another out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR
from service.domain.document import ArchiveReceipt, DocumentState
from service.domain.emergency_case import CaseState
from service.domain.errors import NotFound
from service.domain.power_of_attorney import State
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.erase_evidence import erase_evidence
from service.use_cases.expire_power_of_attorney import expire_due
from service.use_cases.import_records import import_records
from service.use_cases.ports import Tools
from service.use_cases.remind_of_end import remind_of_ends
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from tests.builders import a_case, evidence
from tests.fakes.world import World
from tests.service.use_cases.story import example

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def tools_on(transactions: DatabaseTransactions) -> Tools:
    tools = replace(World().tools(), transactions=transactions)
    import_records([example("gmbh-joint")], OPERATOR, tools)
    return tools


def test_contacts_are_due_at_their_instant_and_one_process_takes_each(transactions: DatabaseTransactions) -> None:
    tools = tools_on(transactions)
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        for contact in work.emergency_contacts.of(reseller.id):
            work.emergency_contacts.save(contact.invited(NOW))

    with tools.transactions(OPERATOR) as work:
        assert not work.emergency_contacts.due(NOW + timedelta(days=10, seconds=-1))
        assert len(work.emergency_contacts.due(NOW + timedelta(days=10))) == 2
        with tools.transactions(OPERATOR) as other:
            assert not other.emergency_contacts.due(NOW + timedelta(days=10))


def test_a_vollmacht_is_found_by_its_last_day_and_ends_once(transactions: DatabaseTransactions) -> None:
    tools = tools_on(transactions)
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
    assert reseller is not None
    draft = begin_power_of_attorney(reseller.id, OPERATOR, tools)
    with tools.transactions(OPERATOR) as work:
        stored = work.powers_of_attorney.get(draft.id)
        work.powers_of_attorney.save(replace(stored, state=State.EFFECTIVE, effective_at=NOW, last_day=date(2027, 1, 31)))
        assert not work.powers_of_attorney.ending_by(date(2027, 1, 30))
        assert [one.id for one in work.powers_of_attorney.ending_by(date(2027, 1, 31))] == [draft.id]

    assert remind_of_ends(tools) == 1
    assert remind_of_ends(tools) == 0
    later = replace(tools, clock=lambda: datetime(2027, 2, 1, 9, tzinfo=UTC))
    assert expire_due(later) == 1
    assert expire_due(later) == 0
    with tools.transactions(OPERATOR) as work:
        assert work.powers_of_attorney.get(draft.id).state is State.EXPIRED


def test_an_archived_document_is_due_for_renewal_before_its_timestamp_ends(transactions: DatabaseTransactions) -> None:
    tools = tools_on(transactions)
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
    assert reseller is not None
    draft = begin_power_of_attorney(reseller.id, OPERATOR, tools)
    document = submit_power_of_attorney(draft.id, OPERATOR, tools)
    with tools.transactions(OPERATOR) as work:
        issued = work.documents.of(document.id)
        assert issued is not None
        work.documents.save(replace(issued, state=DocumentState.ARCHIVED, renew_by=NOW + timedelta(days=100)))

    with tools.transactions(OPERATOR) as work:
        assert not work.documents.due_for_renewal(NOW + timedelta(days=100), 10)
        assert list(work.documents.due_for_renewal(NOW + timedelta(days=100, seconds=1), 10)) == [issued.id]


def test_the_lock_that_ends_first_is_due_first_and_a_final_one_never(transactions: DatabaseTransactions) -> None:
    tools = tools_on(transactions)
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
    assert reseller is not None
    ids = []
    for days in (300, 100, 200):
        draft = begin_power_of_attorney(reseller.id, OPERATOR, tools)
        submit_power_of_attorney(draft.id, OPERATOR, tools)
        with tools.transactions(OPERATOR) as work:
            document = work.documents.of(draft.id)
            assert document is not None
            receipt = ArchiveReceipt("key", "1", "ab", NOW + timedelta(days=days), NOW)
            work.documents.save(document.archived(receipt))
            ids.append(document.id)

    with tools.transactions(OPERATOR) as work:
        assert list(work.documents.locks_ending(NOW + timedelta(days=250), 10)) == [ids[1], ids[2]]
        assert work.backlog.measure(NOW).first_lock_left == timedelta(days=100)
        work.documents.save(work.documents.get(ids[1]).locked(NOW + timedelta(days=120), is_final=True))
        assert list(work.documents.locks_ending(NOW + timedelta(days=250), 10)) == [ids[2]]
        assert work.backlog.measure(NOW).first_lock_left == timedelta(days=200)


def test_evidence_is_due_half_a_year_after_the_end_and_its_file_goes(transactions: DatabaseTransactions) -> None:
    tools = tools_on(transactions)
    piece = replace(evidence(), recorded_at=NOW)
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        work.evidence_files.add(piece.id, reseller.id, b"deed", "application/pdf", NOW)
        ended = a_case(CaseState.STOOD_DOWN, reseller=reseller.id, ended_at=NOW, evidence=(piece,))
        work.emergency_cases.save(ended)

    with tools.transactions(OPERATOR) as work:
        assert not work.emergency_cases.ended_with_files(NOW)
        assert [one.id for one in work.emergency_cases.ended_with_files(NOW + timedelta(seconds=1))] == [ended.id]
    assert erase_evidence(replace(tools, clock=lambda: NOW + timedelta(days=170))) == 0
    assert erase_evidence(replace(tools, clock=lambda: NOW + timedelta(days=190))) == 1
    assert erase_evidence(replace(tools, clock=lambda: NOW + timedelta(days=190))) == 0
    with tools.transactions(OPERATOR) as work, pytest.raises(NotFound):
        work.evidence_files.read(piece.id)
