"""`issue_acceptance`: queued when the hoster accepts; makes, seals and keeps the Annahme. Safe to run twice: the first stays."""

from uuid import UUID

from procrastinate import App

from service.domain.access import WORKER
from service.domain.ids import PowerOfAttorneyId
from service.jobs.patience import PATIENT
from service.use_cases.issue_letter import acceptance
from service.use_cases.ports import Tools


def register(app: App, tools: Tools) -> None:
    @app.task(name="issue_acceptance", queue="vollmacht", retry=PATIENT)
    def job(power_of_attorney: str) -> None:
        acceptance(PowerOfAttorneyId(UUID(power_of_attorney)), WORKER, tools)
