"""API tokens: only their hashes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from service.database.tables import api_tokens
from service.domain.errors import NotFound
from service.domain.ids import TokenId, UserId
from service.use_cases.account_repositories import ApiToken


class ApiTokenRepository:
    """Implements `account_repositories.ApiTokens`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: ApiToken) -> None:
        self._connection.execute(
            insert(api_tokens).values(
                id=token.id,
                user_id=token.user,
                token_sha256=token.token_sha256,
                created_at=token.created_at,
                name=token.name,
                scopes=list(token.scopes) if token.scopes is not None else None,
                expires_at=token.expires_at,
            )
        )

    def get(self, id: TokenId) -> ApiToken:
        row = self._connection.execute(select(api_tokens).where(api_tokens.c.id == id)).mappings().first()
        if row is None:
            raise NotFound("Diesen Token gibt es nicht.")
        return _token(row)

    def by_hash(self, token_sha256: str) -> ApiToken | None:
        row = self._connection.execute(select(api_tokens).where(api_tokens.c.token_sha256 == token_sha256)).mappings().first()
        return _token(row) if row else None

    def of(self, user: UserId) -> Sequence[ApiToken]:
        query = select(api_tokens).where(api_tokens.c.user_id == user).order_by(api_tokens.c.created_at.desc())
        return [_token(row) for row in self._connection.execute(query).mappings()]

    def revoke(self, id: TokenId, at: datetime) -> None:
        statement = update(api_tokens).where(api_tokens.c.id == id, api_tokens.c.revoked_at.is_(None))
        self._connection.execute(statement.values(revoked_at=at))

    def used(self, id: TokenId, at: datetime) -> None:
        self._connection.execute(update(api_tokens).where(api_tokens.c.id == id).values(last_used_at=at))


def _token(row: RowMapping) -> ApiToken:
    return ApiToken(
        id=TokenId(row["id"]),
        user=UserId(row["user_id"]),
        token_sha256=row["token_sha256"],
        created_at=row["created_at"],
        name=row["name"],
        scopes=tuple(row["scopes"]) if row["scopes"] is not None else None,
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        last_used_at=row["last_used_at"],
    )
