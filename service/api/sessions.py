"""Log in for a bearer token, log out, who am I."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from service.api.bodies import Answer, Given, resource
from service.domain.access import Role, User
from service.use_cases.log_in import log_out
from service.web.identity import PUBLIC, ApiAccess, Identity
from service.web.limits import limited_log_in
from service.web.state import State

router = resource("sessions")
Anyone = Annotated[Identity, Depends(ApiAccess())]


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
    """Log in. The token goes into `Authorization: Bearer`."""
    begun = limited_log_in(request, credentials.email, credentials.password, customer_no=credentials.customer_no)
    return Begun(**_me(begun.user, state).model_dump(), token=begun.token, expires_at=begun.session.expires_at)


@router.delete("/sessions/current", status_code=204)
def end(identity: Anyone, state: State) -> Response:
    """Log out; nothing happens to an API token."""
    if identity.session is not None:
        log_out(identity.session.id, state.tools)
    return Response(status_code=204)


@router.get("/me")
def me(identity: Anyone, state: State) -> Me:
    return _me(identity.user, state)


def _me(user: User, state: State) -> Me:
    return Me(
        sandbox=state.tools.policy.sandbox,
        email=user.email,
        role=user.role,
        name=user.name,
        reseller=str(user.reseller) if user.reseller else None,
    )
