"""Who comes in, by which door, how often."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.domain.access import User
from service.domain.errors import NotFound
from service.domain.link import Link


class FakeUsers:
    def __init__(self) -> None:
        self.rows: dict[UUID, User] = {}
        self.hashes: dict[UUID, str | None] = {}

    def get(self, id: UUID) -> User:
        return self.rows[id]

    def with_email(self, email: str) -> list[User]:
        return [user for user in reversed(self.rows.values()) if user.email == email.casefold()]

    def all(self) -> list[User]:
        return list(self.rows.values())

    def save(self, user: User, password_hash: str | None = None) -> None:
        self.rows[user.id] = user
        if password_hash is not None:
            self.hashes[user.id] = password_hash

    def password_hash(self, id: UUID) -> str | None:
        return self.hashes.get(id)

    def with_subject(self, issuer: str, subject: str) -> list[User]:
        return [user for user in reversed(self.rows.values()) if (user.issuer, user.subject) == (issuer, subject)]


class FakeSessions:
    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}

    def add(self, session: Any) -> None:
        self.rows[session.id] = session

    def get(self, id: UUID) -> Any:
        if id not in self.rows:
            raise NotFound
        return self.rows[id]

    def by_token(self, token_sha256: str) -> Any:
        return next((row for row in self.rows.values() if row.token_sha256 == token_sha256), None)

    def of(self, user: UUID) -> list[Any]:
        return [row for row in reversed(self.rows.values()) if row.user == user]

    def seen(self, id: UUID, at: datetime) -> None:
        self.rows[id] = replace(self.rows[id], last_seen_at=at)

    def end(self, id: UUID) -> None:
        self.rows.pop(id, None)

    def end_all(self, user: UUID, *, but: UUID | None = None) -> int:
        ended = [row.id for row in self.of(user) if row.id != but]
        for id in ended:
            del self.rows[id]
        return len(ended)

    def forget(self, *, expired_before: datetime, idle_since: datetime) -> int:
        past = [row.id for row in self.rows.values() if row.expires_at < expired_before or row.last_seen_at < idle_since]
        for id in past:
            del self.rows[id]
        return len(past)


class FakeApiTokens:
    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}

    def add(self, token: Any) -> None:
        self.rows[token.id] = token

    def get(self, id: UUID) -> Any:
        if id not in self.rows:
            raise NotFound
        return self.rows[id]

    def by_hash(self, token_sha256: str) -> Any:
        return next((row for row in self.rows.values() if row.token_sha256 == token_sha256), None)

    def of(self, user: UUID) -> list[Any]:
        return [row for row in reversed(self.rows.values()) if row.user == user]

    def revoke(self, id: UUID, at: datetime) -> None:
        self.rows[id] = replace(self.rows[id], revoked_at=at)

    def used(self, id: UUID, at: datetime) -> None:
        self.rows[id] = replace(self.rows[id], last_used_at=at)


class FakeOpenIdLogIns:
    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}

    def add(self, log_in: Any) -> None:
        self.rows[log_in.state_sha256] = log_in

    def claim(self, state_sha256: str) -> Any:
        return self.rows.pop(state_sha256, None)

    def forget(self, before: datetime) -> int:
        past = [key for key, row in self.rows.items() if row.expires_at < before]
        for key in past:
            del self.rows[key]
        return len(past)


class FakeLinks:
    def __init__(self) -> None:
        self.rows: dict[str, Link] = {}

    def add(self, link: Link) -> None:
        self.rows[link.token_sha256] = link

    def by_token(self, token_sha256: str, *, for_update: bool = False) -> Link | None:
        return self.rows.get(token_sha256)

    def save(self, link: Link) -> None:
        self.rows[link.token_sha256] = link

    def withdraw(self, subject: UUID) -> None:
        self.rows = {key: link for key, link in self.rows.items() if link.subject != subject or link.used_at}


class FakeRateLimits:
    """GCRA, as the real one."""

    def __init__(self) -> None:
        self.rows: dict[str, datetime] = {}

    def ask(self, key: str, *, times: int, window: timedelta, at: datetime) -> timedelta | None:
        wait = self.peek(key, times=times, window=window, at=at)
        if wait is None:
            self.rows[key] = max(self.rows.get(key, at), at) + window / times
        return wait

    def peek(self, key: str, *, times: int, window: timedelta, at: datetime) -> timedelta | None:
        allowed = max(self.rows.get(key, at), at) + window / times - window
        return allowed - at if allowed > at else None

    def forget_idle(self, before: datetime) -> int:
        return 0


class PlainPasswords:
    def hash(self, password: str) -> str:
        return f"hash:{password}"

    def matches(self, hashed: str, password: str) -> bool:
        return hashed == f"hash:{password}"
