"""Waiting for what another process or thread is about to do: asked again and again, up to a generous end."""

import threading
from collections.abc import Callable
from time import monotonic

PATIENCE_S, PAUSE_S = 90.0, 0.05


def wait_until(met: Callable[[], object], what: str, *, within_s: float = PATIENCE_S) -> None:
    """Returns once `met()` is true.

    Raises:
        AssertionError: it was not within `within_s` seconds; `what` names it.
    """
    pause, end = threading.Event(), monotonic() + within_s
    while not met():
        assert monotonic() < end, f"after {within_s:g} s: not {what}"
        pause.wait(PAUSE_S)
