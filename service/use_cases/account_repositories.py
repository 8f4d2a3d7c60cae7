"""What the use cases need of the database about log-ins: users, their sessions and tokens, log-ins under way, answers already given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.domain.access import User
from service.domain.ids import SessionId, TokenId, UserId


class Users(Protocol):
    def get(self, id: UserId) -> User: ...
    def with_email(self, email: str) -> Sequence[User]:
        """Newest first. One address has several users where one person represents several resellers: unique is
        (address, reseller)."""
        ...

    def with_subject(self, issuer: str, subject: str) -> Sequence[User]:
        """Whoever that is at the OpenID provider; several where he represents several resellers."""
        ...

    def all(self) -> Sequence[User]: ...
    def save(self, user: User, password_hash: str | None = None) -> None:
        """Args: password_hash: None keeps the one there is."""
        ...

    def password_hash(self, id: UserId) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Session:
    """Server-side session; the cookie holds the token, the table only its hash.

    Attributes:
        expires_at: the latest end; an idle one ends sooner.
        via: `password` or `oidc`.
        user_agent: as the browser said, cut.
        network: where from, coarse: `203.0.113.0/24`, `2001:db8:1::/48`; empty: unknown.
    """

    id: SessionId
    user: UserId
    token_sha256: str
    csrf_token: str
    created_at: datetime
    expires_at: datetime
    last_seen_at: datetime
    via: str = "password"
    user_agent: str = ""
    network: str = ""


class Sessions(Protocol):
    def add(self, session: Session) -> None: ...
    def get(self, id: SessionId) -> Session:
        """Raises NotFound."""
        ...

    def by_token(self, token_sha256: str) -> Session | None: ...
    def of(self, user: UserId) -> Sequence[Session]:
        """Newest first, ended and idle ones included until they are forgotten."""
        ...

    def seen(self, id: SessionId, at: datetime) -> None: ...
    def end(self, id: SessionId) -> None: ...
    def end_all(self, user: UserId, *, but: SessionId | None = None) -> int:
        """How many ended."""
        ...

    def forget(self, *, expired_before: datetime, idle_since: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A programme's key, in the name of a user; the table keeps only its hash.

    Attributes:
        scopes: None: all the user may do.
        last_used_at: to the hour.
    """

    id: TokenId
    user: UserId
    token_sha256: str
    created_at: datetime
    name: str = ""
    scopes: tuple[str, ...] | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def opens(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class ApiTokens(Protocol):
    def add(self, token: ApiToken) -> None: ...
    def get(self, id: TokenId) -> ApiToken:
        """Raises NotFound."""
        ...

    def by_hash(self, token_sha256: str) -> ApiToken | None: ...
    def of(self, user: UserId) -> Sequence[ApiToken]:
        """Newest first, revoked ones included."""
        ...

    def revoke(self, id: TokenId, at: datetime) -> None: ...
    def used(self, id: TokenId, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class OpenIdLogIn:
    """Somebody on his way to the OpenID provider and back.

    Attributes:
        browser_sha256: of the cookie of the browser that set out.
    """

    state_sha256: str
    browser_sha256: str
    nonce: str
    code_verifier: str
    return_to: str
    expires_at: datetime


class OpenIdLogIns(Protocol):
    def add(self, log_in: OpenIdLogIn) -> None: ...
    def claim(self, state_sha256: str) -> OpenIdLogIn | None:
        """Gives it once: of two callbacks one finds nothing."""
        ...

    def forget(self, before: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """Answer kept under an Idempotency-Key; `request_sha256` tells a replay from another request under the same key."""

    request_sha256: str
    status: int
    body: bytes


class IdempotencyKeys(Protocol):
    def claim(self, key: str, user: UserId, request_sha256: str, at: datetime) -> StoredResponse | None:
        """None: first time, go on. Raises Conflict while the first is still under way (one minute at most) or for another request."""
        ...

    def forget(self, before: datetime) -> int:
        """Those claimed before that; how many."""
        ...

    def release(self, key: str, user: UserId) -> None:
        """The request failed for a reason of ours: the same key may try again."""
        ...

    def store(self, key: str, user: UserId, response: StoredResponse) -> None: ...
