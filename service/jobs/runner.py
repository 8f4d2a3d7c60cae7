"""Runs the queue in a thread of its own, until told to stop; a database that goes away is waited for."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from typing import Self

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException

from service.domain.errors import ServiceError
from service.jobs import (
    archive_document,
    archive_state,
    deliver_notices,
    finish_signatures,
    issue_acceptance,
    issue_account,
    seal_document,
    sweep_archive,
)
from service.jobs import sweep as sweeping
from service.jobs.queues import AT_ONCE
from service.use_cases.ports import Tools

log = logging.getLogger(__name__)
PAUSE_S = 1.0
GRACE_S = 20.0


def queue_app(conninfo: str, tools: Tools, *, redirect_uri: str) -> App:
    """Every job of the service, on both queues."""
    app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))
    seal_document.register(app, tools)
    archive_document.register(app, tools)
    archive_state.register(app, tools)
    issue_acceptance.register(app, tools)
    issue_account.register(app, tools)
    deliver_notices.register(app, tools)
    finish_signatures.register(app, tools, redirect_uri=redirect_uri)
    sweeping.register(app, tools, redirect_uri=redirect_uri)
    sweep_archive.register(app, tools)
    return app


class JobRunner:
    """Context manager: works while the block runs. What a killed process left behind is picked up first.

    Args:
        make_app: a fresh queue app, again after the database was away.
        sweep: run once at the start, before the first job.
        beside: the same, but nothing waits for it: the archive's store may hang.
    """

    def __init__(self, make_app: Callable[[], App], sweep: Callable[[], None], beside: Callable[[], None] = lambda: None) -> None:
        self._make_app, self._sweep = make_app, sweep
        self._beside = threading.Thread(target=beside, name="first archive sweep", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = threading.Event()
        self._working: asyncio.Task[None] | None = None
        self._away_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def __enter__(self) -> Self:
        self._beside.start()
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Finish the jobs under way, at most 20 s, then return."""
        self._stopping.set()
        loop, working = self._loop, self._working
        if loop is not None and working is not None and not loop.is_closed():
            loop.call_soon_threadsafe(working.cancel)
        self._thread.join(GRACE_S + 5)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._sweep()
        except ServiceError as error:
            log.warning("the first sweep waits: %s (%s)", error.text, error.code)
        except Exception:  # the queue works without it
            log.exception("the first sweep failed")
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        while not self._stopping.is_set():
            self._working = asyncio.create_task(self._work())
            try:
                await self._working
                # Its library stops by itself when it loses a connection.
                self._say_away("it closed a connection")
            except asyncio.CancelledError:
                continue
            except (psycopg.Error, ProcrastinateException, OSError) as error:
                self._say_away(error.__cause__ or error)
                await asyncio.sleep(PAUSE_S)

    def _say_away(self, reason: object) -> None:
        """Once, however long it lasts."""
        if self._away_since is None and not self._stopping.is_set():
            self._away_since = time.monotonic()
            reason = str(reason).strip().partition("\n")[0]
            log.warning("the queue's database does not answer (%s); tried again every second, nothing is lost", reason)

    def _say_back(self) -> None:
        if self._away_since is not None:
            log.warning("the queue's database is back after %.0f s", time.monotonic() - self._away_since)
            self._away_since = None

    async def _work(self) -> None:
        app = self._make_app()
        async with app.open_async():
            self._say_back()
            await self._both(app)

    async def _both(self, app: App) -> None:
        """Until one of them stops, or this is cancelled; both finish the jobs under way."""
        workers = [asyncio.create_task(self._one(app, queue, at_once)) for queue, at_once in AT_ONCE.items()]
        try:
            await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for worker in workers:
                worker.cancel()
            ended = await asyncio.gather(*workers, return_exceptions=True)
        for one in ended:
            if isinstance(one, Exception):
                raise one

    async def _one(self, app: App, queue: str, at_once: int) -> None:
        await app.run_worker_async(
            queues=[queue],
            name=queue,
            concurrency=at_once,
            fetch_job_polling_interval=5.0,
            shutdown_graceful_timeout=GRACE_S,
            delete_jobs="successful",
            install_signal_handlers=False,
        )
