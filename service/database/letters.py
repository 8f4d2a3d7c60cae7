"""The letters issued beside the Vollmacht: once each."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection

from service.database.tables import letters
from service.domain.ids import ResellerId


class LetterRepository:
    """Implements `repositories.Letters`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, kind: str, subject: UUID) -> bytes | None:
        query = select(letters.c.content).where(letters.c.kind == kind, letters.c.subject == subject)
        content = self._connection.execute(query).scalar()
        return None if content is None else bytes(content)

    def add(self, kind: str, subject: UUID, reseller: ResellerId, content: bytes, at: datetime) -> bool:
        values = {
            "kind": kind,
            "subject": subject,
            "reseller": reseller,
            "content": content,
            "sha256": hashlib.sha256(content).hexdigest(),
            "issued_at": at,
        }
        statement = upsert(letters).values(values).on_conflict_do_nothing(index_elements=["kind", "subject"])
        return self._connection.execute(statement).rowcount == 1
