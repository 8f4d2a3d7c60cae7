"""`seal_document`: queued with the last signature."""

from uuid import UUID

from procrastinate import App

from service.domain.ids import DocumentId
from service.jobs.patience import PATIENT
from service.use_cases.ports import Tools
from service.use_cases.seal_document import seal_document


def register(app: App, tools: Tools) -> None:
    @app.task(name="seal_document", queue="vollmacht", retry=PATIENT)
    def job(document: str) -> None:
        seal_document(DocumentId(UUID(document)), tools)
