"""Keeps this machine's trusted lists current, in a thread of its own: no database, no queue, for each machine has its own mirror folder."""

import logging
import threading
from collections.abc import Callable
from typing import Self

from service.domain.errors import ServiceError

log = logging.getLogger(__name__)
PAUSE_S = 600.0


class ListsKeeper:
    """Context manager: asks at the start and every ten minutes whether the lists are due.

    Args:
        refresh: fetches them if they are.
    """

    def __init__(self, refresh: Callable[[], int], *, pause_s: float = PAUSE_S) -> None:
        self._refresh, self._pause_s = refresh, pause_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="trusted-lists", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """A fetch under way is left to end with the process: the folder is replaced in one step or not at all."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._refresh()
            except ServiceError as error:
                log.warning("trusted lists: %s", error)
            except Exception:  # lists that cannot be renewed today serve on; the thread must not end
                log.exception("the trusted lists could not be renewed")
            self._stopping.wait(self._pause_s)
