"""What the log says when something is away: one line and what happens next, no traceback; the queue's library writes forty.

A defect of ours keeps its traceback, but of what the database says only the kind and the SQLSTATE: its texts and details show people's values.
"""

import logging
import time
import traceback
from collections.abc import Iterator
from types import TracebackType

import psycopg
from procrastinate.exceptions import ConnectorException

from service.domain.errors import ServiceError

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
LIBRARIES = ("procrastinate", "psycopg", "asyncio")
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, ConnectorException)


class Discreet(logging.Formatter):
    """Tracebacks without the database's own words ("Key (email)=(…) already exists"); the cause stands above its consequence."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the base's name
        links = list(_chain(ei[1]))
        return "\n".join(
            "".join(["Traceback (innermost last):\n", *traceback.format_tb(one.__traceback__), _kind(one)])
            for one in reversed(links)
        )


def _kind(error: BaseException) -> str:
    said = getattr(error, "orig", error)  # the database layer wraps the driver's errors
    if isinstance(said, psycopg.Error):
        return f"{type(error).__name__} (SQLSTATE {said.sqlstate or 'unknown'}; its words are not logged)"
    return "".join(traceback.format_exception_only(error)).rstrip("\n")


def log_to_stderr() -> None:
    """For processes that run long: time (UTC), level, place, one line."""
    handler = logging.StreamHandler()
    formatter = Discreet("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
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
