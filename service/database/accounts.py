"""Users, tokens, sessions, idempotency keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection, RowMapping

from service.database.tables import api_tokens, idempotency_keys, sessions, users
from service.domain.access import Role, User
from service.domain.errors import Conflict, NotFound
from service.domain.ids import ResellerId, SessionId, UserId
from service.use_cases.repositories import Session, StoredResponse

UNDER_WAY_AT_MOST = timedelta(minutes=1)


class UserRepository:
    """Implements `repositories.Users`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: UserId) -> User:
        row = self._connection.execute(select(users).where(users.c.id == id)).mappings().first()
        if row is None:
            raise NotFound("Diesen Zugang gibt es nicht.")
        return _user(row)

    def with_email(self, email: str) -> Sequence[User]:
        # UUIDv7 ids rise with time: newest first.
        query = select(users).where(users.c.email == email.strip().lower()).order_by(users.c.id.desc())
        return [_user(row) for row in self._connection.execute(query).mappings()]

    def all(self) -> Sequence[User]:
        return [_user(row) for row in self._connection.execute(select(users).order_by(users.c.id)).mappings()]

    def save(self, user: User, password_hash: str | None = None) -> None:
        values = {"email": user.email.lower(), "role": user.role.value, "reseller": user.reseller, "name": user.name}
        hashed = {"password_hash": password_hash} if password_hash is not None else {}
        statement = upsert(users).values(id=user.id, **values, **hashed)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={**values, **hashed}))

    def password_hash(self, id: UserId) -> str | None:
        found: str | None = self._connection.execute(select(users.c.password_hash).where(users.c.id == id)).scalar()
        return found

    def add_token(self, user: UserId, token_sha256: str, at: datetime) -> None:
        self._connection.execute(insert(api_tokens).values(token_sha256=token_sha256, user_id=user, created_at=at))

    def by_token(self, token_sha256: str) -> User | None:
        query = select(users).join(api_tokens, api_tokens.c.user_id == users.c.id)
        row = self._connection.execute(query.where(api_tokens.c.token_sha256 == token_sha256)).mappings().first()
        return _user(row) if row else None


class SessionRepository:
    """Implements `repositories.Sessions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: Session) -> None:
        self._connection.execute(
            insert(sessions).values(
                id=session.id,
                user_id=session.user,
                token_sha256=session.token_sha256,
                csrf_token=session.csrf_token,
                created_at=session.created_at,
                expires_at=session.expires_at,
            )
        )

    def by_token(self, token_sha256: str) -> Session | None:
        row = self._connection.execute(select(sessions).where(sessions.c.token_sha256 == token_sha256)).mappings().first()
        if row is None:
            return None
        return Session(
            id=SessionId(row["id"]),
            user=UserId(row["user_id"]),
            token_sha256=row["token_sha256"],
            csrf_token=row["csrf_token"],
            created_at=row["created_at"],
            expires_at=row["expires_at"],
        )

    def end(self, id: SessionId) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.id == id))


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
        row = self._connection.execute(query).mappings().one()
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

    def release(self, key: str, user: UserId) -> None:
        self._connection.execute(delete(idempotency_keys).where(*_key(key, user), idempotency_keys.c.status.is_(None)))


def _key(key: str, user: UserId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return idempotency_keys.c.key == key, idempotency_keys.c.user_id == user


def _user(row: RowMapping) -> User:
    return User(
        id=UserId(row["id"]),
        email=row["email"],
        role=Role(row["role"]),
        reseller=ResellerId(row["reseller"]) if row["reseller"] else None,
        name=row["name"],
    )
