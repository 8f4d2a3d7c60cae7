"""Measure what waits, for /metrics."""

from service.domain.backlog import Backlog
from service.use_cases.log_in import SYSTEM
from service.use_cases.ports import Tools


def measure_backlog(tools: Tools) -> Backlog:
    """Raises Unavailable."""
    with tools.transactions(SYSTEM) as work:
        return work.backlog.measure(tools.clock())
