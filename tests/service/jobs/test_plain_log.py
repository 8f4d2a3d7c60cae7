"""The log of a long night: one line for what is away, a traceback only for what is broken."""

import io
import logging
import sys

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException

from service.domain.errors import Unavailable
from service.jobs.plain_log import Discreet, plainly


def logged(name: str, text: str, error: BaseException | None = None, **more: object) -> str:
    """What a handler with the filter writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(plainly)
    handler.setFormatter(Discreet())
    try:
        if error is not None:
            raise error
    except BaseException:
        record = logging.makeLogRecord({"name": name, "msg": text, "levelno": logging.ERROR, "exc_info": sys.exc_info(), **more})
    else:
        record = logging.makeLogRecord({"name": name, "msg": text, "levelno": logging.ERROR, **more})
    handler.handle(record)
    return written.getvalue()


@pytest.mark.parametrize("error", [psycopg.OperationalError("connection refused"), ConnectorException()])
def test_the_queue_librarys_words_on_a_database_that_is_away_are_left_to_the_runner(error: Exception) -> None:
    assert logged("procrastinate.worker", "Side task listener failed", error) == ""


def test_the_pools_attempts_are_not_counted_out() -> None:
    assert logged("psycopg.pool", "error connecting in 'pool-1': connection refused") == ""


def test_a_job_that_waits_is_one_line_with_what_happens_next() -> None:
    said = logged(
        "procrastinate.worker",
        "Job archive_document[7](document='x') ended with status: Error, to retry",
        Unavailable("Das Archiv antwortet gerade nicht."),
        job={"task_name": "archive_document", "task_kwargs": {"document": "0192f0c1"}},
    )

    assert said.count("\n") == 1
    assert "archive_document" in said
    assert "0192f0c1" in said
    assert "Das Archiv antwortet gerade nicht." in said
    assert "tried again" in said


def test_a_defect_of_ours_keeps_its_traceback() -> None:
    said = logged("procrastinate.worker", "Job seal_document ended with status: Error", ZeroDivisionError("division by zero"))

    assert "Traceback" in said
    assert "ZeroDivisionError" in said


def test_other_programmes_records_are_left_alone() -> None:
    assert "Traceback" in logged("service.app", "failed", psycopg.OperationalError("x"))


def test_what_the_database_said_of_a_row_is_not_logged_but_where_it_broke_is(database_url: str) -> None:
    canary = ["@".join(("kanari", "example.org"))]
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TEMPORARY TABLE people (email text UNIQUE)")
        connection.execute("INSERT INTO people VALUES (%s)", canary)
        with pytest.raises(psycopg.errors.UniqueViolation, match=canary[0]) as refused:
            connection.execute("INSERT INTO people VALUES (%s)", canary)
    defect = RuntimeError("defect")
    defect.__cause__ = refused.value

    written = logged("service.app", "defect", defect)

    assert canary[0] not in written
    assert "UniqueViolation (SQLSTATE 23505" in written
    assert "RuntimeError: defect" in written
    assert "test_plain_log.py" in written
