"""How often somebody may ask: one row a key, one statement a question (GCRA), the same for all processes."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, text
from sqlalchemy.engine import Connection

from service.database.tables import rate_limits

# The row keeps the theoretical arrival time. A question that comes too early changes nothing and gets none back.
_ASK = text("""
INSERT INTO rate_limits AS known (key, arrives_at) VALUES (:key, CAST(:at AS timestamptz) + :interval)
ON CONFLICT (key) DO UPDATE SET arrives_at = greatest(known.arrives_at, CAST(:at AS timestamptz)) + :interval
    WHERE greatest(known.arrives_at, CAST(:at AS timestamptz)) + :interval - :window <= CAST(:at AS timestamptz)
RETURNING arrives_at
""")
_WAIT = text("SELECT arrives_at FROM rate_limits WHERE key = :key")


class RateLimitRepository:
    """Implements `repositories.RateLimits`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, key: str, *, times: int, window: timedelta, at: datetime) -> timedelta | None:
        interval = window / times
        asked = self._connection.execute(_ASK, {"key": key, "at": at, "interval": interval, "window": window}).first()
        if asked is not None:
            return None
        arrives_at = self._connection.execute(_WAIT, {"key": key}).scalar_one()
        wait: timedelta = arrives_at + interval - window - at
        return max(wait, timedelta(seconds=1))

    def peek(self, key: str, *, times: int, window: timedelta, at: datetime) -> timedelta | None:
        arrives_at = self._connection.execute(_WAIT, {"key": key}).scalar()
        if arrives_at is None:
            return None
        wait: timedelta = max(arrives_at, at) + window / times - window - at
        return wait if wait > timedelta(0) else None

    def forget_idle(self, before: datetime) -> int:
        gone = self._connection.execute(delete(rate_limits).where(rate_limits.c.arrives_at < before).returning(func.now()))
        return len(gone.all())
