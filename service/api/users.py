"""Users, for the administration: invite, change, shut out, log out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, Field

from service.api import sessions, tokens
from service.api.bodies import Answer, Given, resource
from service.domain.access import Role
from service.domain.ids import UserId
from service.use_cases.manage_sessions import end_all_sessions, list_sessions
from service.use_cases.manage_tokens import list_tokens
from service.use_cases.manage_users import KnownUser, change_user, disable_user, enable_user, find_user, invite_user, list_users
from service.web.identity import ApiAccess, Identity
from service.web.state import State, WebState

router = resource("users")
Admin = Annotated[Identity, Depends(ApiAccess(Role.ADMIN))]
Number = Annotated[str | None, Field(max_length=40, examples=["K-10472"], description="Whom a reseller's user represents.")]


class Invitation(Given):
    email: str = Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["kim@hoster.example"])
    role: Role
    name: str = Field(default="", max_length=200, examples=["Kim Beispiel"])
    customer_no: Number = None


class Change(Given):
    role: Role
    customer_no: Number = None


class OneUser(BaseModel):
    """Attributes:
    disabled_at: from then on nothing of his opens anything.
    by_openid: he has logged in at the OpenID provider.
    """

    id: UUID
    email: str = Field(examples=["kim@hoster.example"])
    role: Role
    name: str = Field(examples=["Kim Beispiel"])
    customer_no: str | None
    disabled_at: datetime | None
    last_log_in_at: datetime | None
    by_openid: bool


class User(Answer, OneUser):
    pass


class Listed(Answer):
    users: list[OneUser]


@router.get("/users")
def listed(identity: Admin, state: State) -> Listed:
    """All users, staff first."""
    return Listed(sandbox=state.tools.policy.sandbox, users=[_one(known) for known in list_users(identity.actor, state.tools)])


@router.post("/users", status_code=201)
def invite(body: Invitation, identity: Admin, state: State) -> User:
    """Add a user and write to him."""
    user = invite_user(body.email, body.role, body.name, body.customer_no, identity.actor, state.tools)
    return _seen(UserId(user.id), identity, state)


@router.get("/users/{id}")
def one(id: UUID, identity: Admin, state: State) -> User:
    return _seen(UserId(id), identity, state)


@router.patch("/users/{id}")
def change(id: UUID, body: Change, identity: Admin, state: State) -> User:
    """Another role or tenant; his sessions end."""
    change_user(UserId(id), body.role, body.customer_no, identity.actor, state.tools)
    return _seen(UserId(id), identity, state)


@router.post("/users/{id}/disabling")
def disable(id: UUID, identity: Admin, state: State) -> User:
    """His sessions end, his tokens open nothing."""
    disable_user(UserId(id), identity.actor, state.tools)
    return _seen(UserId(id), identity, state)


@router.post("/users/{id}/enabling")
def enable(id: UUID, identity: Admin, state: State) -> User:
    enable_user(UserId(id), identity.actor, state.tools)
    return _seen(UserId(id), identity, state)


@router.get("/users/{id}/sessions")
def sessions_of(id: UUID, identity: Admin, state: State) -> sessions.Listed:
    find_user(UserId(id), identity.actor, state.tools)
    found = list_sessions(UserId(id), identity.actor, state.tools)
    return sessions.Listed(sandbox=state.tools.policy.sandbox, sessions=sessions.lines(found, identity.session))


@router.delete("/users/{id}/sessions")
def log_out(id: UUID, identity: Admin, state: State) -> sessions.Ended:
    """End all of them."""
    find_user(UserId(id), identity.actor, state.tools)
    ended = end_all_sessions(UserId(id), identity.actor, state.tools)
    return sessions.Ended(sandbox=state.tools.policy.sandbox, ended=ended)


@router.get("/users/{id}/tokens")
def tokens_of(id: UUID, identity: Admin, state: State) -> tokens.Listed:
    find_user(UserId(id), identity.actor, state.tools)
    found = list_tokens(UserId(id), identity.actor, state.tools)
    return tokens.Listed(sandbox=state.tools.policy.sandbox, tokens=tokens.lines(found, state.tools.clock()))


def _seen(id: UserId, identity: Identity, state: WebState) -> User:
    known = find_user(id, identity.actor, state.tools)
    return User(sandbox=state.tools.policy.sandbox, **_one(known).model_dump())


def _one(known: KnownUser) -> OneUser:
    user = known.user
    return OneUser(
        id=user.id,
        email=user.email,
        role=user.role,
        name=user.name,
        customer_no=known.customer_no or None,
        disabled_at=user.disabled_at,
        last_log_in_at=user.last_log_in_at,
        by_openid=user.subject is not None,
    )
