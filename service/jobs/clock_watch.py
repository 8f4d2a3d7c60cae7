"""Each machine looks at others' clocks now and then, beside all requests: those who sign must not wait for a store or a provider that hangs."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Self

from service.domain.errors import Unavailable

log = logging.getLogger(__name__)
EVERY_S = 60.0
NONE, WORTH_ANOTHER_LOOK = timedelta(0), timedelta(seconds=30)


class ClockWatch:
    """Context manager: looks while the block runs.

    Args:
        there: the store's clock; None: it has none of its own, and nobody needs to look again. Raises Unavailable.
        here: ours.
        whose: for the log.
        every_s: seconds between two looks; while they differ, a minute at most.
    """

    def __init__(
        self,
        there: Callable[[], datetime | None],
        here: Callable[[], datetime],
        *,
        whose: str = "the store",
        every_s: float = EVERY_S,
    ) -> None:
        self._there, self._here, self._whose, self._every_s = there, here, whose, every_s
        self._skew = NONE
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"clock of {whose}", daemon=True)

    @property
    def skew(self) -> timedelta:
        """Their clock minus ours, as last seen; who is away since then keeps it."""
        return self._skew

    def look(self) -> bool:
        """False: there is no clock to look at."""
        before = self._here()
        there = self._there()
        if there is None:
            self._skew = NONE
            return False
        # Its time was taken somewhere between asking and the answer: the difference that can be explained so is none.
        after = self._here()
        self._skew = there - before if there < before else max(there - after, NONE)
        return True

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self.look():
                    return
            except Unavailable:
                log.debug("the clock of %s was not seen", self._whose)
            except Exception:  # the thread must not end; what is closed under it as it stops is no defect
                if self._stopping.is_set():
                    return
                log.exception("the clock of %s could not be looked at", self._whose)
            self._stopping.wait(EVERY_S if abs(self._skew) > WORTH_ANOTHER_LOOK else self._every_s)
