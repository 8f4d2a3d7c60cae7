"""Documents, their revisions, and the intents to archive them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, delete, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from service.database import compare_and_set
from service.database.codec import from_json, to_json
from service.database.tables import archive_intents, audit_log, document_revisions, documents
from service.domain.document import ArchiveReceipt, DocumentState, PowerOfAttorneyDocument
from service.domain.errors import NotFound
from service.domain.ids import DocumentId, PowerOfAttorneyId
from service.use_cases.repositories import ArchiveIntent

# A renewed document lies beside its earlier version, whose key only the log still names.
_ARCHIVING = ("document:archived", "document:renewed")
_OWN = frozenset({"id", "version"})


class DocumentRepository:
    """Implements `repositories.Documents`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: DocumentId) -> PowerOfAttorneyDocument:
        return _document(compare_and_set.load(self._connection, documents, id))

    def of(self, power: PowerOfAttorneyId) -> PowerOfAttorneyDocument | None:
        row = self._connection.execute(select(documents).where(documents.c.power_of_attorney == power)).mappings().first()
        return _document(row) if row else None

    def save(self, document: PowerOfAttorneyDocument) -> None:
        values = {
            "power_of_attorney": document.power_of_attorney,
            "reseller": document.reseller,
            "state": document.state.value,
            "body": to_json(document, leave_out=_OWN),
        }
        compare_and_set.save(self._connection, documents, document, values)

    def add_revision(self, id: DocumentId, revision: int, content: bytes) -> None:
        self._connection.execute(insert(document_revisions).values(document=id, revision=revision, content=content))

    def revision(self, id: DocumentId, revision: int) -> bytes:
        query = select(document_revisions.c.content).where(
            document_revisions.c.document == id, document_revisions.c.revision == revision
        )
        content = self._connection.execute(query).scalar()
        if content is None:
            raise NotFound("Diese Fassung des Dokuments liegt nicht mehr vor.")
        return bytes(content)

    def drop_revisions(self, id: DocumentId) -> None:
        self._connection.execute(
            delete(document_revisions).where(document_revisions.c.document == id, document_revisions.c.revision > 0)
        )

    def record(self, id: DocumentId) -> bytes:
        return self._field(id, documents.c.record) or b""

    def add_record(self, id: DocumentId, content: bytes) -> None:
        self._connection.execute(update(documents).where(documents.c.id == id).values(record=content))

    def reading_view(self, id: DocumentId) -> str | None:
        found: str | None = self._field(id, documents.c.reading_view)
        return found

    def add_reading_view(self, id: DocumentId, html: str) -> None:
        self._connection.execute(update(documents).where(documents.c.id == id).values(reading_view=html))

    def verdict(self, id: DocumentId) -> Mapping[str, object] | None:
        found: Mapping[str, object] | None = self._field(id, documents.c.verdict)
        return found

    def save_verdict(self, id: DocumentId, verdict: Mapping[str, object]) -> None:
        self._connection.execute(update(documents).where(documents.c.id == id).values(verdict=dict(verdict)))

    def awaiting_archive(self, limit: int) -> Sequence[DocumentId]:
        query = (
            select(archive_intents.c.document)
            .where(archive_intents.c.closed_at.is_(None))
            .order_by(archive_intents.c.created_at)
            .limit(limit)
        )
        return [DocumentId(id) for id in self._connection.execute(query).scalars()]

    def awaiting_timestamp(self, limit: int) -> Sequence[DocumentId]:
        query = select(documents.c.id).where(documents.c.state == DocumentState.AWAITING_TIMESTAMP.value).limit(limit)
        return [DocumentId(id) for id in self._connection.execute(query).scalars()]

    def archived(self, *, after: DocumentId | None, limit: int) -> Sequence[PowerOfAttorneyDocument]:
        query = select(documents).where(documents.c.state == DocumentState.ARCHIVED.value).order_by(documents.c.id).limit(limit)
        if after is not None:
            query = query.where(documents.c.id > after)
        return [_document(row) for row in self._connection.execute(query).mappings()]

    def due_for_renewal(self, before: datetime, limit: int) -> Sequence[DocumentId]:
        renew_by = documents.c.body["renew_by"].astext.cast(DateTime(timezone=True))
        query = (
            select(documents.c.id)
            .where(documents.c.state == DocumentState.ARCHIVED.value, renew_by < before)
            .order_by(renew_by)
            .limit(limit)
        )
        return [DocumentId(id) for id in self._connection.execute(query).scalars()]

    def locks_ending(self, before: datetime, limit: int) -> Sequence[DocumentId]:
        archive = documents.c.body["archive"]
        retain_until = archive["retain_until"].astext.cast(DateTime(timezone=True))
        query = (
            select(documents.c.id)
            .where(
                documents.c.state == DocumentState.ARCHIVED.value,
                retain_until < before,
                archive["is_final"].astext.is_distinct_from("true"),
            )
            .order_by(retain_until)
            .limit(limit)
        )
        return [DocumentId(id) for id in self._connection.execute(query).scalars()]

    def _field(self, id: DocumentId, column: Any) -> Any:
        return self._connection.execute(select(column).where(documents.c.id == id)).scalar()


class ArchiveIntentRepository:
    """Implements `repositories.ArchiveIntents`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, intent: ArchiveIntent) -> None:
        self._connection.execute(
            insert(archive_intents).values(
                document=intent.document, key=intent.key, sha256=intent.sha256, created_at=intent.created_at
            )
        )

    def get(self, document: DocumentId) -> ArchiveIntent | None:
        row = self._connection.execute(select(archive_intents).where(archive_intents.c.document == document)).mappings().first()
        return ArchiveIntent(**{**row, "document": DocumentId(row["document"])}) if row else None

    def known_keys(self, keys: Sequence[str]) -> Collection[str]:
        intended = select(archive_intents.c.key).where(archive_intents.c.key.in_(keys))
        logged = audit_log.c.details["key"].astext
        archived = select(logged).where(audit_log.c.kind.in_(_ARCHIVING), logged.in_(keys))
        return set(self._connection.execute(intended.union(archived)).scalars())

    def close(self, document: DocumentId, receipt: ArchiveReceipt) -> None:
        self._connection.execute(
            update(archive_intents).where(archive_intents.c.document == document).values(closed_at=receipt.archived_at)
        )


def _document(row: RowMapping) -> PowerOfAttorneyDocument:
    return from_json(PowerOfAttorneyDocument, row["body"], id=DocumentId(row["id"]), version=row["version"])
