"""Log in and out: sessions begin, are looked up, end."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.domain.access import Actor, User
from service.domain.errors import Forbidden, ServiceError
from service.domain.ids import SessionId
from service.use_cases.account_repositories import Session
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Work

SYSTEM = Actor(label="log-in")
# Noted so often only: a look must not be a write.
SEEN_EVERY = timedelta(minutes=1)
USER_AGENT_LENGTH = 300


class WrongCredentials(Forbidden):
    """Address or password is wrong: one answer for both."""

    code = "wrong-credentials"


class LogInRefused(ServiceError):
    """A log-in by OpenID Connect that does not hold; no session begins."""

    code = "log-in-refused"


class NoPasswords(Forbidden):
    """In production nobody has a password of ours."""

    code = "no-passwords"

    def __init__(self) -> None:
        super().__init__(
            "Hier meldet man sich beim Anmeldedienst des Hosters an, nicht mit einem Passwort. Programme nehmen einen API-Token."
        )


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser or programme shows of itself.

    Attributes:
        network: coarse; empty: unknown.
    """

    user_agent: str = ""
    network: str = ""


UNKNOWN_DEVICE = Device()


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """`token` is shown once; the table keeps its hash."""

    user: User
    session: Session
    token: str


def log_in(
    email: str, password: str, tools: Tools, *, customer_no: str | None = None, device: Device = UNKNOWN_DEVICE
) -> LoggedIn:
    """Start a session by password, in the sandbox.

    Args:
        customer_no: needed only by somebody who represents several resellers; None: the one added last.

    Raises:
        WrongCredentials: same words and work for an unknown or disabled address.
        NoPasswords: in production.
    """
    if not tools.policy.sandbox:
        raise NoPasswords
    with tools.transactions(SYSTEM) as work:
        users = [user for user in work.users.with_email(email.strip().casefold()) if user.disabled_at is None]
        if customer_no:
            reseller = work.resellers.by_customer_no(customer_no)
            users = [user for user in users if reseller is not None and user.reseller == reseller.id]
        hashed = work.users.password_hash(users[0].id) if users else None
    # Outside the transaction: hashing takes a third of a second. A dummy hash keeps the time for unknown addresses.
    if not tools.passwords.matches(hashed or DUMMY_HASH, password) or hashed is None:
        raise WrongCredentials("E-Mail-Adresse oder Passwort stimmt nicht.")
    with tools.transactions(SYSTEM) as work:
        return begin_session(work, users[0], tools, via="password", device=device)


def begin_session(
    work: Work, user: User, tools: Tools, *, via: str, device: Device, no_longer_than: datetime | None = None
) -> LoggedIn:
    """A token nobody has seen before: whatever the browser brought along is worth nothing (fixation)."""
    now, token = tools.clock(), tools.new_token()
    latest_end = now + tools.policy.session_lifetime
    session = Session(
        id=SessionId(tools.new_id()),
        user=user.id,
        token_sha256=token_hash(token),
        csrf_token=tools.new_token(),
        created_at=now,
        expires_at=min(latest_end, no_longer_than or latest_end),
        last_seen_at=now,
        via=via,
        user_agent=device.user_agent[:USER_AGENT_LENGTH],
        network=device.network,
    )
    work.sessions.add(session)
    work.users.save(replace(user, last_log_in_at=now))
    record(work, tools, "session:begun", session.id, actor_of(user), now, reseller=user.reseller, via=via)
    return LoggedIn(user, session, token)


def resolve_session(token: str, tools: Tools) -> tuple[User, Session] | None:
    """None: unknown, ended, idle for too long, past its time, or its user may no more."""
    now = tools.clock()
    with tools.transactions(SYSTEM) as work:
        session = work.sessions.by_token(token_hash(token))
        if session is None or not is_open(session, now, tools):
            return None
        user = work.users.get(session.user)
        if user.disabled_at is not None:
            return None
        if now - session.last_seen_at >= SEEN_EVERY:
            work.sessions.seen(session.id, now)
        return user, session


def is_open(session: Session, at: datetime, tools: Tools) -> bool:
    """Neither past its time nor idle for too long."""
    return at < session.expires_at and at - session.last_seen_at < tools.policy.session_idle


def log_out(session: SessionId, tools: Tools) -> None:
    with tools.transactions(SYSTEM) as work:
        work.sessions.end(session)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(user: User) -> Actor:
    """On whose behalf this user's transactions run."""
    return Actor(label=f"user:{user.id}", role=user.role, user=user.id, reseller=user.reseller, email=user.email)


# argon2id of a random password nobody knows: the work is done for an unknown address, too.
DUMMY_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$3yVXg1mXbq3U0tQ7Zk1h2mT4T7Vb2cXhJmF1s0b8d0k"
