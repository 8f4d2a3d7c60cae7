"""Log in and out, sessions, API tokens, users."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from service.domain.access import OPERATOR, Actor, Role, User
from service.domain.errors import Conflict, Forbidden, NotFound
from service.domain.ids import ResellerId, SessionId, UserId
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Session

SESSION_LIFETIME = timedelta(hours=8)
SYSTEM = Actor(label="log-in")


class WrongCredentials(Forbidden):
    """Address or password is wrong: one answer for both."""

    code = "wrong-credentials"


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """`token` is shown once; the table keeps its hash."""

    user: User
    session: Session
    token: str


def log_in(email: str, password: str, tools: Tools, *, customer_no: str | None = None) -> LoggedIn:
    """Start a session.

    Args:
        customer_no: needed only by somebody who represents several resellers; None: the one added last.

    Raises:
        WrongCredentials: same words and work for an unknown address.
    """
    now = tools.clock()
    with tools.transactions(SYSTEM) as work:
        users = list(work.users.with_email(email.strip().casefold()))
        if customer_no:
            reseller = work.resellers.by_customer_no(customer_no)
            users = [user for user in users if reseller is not None and user.reseller == reseller.id]
        hashed = work.users.password_hash(users[0].id) if users else None
    # Outside the transaction: hashing takes a third of a second. A dummy hash keeps the time for unknown addresses.
    if not tools.passwords.matches(hashed or DUMMY_HASH, password) or hashed is None:
        raise WrongCredentials("E-Mail-Adresse oder Passwort stimmt nicht.")
    user = users[0]
    token = tools.new_token()
    session = Session(
        id=SessionId(tools.new_id()),
        user=user.id,
        token_sha256=token_hash(token),
        csrf_token=tools.new_token(),
        created_at=now,
        expires_at=now + SESSION_LIFETIME,
    )
    with tools.transactions(SYSTEM) as work:
        work.sessions.add(session)
        record(work, tools, "session:begun", session.id, actor_of(user), now, reseller=user.reseller)
    return LoggedIn(user, session, token)


def resolve_session(token: str, tools: Tools) -> tuple[User, Session] | None:
    """None: unknown, ended or past its time."""
    with tools.transactions(SYSTEM) as work:
        session = work.sessions.by_token(token_hash(token))
        if session is None or session.expires_at <= tools.clock():
            return None
        return work.users.get(session.user), session


def log_out(session: SessionId, tools: Tools) -> None:
    with tools.transactions(SYSTEM) as work:
        work.sessions.end(session)


def create_user(
    email: str, role: Role, tools: Tools, *, password: str | None = None, name: str = "", customer_no: str | None = None
) -> User:
    """Add a user as the operator.

    Raises:
        NotFound: unknown customer number.
        Conflict: the address has this log-in already.
    """
    now = tools.clock()
    address = email.strip().casefold()
    hashed = tools.passwords.hash(password) if password else None
    with tools.transactions(OPERATOR) as work:
        reseller: ResellerId | None = None
        if customer_no is not None:
            found = work.resellers.by_customer_no(customer_no)
            if found is None:
                raise NotFound(f"Die Kundennummer {customer_no} ist nicht bekannt.")
            reseller = found.id
        if any(user.reseller == reseller for user in work.users.with_email(address)):
            raise Conflict("Diese Adresse hat schon einen Zugang.")
        user = User(id=UserId(tools.new_id()), email=address, role=role, reseller=reseller, name=name)
        work.users.save(user, hashed)
        record(work, tools, "user:created", user.id, OPERATOR, now, reseller=reseller, role=role.value)
    return user


def issue_token(email: str, tools: Tools) -> str:
    """An API token for that user, shown once.

    Raises:
        NotFound: no such user.
    """
    now = tools.clock()
    token = tools.new_token()
    with tools.transactions(OPERATOR) as work:
        users = work.users.with_email(email.strip().casefold())
        if not users:
            raise NotFound("Diese Adresse hat keinen Zugang.")
        work.users.add_token(users[0].id, token_hash(token), now)
        record(work, tools, "token:issued", users[0].id, OPERATOR, now, reseller=users[0].reseller)
    return token


def resolve_token(token: str, tools: Tools) -> User | None:
    with tools.transactions(SYSTEM) as work:
        return work.users.by_token(token_hash(token))


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(user: User) -> Actor:
    """On whose behalf this user's transactions run."""
    return Actor(label=f"user:{user.id}", role=user.role, user=user.id, reseller=user.reseller, email=user.email)


# argon2id of a random password nobody knows: the work is done for an unknown address, too.
DUMMY_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$3yVXg1mXbq3U0tQ7Zk1h2mT4T7Vb2cXhJmF1s0b8d0k"
