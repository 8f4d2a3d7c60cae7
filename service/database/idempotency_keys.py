"""Answers already given, by Idempotency-Key."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection

from service.database.tables import idempotency_keys
from service.domain.errors import Conflict
from service.domain.ids import UserId
from service.use_cases.account_repositories import StoredResponse

UNDER_WAY_AT_MOST = timedelta(minutes=1)


class IdempotencyKeyRepository:
    """Implements `repositories.IdempotencyKeys`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, key: str, user: UserId, request_sha256: str, at: datetime) -> StoredResponse | None:
        statement = upsert(idempotency_keys).values(key=key, user_id=user, request_sha256=request_sha256, claimed_at=at)
        claimed = self._connection.execute(statement.on_conflict_do_nothing().returning(idempotency_keys.c.key))
        if claimed.first() is not None:
            return None
        query = select(idempotency_keys).where(*_key(key, user)).with_for_update()
        row = self._connection.execute(query).mappings().first()
        if row is None:  # it was refused meanwhile, and gave the key back
            raise Conflict("Die erste Anfrage mit diesem Idempotency-Key wurde gerade abgelehnt. Bitte noch einmal senden.")
        if row["request_sha256"] != request_sha256:
            raise Conflict("Dieser Idempotency-Key gehört zu einer anderen Anfrage.")
        if row["status"] is None:
            if row["claimed_at"] < at - UNDER_WAY_AT_MOST:  # its process died
                self._connection.execute(update(idempotency_keys).where(*_key(key, user)).values(claimed_at=at))
                return None
            raise Conflict("Die erste Anfrage mit diesem Idempotency-Key läuft noch.")
        return StoredResponse(request_sha256=request_sha256, status=row["status"], body=bytes(row["body"]))

    def store(self, key: str, user: UserId, response: StoredResponse) -> None:
        self._connection.execute(
            update(idempotency_keys).where(*_key(key, user)).values(status=response.status, body=response.body)
        )

    def forget(self, before: datetime) -> int:
        return self._connection.execute(delete(idempotency_keys).where(idempotency_keys.c.claimed_at < before)).rowcount

    def release(self, key: str, user: UserId) -> None:
        self._connection.execute(delete(idempotency_keys).where(*_key(key, user), idempotency_keys.c.status.is_(None)))


def _key(key: str, user: UserId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return idempotency_keys.c.key == key, idempotency_keys.c.user_id == user
