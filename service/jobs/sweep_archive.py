"""`sweep_archive`, each minute: documents that wait for the archive, for a new timestamp in it, or for a longer lock; on its own queue."""

import logging

from procrastinate import App

from service.domain.errors import ServiceError
from service.jobs.queues import ARCHIVE
from service.use_cases.archive_document import archive_waiting
from service.use_cases.extend_locks import extend_due
from service.use_cases.ports import Tools
from service.use_cases.renew_document import renew_due

log = logging.getLogger(__name__)


def register(app: App, tools: Tools) -> None:
    @app.periodic(cron="* * * * *")
    @app.task(name="sweep_archive", queue=ARCHIVE, queueing_lock="sweep_archive")
    def job(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's periodic signature
        sweep_archive(tools)


def sweep_archive(tools: Tools) -> None:
    """What is to be put there first, then what is to be renewed, then whose lock is to roll on."""
    for part in (archive_waiting, renew_due, extend_due):
        try:
            part(tools)
        except ServiceError as error:
            log.warning("sweep of the archive: %s (%s)", error.text, error.code)
