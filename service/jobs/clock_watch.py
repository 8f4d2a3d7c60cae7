"""Each machine looks at the store's clock once a minute, beside all requests: those who sign must not wait for a store that hangs."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Self

from service.domain.errors import Unavailable

log = logging.getLogger(__name__)
EVERY_S = 60.0
NONE = timedelta(0)


class ClockWatch:
    """Context manager: looks while the block runs.

    Args:
        there: the store's clock; None: it has none of its own, and nobody needs to look again. Raises Unavailable.
        here: ours.
    """

    def __init__(self, there: Callable[[], datetime | None], here: Callable[[], datetime]) -> None:
        self._there, self._here = there, here
        self._skew = NONE
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock of the store", daemon=True)

    @property
    def skew(self) -> timedelta:
        """The store's clock minus ours, as last seen; a store that is away since then keeps it."""
        return self._skew

    def look(self) -> bool:
        """False: there is no clock to look at."""
        before = self._here()
        there = self._there()
        if there is None:
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
                log.debug("the store's clock was not seen")
            except Exception:  # the thread must not end
                log.exception("the store's clock could not be looked at")
            self._stopping.wait(EVERY_S)
