"""Log in at the hoster's OpenID provider: there, and back."""

import secrets

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from service.pages.log_in import logged_in, ours
from service.pages.rendering import see_other
from service.use_cases.log_in_by_openid import Returned, come_back, set_out
from service.web.identity import PUBLIC
from service.web.limits import LOG_IN_SET_OUT, LimitedByClient, device_of
from service.web.state import State, WebState

router = APIRouter()
PATH = "/anmelden"
CALLBACK = f"{PATH}/rueckkehr"
WAY_AT_MOST_S = 600


@router.get(f"{PATH}/weiter", dependencies=[Depends(PUBLIC), Depends(LimitedByClient(LOG_IN_SET_OUT))])
def leave_for(state: State, weiter: str = "") -> Response:
    """A cookie binds the way there and back to this browser."""
    browser = secrets.token_urlsafe(32)
    response = see_other(set_out(browser, weiter if ours(weiter) else "", redirect_uri(state), state.tools))
    response.set_cookie(
        cookie_name(state), browser, max_age=WAY_AT_MOST_S, path=PATH, secure=state.secure, httponly=True, samesite="lax"
    )
    return response


@router.get(CALLBACK, dependencies=[Depends(PUBLIC), Depends(LimitedByClient(LOG_IN_SET_OUT))])
def return_from(request: Request, state: State) -> Response:
    given = request.query_params
    browser = request.cookies.get(cookie_name(state), "")
    returned = Returned(given.get("state", ""), given.get("code", ""), given.get("error", ""), given.get("iss"), browser)
    begun, return_to = come_back(returned, redirect_uri(state), device_of(request), state.tools)
    response = logged_in(request, state, begun, return_to)
    response.delete_cookie(cookie_name(state), path=PATH, secure=state.secure, httponly=True, samesite="lax")
    return response


def redirect_uri(state: WebState) -> str:
    """Exactly as registered with the provider."""
    return f"{state.public_url}{CALLBACK}"


def cookie_name(state: WebState) -> str:
    """`__Secure-`, for it is bound to one path (`__Host-` is not)."""
    return "__Secure-vollmacht-anmeldung" if state.secure else "vollmacht-anmeldung"
