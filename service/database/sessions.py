"""Sessions, and log-ins on their way to the OpenID provider and back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.engine import Connection, RowMapping

from service.database.tables import oidc_log_ins, sessions
from service.domain.errors import NotFound
from service.domain.ids import SessionId, UserId
from service.use_cases.account_repositories import OpenIdLogIn, Session


class SessionRepository:
    """Implements `account_repositories.Sessions`."""

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
                last_seen_at=session.last_seen_at,
                via=session.via,
                user_agent=session.user_agent,
                network=session.network,
            )
        )

    def get(self, id: SessionId) -> Session:
        row = self._connection.execute(select(sessions).where(sessions.c.id == id)).mappings().first()
        if row is None:
            raise NotFound("Diese Anmeldung gibt es nicht mehr.")
        return _session(row)

    def by_token(self, token_sha256: str) -> Session | None:
        row = self._connection.execute(select(sessions).where(sessions.c.token_sha256 == token_sha256)).mappings().first()
        return _session(row) if row else None

    def of(self, user: UserId) -> Sequence[Session]:
        query = select(sessions).where(sessions.c.user_id == user).order_by(sessions.c.id.desc())
        return [_session(row) for row in self._connection.execute(query).mappings()]

    def seen(self, id: SessionId, at: datetime) -> None:
        self._connection.execute(update(sessions).where(sessions.c.id == id).values(last_seen_at=at))

    def end(self, id: SessionId) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.id == id))

    def end_all(self, user: UserId, *, but: SessionId | None = None) -> int:
        statement = delete(sessions).where(sessions.c.user_id == user)
        ended: int = self._connection.execute(statement if but is None else statement.where(sessions.c.id != but)).rowcount
        return ended

    def forget(self, *, expired_before: datetime, idle_since: datetime) -> int:
        past = or_(sessions.c.expires_at < expired_before, sessions.c.last_seen_at < idle_since)
        forgotten: int = self._connection.execute(delete(sessions).where(past)).rowcount
        return forgotten


class OpenIdLogInRepository:
    """Implements `account_repositories.OpenIdLogIns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, log_in: OpenIdLogIn) -> None:
        self._connection.execute(
            insert(oidc_log_ins).values(
                state_sha256=log_in.state_sha256,
                browser_sha256=log_in.browser_sha256,
                nonce=log_in.nonce,
                code_verifier=log_in.code_verifier,
                return_to=log_in.return_to,
                expires_at=log_in.expires_at,
            )
        )

    def claim(self, state_sha256: str) -> OpenIdLogIn | None:
        statement = delete(oidc_log_ins).where(oidc_log_ins.c.state_sha256 == state_sha256).returning(*oidc_log_ins.c)
        row = self._connection.execute(statement).mappings().first()
        return OpenIdLogIn(**row) if row else None

    def forget(self, before: datetime) -> int:
        forgotten: int = self._connection.execute(delete(oidc_log_ins).where(oidc_log_ins.c.expires_at < before)).rowcount
        return forgotten


def _session(row: RowMapping) -> Session:
    return Session(
        id=SessionId(row["id"]),
        user=UserId(row["user_id"]),
        token_sha256=row["token_sha256"],
        csrf_token=row["csrf_token"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        last_seen_at=row["last_seen_at"],
        via=row["via"],
        user_agent=row["user_agent"],
        network=row["network"],
    )
