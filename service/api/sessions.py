"""Log in for a bearer token, log out, who am I, where else am I logged in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field

from service.api.bodies import Answer, Given, resource
from service.domain.access import Role, User
from service.domain.errors import Forbidden
from service.domain.ids import SessionId
from service.use_cases.account_repositories import Session
from service.use_cases.act_for import act_for, sides_of
from service.use_cases.log_in import log_out
from service.use_cases.manage_sessions import end_all_sessions, end_session, list_sessions
from service.web.identity import PUBLIC, ApiAccess, Identity
from service.web.limits import device_of, limited_log_in
from service.web.state import State

router = resource("sessions", shown_once=True)
Anyone = Annotated[Identity, Depends(ApiAccess())]
Grantor = Annotated[Identity, Depends(ApiAccess(Role.RESELLER))]


class Credentials(Given):
    """Attributes:
    customer_no: needed only by somebody who represents several resellers.
    """

    email: str = Field(max_length=254, examples=["agent@sandbox.example"])
    password: str = Field(max_length=1000)
    customer_no: str | None = Field(default=None, max_length=40)


class Me(Answer):
    email: str
    role: Role
    name: str
    reseller: str | None


class Begun(Me):
    """`token` is the bearer token of this session, shown once."""

    token: str
    expires_at: datetime


@router.post("/sessions", status_code=201, dependencies=[Depends(PUBLIC)])
def begin(credentials: Credentials, request: Request, state: State) -> Begun:
    """Log in by password, in the sandbox. The token goes into `Authorization: Bearer`."""
    begun = limited_log_in(request, credentials.email, credentials.password, customer_no=credentials.customer_no)
    return Begun(**_me(begun.user, state).model_dump(), token=begun.token, expires_at=begun.session.expires_at)


class OneSession(BaseModel):
    """Attributes:
    network: where from, coarse; empty: unknown.
    current: the one this is asked with.
    """

    id: UUID
    via: str = Field(examples=["oidc"])
    user_agent: str = Field(examples=["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"])
    network: str = Field(examples=["203.0.113.0/24"])
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class OneSide(BaseModel):
    customer_no: str
    name: str
    current: bool


class Sides(Answer):
    sides: list[OneSide]


class SideGiven(Given):
    customer_no: str = Field(min_length=1, max_length=40, examples=["K-10472"])


class Listed(Answer):
    sessions: list[OneSession]


class Ended(Answer):
    ended: int


@router.get("/sessions")
def listed(identity: Anyone, state: State) -> Listed:
    """One's own open sessions, newest first."""
    found = list_sessions(identity.user.id, identity.actor, state.tools)
    return Listed(sandbox=state.tools.policy.sandbox, sessions=lines(found, identity.session))


@router.delete("/sessions")
def end_others(identity: Anyone, state: State) -> Ended:
    """End all one's own sessions but the one this is asked with."""
    current = identity.session.id if identity.session else None
    ended = end_all_sessions(identity.user.id, identity.actor, state.tools, but=current)
    return Ended(sandbox=state.tools.policy.sandbox, ended=ended)


@router.delete("/sessions/current", status_code=204)
def end(identity: Anyone, state: State) -> Response:
    """Log out; nothing happens to an API token."""
    if identity.session is not None:
        log_out(identity.session.id, state.tools)
    return Response(status_code=204)


@router.delete("/sessions/{id}", status_code=204)
def end_one(id: UUID, identity: Anyone, state: State) -> Response:
    """End one of one's own sessions; the administration anybody's."""
    end_session(SessionId(id), identity.actor, state.tools)
    return Response(status_code=204)


@router.get("/sessions/sides")
def sides(identity: Grantor, state: State) -> Sides:
    """Whom one may act for: several, for people who represent several customers of the hoster."""
    found = sides_of(identity.user, state.tools)
    lines = [OneSide(customer_no=one.customer_no, name=one.name, current=one.reseller == identity.user.reseller) for one in found]
    return Sides(sandbox=state.tools.policy.sandbox, sides=lines)


@router.post("/sessions/current/side", status_code=201)
def switch(given: SideGiven, request: Request, identity: Grantor, state: State) -> Begun:
    """Act for another of them from now on: a session of its own, the present one ends. An API token acts for one reseller for ever (403)."""
    if identity.session is None:
        raise Forbidden("Ein Token handelt nur für den Kunden, für den er ausgestellt ist.")
    begun = act_for(given.customer_no, identity.user, identity.session, device_of(request), state.tools)
    return Begun(**_me(begun.user, state).model_dump(), token=begun.token, expires_at=begun.session.expires_at)


@router.get("/me")
def me(identity: Anyone, state: State) -> Me:
    return _me(identity.user, state)


def lines(sessions: Iterable[Session], current: Session | None) -> list[OneSession]:
    return [
        OneSession(
            id=one.id,
            via=one.via,
            user_agent=one.user_agent,
            network=one.network,
            created_at=one.created_at,
            last_seen_at=one.last_seen_at,
            expires_at=one.expires_at,
            current=current is not None and one.id == current.id,
        )
        for one in sessions
    ]


def _me(user: User, state: State) -> Me:
    return Me(
        sandbox=state.tools.policy.sandbox,
        email=user.email,
        role=user.role,
        name=user.name,
        reseller=str(user.reseller) if user.reseller else None,
    )
