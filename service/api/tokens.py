"""API tokens: one's own keys for one's programmes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from pydantic import AwareDatetime, BaseModel, Field

from service.api.bodies import Answer, Given, resource
from service.domain.ids import TokenId
from service.use_cases.account_repositories import ApiToken
from service.use_cases.manage_tokens import add_token, list_tokens, revoke_token
from service.web.identity import ApiAccess, Identity
from service.web.state import State

router = resource("tokens", shown_once=True)
Anyone = Annotated[Identity, Depends(ApiAccess())]


class NewToken(Given):
    """Attributes:
    scopes: what it may do of what its user may; null: all of it.
    expires_at: null: until it is revoked.
    """

    name: str = Field(min_length=1, max_length=100, examples=["Ticketsystem"])
    scopes: list[str] | None = Field(default=None, max_length=40, examples=[["authority-decisions:write", "resellers:read"]])
    expires_at: AwareDatetime | None = Field(default=None, examples=["2027-11-26T00:00:00Z"])


class OneToken(BaseModel):
    """Attributes:
    last_used_at: to the hour.
    opens: neither revoked nor past its end.
    """

    id: UUID
    name: str = Field(examples=["Ticketsystem"])
    scopes: list[str] | None = Field(examples=[["authority-decisions:write", "resellers:read"]])
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    opens: bool


class Issued(Answer):
    """`token` is shown once."""

    token: str
    issued: OneToken


class Listed(Answer):
    tokens: list[OneToken]


@router.get("/tokens")
def listed(identity: Anyone, state: State) -> Listed:
    """One's own tokens, newest first, ended ones included; never the secrets."""
    found = list_tokens(identity.user.id, identity.actor, state.tools)
    return Listed(sandbox=state.tools.policy.sandbox, tokens=lines(found, state.tools.clock()))


@router.post("/tokens", status_code=201)
def issue(body: NewToken, identity: Anyone, state: State) -> Issued:
    """A new token in one's own name. Asked for with a token, the new one may do and last no more than that one."""
    token, secret = add_token(
        identity.user.id,
        identity.actor,
        state.tools,
        name=body.name,
        scopes=body.scopes,
        expires_at=body.expires_at,
        issuer=identity.token,
    )
    return Issued(sandbox=state.tools.policy.sandbox, token=secret, issued=lines([token], state.tools.clock())[0])


@router.delete("/tokens/{id}", status_code=204)
def revoke(id: UUID, identity: Anyone, state: State) -> Response:
    """One's own; the administration anybody's. It opens nothing from now on."""
    revoke_token(TokenId(id), identity.actor, state.tools)
    return Response(status_code=204)


def lines(tokens: Iterable[ApiToken], at: datetime) -> list[OneToken]:
    return [
        OneToken(
            id=one.id,
            name=one.name,
            scopes=list(one.scopes) if one.scopes is not None else None,
            created_at=one.created_at,
            expires_at=one.expires_at,
            last_used_at=one.last_used_at,
            opens=one.opens(at),
        )
        for one in tokens
    ]
