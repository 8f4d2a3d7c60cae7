"""Time our act and the rival's in turns, so that the machine's moods hit both. What only computes is measured in processor time: a busy machine is no excuse."""

import statistics
import time
from collections.abc import Callable

from benchmarks.signing.rival import Rival


def against(rival: Rival, act: Callable[[], object], *, rounds: int, waits: bool = False, **order: str) -> tuple[float, float]:
    """Medians in milliseconds: ours, the rival's.

    Args:
        waits: both wait for servers: the wall's clock counts.
    """
    act()
    rival.milliseconds(waits=waits, **order)
    own, other = [], []
    for _ in range(rounds):
        own.append(milliseconds(act, waits=waits))
        other.append(rival.milliseconds(waits=waits, **order))
    return statistics.median(own), statistics.median(other)


def compared(ours: Callable[[], object], other: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    """The same within this process."""
    ours()
    other()
    pairs = [(milliseconds(ours), milliseconds(other)) for _ in range(rounds)]
    return statistics.median(own for own, _ in pairs), statistics.median(rival for _, rival in pairs)


def milliseconds(act: Callable[[], object], *, waits: bool = False) -> float:
    clock = time.perf_counter if waits else time.process_time
    started = clock()
    act()
    return (clock() - started) * 1000
