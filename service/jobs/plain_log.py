"""What the log says when something is away: one line and what happens next, no traceback; the queue's library writes forty.

A defect of ours keeps its traceback.
"""

import logging
import time
from collections.abc import Iterator

import psycopg
from procrastinate.exceptions import ConnectorException

from service.domain.errors import ServiceError

LIBRARIES = ("procrastinate", "psycopg", "asyncio")
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, ConnectorException)


def log_to_stderr() -> None:
    """For processes that run long: time (UTC), level, place, one line."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(plainly)
    logging.getLogger().addHandler(handler)


def plainly(record: logging.LogRecord) -> bool:
    """A logging filter: False keeps the record out, because the runner says the same in one line."""
    if not record.name.startswith(LIBRARIES):
        return True
    cause = record.exc_info[1] if record.exc_info else None
    expected = next((one for one in _chain(cause) if isinstance(one, ServiceError)), None)
    if expected is not None:
        job = getattr(record, "job", {})
        named = f"{job.get('task_name', 'job')} {job.get('task_kwargs', '')}".strip() if isinstance(job, dict) else "job"
        record.msg, record.args = f"{named}: {expected.text} ({expected.code}) It is tried again.", ()
        record.exc_info = record.exc_text = None
        return True
    attempt = record.name.startswith("psycopg.pool") and "error connecting" in record.getMessage()
    return not attempt and not any(isinstance(one, _AWAY) for one in _chain(cause))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
