"""A source that does not answer within seconds, on a real database: the decision says so, is stored, and nothing else suffers."""

from dataclasses import replace

import psycopg
import pytest

from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR, Role
from service.domain.authority import DecisionOutcome, ProtectiveAction
from service.domain.errors import InputRefused
from service.domain.parties import Scope
from service.use_cases.check_authority import CheckRequest, check_authority
from service.use_cases.import_records import import_records
from tests.fakes.world import World, staff
from tests.service.use_cases.story import example

pytestmark = pytest.mark.slow
AGENT = staff(Role.AGENT)


def test_a_locked_table_is_a_silent_source_not_a_defect(transactions: DatabaseTransactions, database_url: str) -> None:
    tools = replace(World().tools(), transactions=transactions)
    import_records([example("gmbh-joint")], OPERATOR, tools)
    question = CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213")
    with psycopg.connect(database_url) as other:
        other.execute("LOCK TABLE emergency_cases IN ACCESS EXCLUSIVE MODE")
        decision = check_authority(question, AGENT, tools)
        hold = check_authority(replace(question, action=ProtectiveAction.PROTECT_DELETION_HOLD), AGENT, tools)
        other.rollback()

    codes = {one.code for one in decision.reasons}
    assert "FACT_SOURCE_UNAVAILABLE" in codes
    assert "CASE_NONE" not in codes
    assert decision.outcome is DecisionOutcome.DENY  # there is no Vollmacht either: a no outweighs a maybe
    assert hold.allowed
    with transactions(AGENT) as work:
        assert work.decisions.get(decision.id)["decision"] == "DENY"
    assert "FACT_SOURCE_UNAVAILABLE" not in {one.code for one in check_authority(question, AGENT, tools).reasons}


@pytest.mark.parametrize("text", ["EK\x00", "EK\ud800"])
def test_what_no_database_can_keep_is_the_askers_fault_and_no_silence(transactions: DatabaseTransactions, text: str) -> None:
    tools = replace(World().tools(), transactions=transactions)
    import_records([example("gmbh-joint")], OPERATOR, tools)

    with pytest.raises(InputRefused):
        check_authority(CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, text), AGENT, tools)
    with pytest.raises(InputRefused):
        check_authority(CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213", person=f"{text}@x.example"), AGENT, tools)
