"""Log in and out; the start page leads each role to its work."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.pages.rendering import render, see_other
from service.use_cases.act_for import sides_of
from service.use_cases.log_in import LoggedIn, WrongCredentials, log_out
from service.use_cases.pause_emergency import note_sign_of_life
from service.web.identity import (
    PUBLIC,
    Identity,
    PageAccess,
    end_session_cookie,
    require_same_origin,
    session_identity,
    set_session_cookie,
)
from service.web.limits import limited_log_in
from service.web.state import State, WebState, web_state

router = APIRouter()
HOME = {
    Role.RESELLER: "/vorsorge",
    Role.AGENT: "/kunden",
    Role.TEAM_LEAD: "/freigaben",
    Role.AUDITOR: "/nachweise",
    Role.ADMIN: "/kunden",
}


@router.get("/", dependencies=[Depends(PUBLIC)])
def start(request: Request) -> Response:
    identity = session_identity(request)
    return see_other(HOME[identity.user.role]) if identity else render(request, "start.html", "Vorsorge für den Notfall")


@router.get("/anmelden", dependencies=[Depends(PUBLIC)])
def form(request: Request, weiter: str = "") -> Response:
    return _form(request, weiter)


@router.get("/anmelden/wieder-da", dependencies=[Depends(PUBLIC)])
def back_again(request: Request) -> Response:
    """The end of a log-in in a second window, for a form that waits in the first."""
    text = "Sie sind angemeldet. Schließen Sie dieses Fenster, und machen Sie in dem anderen weiter."
    return render(request, "thanks.html", "Willkommen zurück", text=text, more="")


@router.post("/anmelden", dependencies=[Depends(PUBLIC), Depends(require_same_origin)])
def enter(
    request: Request,
    state: State,
    email: Annotated[str, Form(max_length=254)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    customer_no: Annotated[str, Form(max_length=40)] = "",
    weiter: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    try:
        begun = limited_log_in(request, email, password, customer_no=customer_no.strip() or None)
    except WrongCredentials as wrong:
        return _form(request, weiter, email=email, fault=wrong.text, status=401)
    return entered(request, state, begun, weiter) if customer_no.strip() else logged_in(request, state, begun, weiter)


@router.post("/abmelden")
def leave(identity: Annotated[Identity, Depends(PageAccess())], state: State) -> Response:
    provider, elsewhere = state.tools.identity_provider, None
    if identity.session is not None:
        log_out(identity.session.id, state.tools)
        if identity.session.via == "oidc" and provider is not None:
            elsewhere = provider.log_out_url(return_to=f"{state.public_url}/")
    response = see_other(elsewhere or "/")
    end_session_cookie(response, state)
    return response


def logged_in(request: Request, state: WebState, begun: LoggedIn, return_to: str) -> Response:
    """Whoever represents several is asked for which one first; until then nobody can say whose sign of life it is."""
    if len(sides_of(begun.user, state.tools)) < 2:
        return entered(request, state, begun, return_to)
    asking = f"/fuer-wen?{urlencode({'weiter': return_to})}" if ours(return_to) else "/fuer-wen"
    return _with_cookie(request, state, begun, asking)


def entered(request: Request, state: WebState, begun: LoggedIn, return_to: str) -> Response:
    """He is here, and for whom is clear: that is a sign of life."""
    if begun.user.reseller is not None:
        note_sign_of_life(begun.user.reseller, state.tools)
    return _with_cookie(request, state, begun, return_to)


def _with_cookie(request: Request, state: WebState, begun: LoggedIn, return_to: str) -> Response:
    """A new cookie; the session this browser had before ends, whosoever it was."""
    before = session_identity(request)
    if before is not None and before.session is not None:
        log_out(before.session.id, state.tools)
    response = see_other(return_to if ours(return_to) else HOME[begun.user.role])
    set_session_cookie(response, state, begun.token, begun.session.expires_at)
    return response


def _form(request: Request, weiter: str, *, email: str = "", fault: str = "", status: int = 200) -> Response:
    tools = web_state(request).tools
    return render(
        request,
        "log-in.html",
        "Anmelden",
        status=status,
        email=email,
        fault=fault,
        weiter=weiter if ours(weiter) else "",
        elsewhere=tools.identity_provider is not None,
        by_password=tools.policy.sandbox,
    )


def ours(path: str) -> bool:
    """Only paths of this host: no redirect to elsewhere (`//host`, `/\\host`)."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
