"""The worker as a process of its own: the queue's jobs and sweeps until it is told to stop."""

import signal
import threading

from service.settings import Settings
from service.wiring.policy import DEFAULT_PUBLIC_URL
from service.wiring.web import ground


def run_worker(settings: Settings) -> None:
    """Works until SIGINT or SIGTERM; jobs under way are finished."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with ground(settings, public_url=settings.public_url or DEFAULT_PUBLIC_URL) as standing, standing.jobs():
        stopping.wait()
