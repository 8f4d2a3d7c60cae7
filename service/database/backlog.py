"""One look at all that waits."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from service.domain.backlog import Backlog, Waiting

_DOCUMENTS = text("""
SELECT state, count(*), min((coalesce(body->>'sealed_at', body->>'issued_at'))::timestamptz) FROM documents
WHERE state IN ('SIGNED', 'AWAITING_TIMESTAMP', 'SEALED') GROUP BY state
""")
_POWERS = text("SELECT state, count(*) FROM powers_of_attorney GROUP BY state")
_LETTERS = text("SELECT count(*), min(created_at) FROM outbox WHERE sent_at IS NULL AND given_up_at IS NULL")
_GIVEN_UP = text("SELECT count(*) FROM outbox WHERE given_up_at IS NOT NULL")
_JOBS = text("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
_CASES = text("SELECT count(*) FROM emergency_cases WHERE is_open")
SURPLUS = "SELECT count(*) FROM documents WHERE state = 'ARCHIVED' AND (body->'archive'->>'surplus')::int > 0"
FIRST_LOCK_END = """
SELECT min((body->'archive'->>'retain_until')::timestamptz) FROM documents
WHERE state = 'ARCHIVED' AND body->'archive'->>'is_final' IS DISTINCT FROM 'true'
"""
_CLOCK = text("SELECT clock_timestamp()")
ON_THE_WAY = ("SIGNED", "AWAITING_TIMESTAMP", "SEALED")


class BacklogRepository:
    """Implements `repositories.Backlogs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def server_clock(self) -> datetime:
        found: datetime = self._connection.execute(_CLOCK).scalar_one()
        return found

    def measure(self, at: datetime) -> Backlog:
        found = {row[0]: _waiting(row[1], row[2], at) for row in self._connection.execute(_DOCUMENTS)}
        letters: Any = self._connection.execute(_LETTERS).one()
        return Backlog(
            documents={state: found.get(state, _waiting(0, None, at)) for state in ON_THE_WAY},
            powers={row[0]: row[1] for row in self._connection.execute(_POWERS)},
            letters=_waiting(letters[0], letters[1], at),
            letters_given_up=self._connection.execute(_GIVEN_UP).scalar_one(),
            jobs=self._connection.execute(_JOBS).scalar_one(),
            open_cases=self._connection.execute(_CASES).scalar_one(),
            surplus=self._connection.execute(text(SURPLUS)).scalar_one(),
            first_lock_left=ends - at if (ends := self._connection.execute(text(FIRST_LOCK_END)).scalar_one()) else None,
        )


def _waiting(count: int, since: datetime | None, at: datetime) -> Waiting:
    return Waiting(count, max(at - since, timedelta(0)) if since else timedelta(0))
