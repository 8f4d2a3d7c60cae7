"""How often somebody may try: log-ins, looked-up customers, codes. Counted in the database, for all processes together."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from service.domain.access import Actor
from service.domain.errors import ServiceError
from service.use_cases.log_in import SYSTEM
from service.use_cases.ports import Tools
from service.use_cases.recording import record


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many at once, then one each `window / times`."""

    name: str
    times: int
    window: timedelta


class TooManyRequests(ServiceError):
    """Attributes:
    retry_after: when the next one may come.
    """

    code = "too-many-requests"

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__("Das war zu oft in kurzer Zeit. Bitte warten Sie etwas und versuchen Sie es dann noch einmal.")
        self.retry_after = retry_after


def limit_rate(limit: RateLimit, whom: str, actor: Actor, tools: Tools) -> None:
    """Count one try.

    Args:
        whom: address, user or client; only its hash is kept.

    Raises:
        TooManyRequests: nothing was counted; the first refusal of a window is a security event.
    """
    now = tools.clock()
    key = f"{limit.name}:{hashlib.sha256(whom.encode()).hexdigest()}"
    with tools.transactions(SYSTEM) as work:
        wait = work.rate_limits.ask(key, times=limit.times, window=limit.window, at=now)
        if wait is None:
            return
        # Not one event for each of a million knocks.
        if work.rate_limits.ask(f"event:{key}", times=1, window=limit.window, at=now) is None:
            record(
                work, tools, "access:throttled", UUID(bytes=hashlib.sha256(key.encode()).digest()[:16]), actor, now,
                reseller=actor.reseller, limit=limit.name,
            )  # fmt: skip
    raise TooManyRequests(wait)


def require_calm(limit: RateLimit, whom: str, tools: Tools) -> None:
    """Whether one more would be too much; counts nothing. Raises TooManyRequests."""
    key = f"{limit.name}:{hashlib.sha256(whom.encode()).hexdigest()}"
    with tools.transactions(SYSTEM) as work:
        wait = work.rate_limits.peek(key, times=limit.times, window=limit.window, at=tools.clock())
    if wait is not None:
        raise TooManyRequests(wait)


def forget_repeats(tools: Tools) -> int:
    """Answers kept for a repeated `Idempotency-Key`: a day, for they hold what was asked about. Safe to run twice."""
    with tools.transactions(SYSTEM) as work:
        return work.idempotency_keys.forget(tools.clock() - timedelta(days=1))


def forget_idle_limits(tools: Tools) -> int:
    """Rows nobody waits for any more. Safe to run twice."""
    with tools.transactions(SYSTEM) as work:
        return work.rate_limits.forget_idle(tools.clock() - timedelta(days=1))
