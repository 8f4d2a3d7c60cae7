"""The worker as a process of its own: the queue's jobs and sweeps until it is told to stop."""

import signal
import threading
from collections.abc import Callable

from service.settings import Settings, SettingsError
from service.wiring.policy import DEFAULT_PUBLIC_URL
from service.wiring.web import ground


def run_worker(settings: Settings, *, ready: Callable[[], None]) -> None:
    """Works until SIGINT or SIGTERM; jobs under way are finished.

    Args:
        ready: called once the ground holds and jobs are taken.

    Raises:
        SettingsError: real letters, and nothing says where their links lead.
    """
    if settings.public_url is None and settings.smtp_url is not None:
        raise SettingsError(
            "A worker writes letters with links: set VOLLMACHT_PUBLIC_URL to the address people reach, as for `vollmacht serve`."
        )
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with ground(settings, public_url=settings.public_url or DEFAULT_PUBLIC_URL) as standing, standing.jobs():
        ready()
        stopping.wait()
