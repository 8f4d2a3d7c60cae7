"""A rolling restart of two `serve` and two `worker`: how much longer whoever asks meanwhile waits, his retries included."""

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from service.cli.demonstration.person import Browser, Programme
from service.database.embedded import embedded_postgresql
from tests.acceptance.installation import Installation
from tests.acceptance.records import example
from tests.faults.fleet import Fleet
from tests.faults.site import AGENT, patiently

QUESTION = {"customer_no": "K-10472", "action": "INFORM_END_CUSTOMER", "end_customer": "EK-88213"}
QUIET_S = 30.0
PAUSE_S = 0.05


def run() -> str:
    with tempfile.TemporaryDirectory(prefix="restarts-", ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        place = Path(folder)
        place.chmod(0o711)
        installation = Installation(place / "home")
        database = stack.enter_context(embedded_postgresql(place / "own-database"))
        settings = {"DATABASE_URL": database.url}
        assert installation.run("migrate", **settings).returncode == 0
        assert installation.run("import", "-", content=json.dumps(example("gmbh-joint")), **settings).returncode == 0
        fleet = Fleet(installation, stack, **settings)
        quiet = _meanwhile(fleet, lambda: threading.Event().wait(QUIET_S))
        restarting = _meanwhile(fleet, fleet.restart)
    return "\n".join(
        f"restarts   {what:9} p50 {_ratio(quiet[what], restarting[what], 50):5.1f} x, p99 {_ratio(quiet[what], restarting[what], 99):5.1f} x"
        f" of {_percentile(quiet[what], 50) * 1000:6.1f} and {_percentile(quiet[what], 99) * 1000:6.1f} ms without restarts;"
        f" the longest {max(restarting[what]):4.1f} s ({len(restarting[what])} asked)"
        for what in quiet
    )


def _meanwhile(fleet: Fleet, happens: Callable[[], object]) -> dict[str, list[float]]:
    """Seconds of every decision and every page, while that happens."""
    over = threading.Event()
    programme, browser = Programme(fleet.url, AGENT, fleet.password), Browser(fleet.url)
    browser.open("/anmelden")
    browser.send("/anmelden", email=AGENT, password=fleet.password)
    with browser, ThreadPoolExecutor(2) as both:
        decisions = both.submit(_timed, over, lambda: programme.post("/v1/authority-decisions", QUESTION))
        pages = both.submit(_timed, over, lambda: browser.open("/"))
        try:
            happens()
        finally:
            over.set()
        found = {"decisions": decisions.result(), "pages": pages.result()}
    programme.close()
    return found


def _timed(over: threading.Event, act: Callable[[], object]) -> list[float]:
    found = []
    while not over.wait(PAUSE_S):
        started = time.perf_counter()
        patiently(act)
        found.append(time.perf_counter() - started)
    return found


def _ratio(quiet: list[float], restarting: list[float], percent: int) -> float:
    return _percentile(restarting, percent) / _percentile(quiet, percent)


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]
