"""Users."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection, RowMapping

from service.database.tables import users
from service.domain.access import Role, User
from service.domain.errors import NotFound
from service.domain.ids import ResellerId, UserId


class UserRepository:
    """Implements `account_repositories.Users`."""

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

    def with_subject(self, issuer: str, subject: str) -> Sequence[User]:
        query = select(users).where(users.c.issuer == issuer, users.c.oidc_subject == subject).order_by(users.c.id.desc())
        return [_user(row) for row in self._connection.execute(query).mappings()]

    def all(self) -> Sequence[User]:
        return [_user(row) for row in self._connection.execute(select(users).order_by(users.c.id)).mappings()]

    def save(self, user: User, password_hash: str | None = None) -> None:
        values = {
            "email": user.email.lower(),
            "role": user.role.value,
            "reseller": user.reseller,
            "name": user.name,
            "issuer": user.issuer,
            "oidc_subject": user.subject,
            "disabled_at": user.disabled_at,
            "last_log_in_at": user.last_log_in_at,
        }
        hashed = {"password_hash": password_hash} if password_hash is not None else {}
        statement = upsert(users).values(id=user.id, **values, **hashed)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={**values, **hashed}))

    def password_hash(self, id: UserId) -> str | None:
        found: str | None = self._connection.execute(select(users.c.password_hash).where(users.c.id == id)).scalar()
        return found


def _user(row: RowMapping) -> User:
    return User(
        id=UserId(row["id"]),
        email=row["email"],
        role=Role(row["role"]),
        reseller=ResellerId(row["reseller"]) if row["reseller"] else None,
        name=row["name"],
        issuer=row["issuer"],
        subject=row["oidc_subject"],
        disabled_at=row["disabled_at"],
        last_log_in_at=row["last_log_in_at"],
    )
