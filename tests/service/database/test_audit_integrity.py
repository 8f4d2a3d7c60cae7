"""What the database can say about its own audit log, and what somebody with all rights in it did."""

from typing import LiteralString

import psycopg
import pytest

from service.domain.access import WORKER
from service.use_cases.verify_audit_log import verify_audit_log
from tests.service.api.test_story import effective
from tests.service.conftest import Site


def test_the_log_of_a_story_is_whole(site: Site) -> None:
    effective(site)

    found = verify_audit_log(site.tools)

    assert found.is_whole, found
    assert found.events > 5


@pytest.mark.parametrize(
    "kind", ["power-of-attorney:begun", "power-of-attorney:submitted", "document:sealed", "document:archived"]
)
def test_an_event_that_the_owner_of_the_database_deleted_is_named(site: Site, database_url: str, kind: str) -> None:
    effective(site)
    tamper(database_url, "DELETE FROM audit_log WHERE kind = %(kind)s", kind)

    found = verify_audit_log(site.tools)

    assert not found.is_whole
    assert [(one.kind, one.times) for one in found.gaps] == [(kind, 0)]


def test_an_event_that_was_inserted_twice_is_named(site: Site, database_url: str) -> None:
    effective(site)
    tamper(
        database_url,
        "INSERT INTO audit_log (id, kind, subject, actor, at, reseller, details) "
        "SELECT gen_random_uuid(), kind, subject, actor, at, reseller, details FROM audit_log WHERE kind = %(kind)s",
        "document:archived",
    )

    assert [(one.kind, one.times) for one in verify_audit_log(site.tools).gaps] == [("document:archived", 2)]


def test_a_trigger_switched_off_and_a_right_too_many_are_named(site: Site, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only")
        connection.execute("GRANT UPDATE ON audit_log TO vollmacht_app")

    found = verify_audit_log(site.tools)

    assert (found.is_append_only, found.rights_too_many, found.is_whole) == (False, ("UPDATE",), False)


def tamper(database_url: str, statement: LiteralString, kind: str) -> None:
    """As somebody with all rights, who puts the trigger back afterwards."""
    with psycopg.connect(database_url) as connection:
        connection.execute("ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only")
        connection.execute(statement, {"kind": kind})
        connection.execute("ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only")


def test_the_log_still_names_the_key_of_an_earlier_version_of_a_renewed_document(site: Site, database_url: str) -> None:
    effective(site)
    with psycopg.connect(database_url) as connection:
        keys = [row[0] for row in connection.execute("SELECT details->>'key' FROM audit_log WHERE kind = 'document:archived'")]
        connection.execute("DELETE FROM archive_intents")

    with site.tools.transactions(WORKER) as work:
        assert set(work.archive_intents.known_keys([*keys, "poa/2026/another/1-abc.pdf"])) == set(keys)
