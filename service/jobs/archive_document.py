"""`archive_document`: queued when a document is sealed."""

from uuid import UUID

from procrastinate import App

from service.domain.ids import DocumentId
from service.jobs.patience import PATIENT
from service.jobs.queues import ARCHIVE
from service.use_cases.archive_document import archive_document
from service.use_cases.ports import Tools


def register(app: App, tools: Tools) -> None:
    @app.task(name="archive_document", queue=ARCHIVE, retry=PATIENT)
    def job(document: str) -> None:
        archive_document(DocumentId(UUID(document)), tools)
