"""`issue_account`: queued when an emergency is closed; makes, seals and keeps the account. Safe to run twice: the first stays."""

from uuid import UUID

from procrastinate import App

from service.domain.access import WORKER
from service.domain.ids import EmergencyCaseId
from service.jobs.patience import PATIENT
from service.use_cases.issue_account import emergency_account
from service.use_cases.ports import Tools


def register(app: App, tools: Tools) -> None:
    @app.task(name="issue_account", queue="vollmacht", retry=PATIENT)
    def job(emergency_case: str) -> None:
        emergency_account(EmergencyCaseId(UUID(emergency_case)), WORKER, tools)
