"""What a transaction leaves behind: audit events, notices, queued jobs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection, RowMapping

from service.database.audit_integrity import integrity
from service.database.tables import audit_log, outbox
from service.domain.audit import AuditEvent, AuditIntegrity
from service.domain.ids import EventId, NoticeId, ResellerId
from service.domain.notice import Notice

QUEUE = "vollmacht"
# As service/jobs/queues.py says: what needs the archive's store waits by itself.
OTHER_QUEUES = {"archive_document": "archive", "archive_state": "archive"}
# Our transaction, procrastinate's own function: the job exists if and only if the change does.
_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :name, 0, NULL, NULL, CAST(:arguments AS jsonb), NULL)]"
    "::procrastinate_job_to_defer_v1[])"
)


class AuditLogRepository:
    """Implements `repositories.AuditLog`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, event: AuditEvent) -> None:
        self._connection.execute(
            insert(audit_log).values(
                id=event.id,
                kind=event.kind,
                subject=event.subject,
                actor=event.actor,
                at=event.at,
                reseller=event.reseller,
                details=dict(event.details),
            )
        )

    def of(self, subject: UUID, *, limit: int = 1000) -> Sequence[AuditEvent]:
        return self._events(audit_log.c.subject == subject, limit)

    def of_reseller(self, reseller: ResellerId, *, limit: int | None = 1000, newest: int | None = None) -> Sequence[AuditEvent]:
        if newest is None:
            return self._events(audit_log.c.reseller == reseller, limit)
        query = select(audit_log).where(audit_log.c.reseller == reseller).order_by(audit_log.c.position.desc()).limit(newest)
        return [_event(row) for row in self._connection.execute(query).mappings()]

    def integrity(self) -> AuditIntegrity:
        return integrity(self._connection)

    def _events(self, condition: Any, limit: int | None) -> Sequence[AuditEvent]:
        query = select(audit_log).where(condition).order_by(audit_log.c.position).limit(limit)
        return [_event(row) for row in self._connection.execute(query).mappings()]


class OutboxRepository:
    """Implements `repositories.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notice: Notice) -> None:
        statement = upsert(outbox).values(
            {
                "id": notice.id,
                "key": notice.key,
                "kind": notice.kind,
                "recipient": notice.recipient,
                "subject": notice.subject,
                "reseller": notice.reseller,
                "values": dict(notice.values),
                "created_at": notice.created_at,
                "due_at": notice.created_at,
            }
        )
        self._connection.execute(statement.on_conflict_do_nothing(index_elements=["key"]))

    def of(self, subject: UUID) -> Sequence[Notice]:
        query = select(outbox).where(outbox.c.subject == subject).order_by(outbox.c.created_at, outbox.c.id)
        return [_notice(row) for row in self._connection.execute(query).mappings()]

    def claim(self, at: datetime, until: datetime) -> Notice | None:
        due = (
            select(outbox.c.id)
            .where(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None), outbox.c.due_at <= at)
            .order_by(outbox.c.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        claimed = update(outbox).where(outbox.c.id == due.scalar_subquery()).values(due_at=until, attempts=outbox.c.attempts + 1)
        row = self._connection.execute(claimed.returning(outbox)).mappings().first()
        return _notice(row) if row else None

    def sent(self, id: NoticeId, at: datetime) -> None:
        self._change(id, sent_at=at, last_error=None)

    def postpone(self, id: NoticeId, due_at: datetime, error: str) -> None:
        self._change(id, due_at=due_at, last_error=error)

    def give_up(self, id: NoticeId, at: datetime, error: str) -> None:
        self._change(id, given_up_at=at, last_error=error)

    def _change(self, id: NoticeId, **values: object) -> None:
        self._connection.execute(update(outbox).where(outbox.c.id == id).values(**values))


class JobRepository:
    """Implements `repositories.Jobs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def defer(self, name: str, **arguments: str) -> None:
        self._connection.execute(
            _DEFER, {"queue": OTHER_QUEUES.get(name, QUEUE), "name": name, "arguments": json.dumps(arguments)}
        )


def _event(row: RowMapping) -> AuditEvent:
    return AuditEvent(
        id=EventId(row["id"]),
        kind=row["kind"],
        subject=row["subject"],
        actor=row["actor"],
        at=row["at"],
        reseller=ResellerId(row["reseller"]) if row["reseller"] else None,
        details=row["details"],
    )


def _notice(row: RowMapping) -> Notice:
    return Notice(
        id=NoticeId(row["id"]),
        kind=row["kind"],
        recipient=row["recipient"],
        subject=row["subject"],
        key=row["key"],
        values=row["values"],
        created_at=row["created_at"],
        reseller=ResellerId(row["reseller"]) if row["reseller"] else None,
        attempts=row["attempts"],
    )
