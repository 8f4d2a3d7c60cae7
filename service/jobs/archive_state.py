"""`archive_state`: queued with every change of a Vollmacht whose document lies in the archive."""

from uuid import UUID

from procrastinate import App

from service.domain.ids import PowerOfAttorneyId
from service.jobs.patience import PATIENT
from service.jobs.queues import ARCHIVE
from service.use_cases.archive_document import archive_state
from service.use_cases.ports import Tools


def register(app: App, tools: Tools) -> None:
    @app.task(name="archive_state", queue=ARCHIVE, retry=PATIENT)
    def job(power_of_attorney: str) -> None:
        archive_state(PowerOfAttorneyId(UUID(power_of_attorney)), tools)
