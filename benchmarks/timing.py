"""Time two things alternately, so that the machine's moods hit both."""

import statistics
import time
from collections.abc import Callable


def ratio(ours: Callable[[], object], rival: Callable[[], object], *, rounds: int) -> tuple[float, float, float]:
    """Medians of both in milliseconds, and ours divided by the rival's."""
    ours()
    rival()
    own, other = [], []
    for _ in range(rounds):
        own.append(_milliseconds(ours))
        other.append(_milliseconds(rival))
    return statistics.median(own), statistics.median(other), statistics.median(own) / statistics.median(other)


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000
