"""The provider's redirect, handed in by a client that began the signature by API."""

from typing import Annotated

from fastapi import Depends
from pydantic import Field

from service.api.bodies import Given, resource
from service.api.powers_of_attorney import LegAnswer, leg_answer
from service.domain.access import Role
from service.use_cases.continue_signature import continue_signature
from service.use_cases.ports import Callback
from service.web.identity import ApiAccess, Identity
from service.web.state import State

router = resource("powers of attorney")


class CallbackGiven(Given):
    """The query of the redirect address (RFC 6749 § 4.1.2, RFC 9207)."""

    state: str = Field(min_length=1, max_length=500)
    code: str | None = Field(default=None, max_length=2000)
    error: str | None = Field(default=None, max_length=200)
    iss: str | None = Field(default=None, max_length=500)


@router.post("/signature-callbacks")
def hand_in(given: CallbackGiven, identity: Annotated[Identity, Depends(ApiAccess(Role.RESELLER))], web: State) -> LegAnswer:
    """Redeemed exactly once; a repeated one shows where things stand."""
    callback = Callback(state=given.state, code=given.code, error=given.error, issuer=given.iss)
    step = continue_signature(callback, identity.actor, web.tools, redirect_uri=web.redirect_uri)
    return leg_answer(step, sandbox=web.tools.policy.sandbox)
