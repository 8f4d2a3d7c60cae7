"""Who asks, and who may: each route declares one policy, found by the test that walks them all.

Pages know a cookie, the API knows a bearer token and never a cookie: so no other site can make a browser call the API (CSRF).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from service.domain.access import Actor, Role, User
from service.domain.errors import Forbidden, ServiceError
from service.use_cases.account_repositories import ApiToken, Session
from service.use_cases.log_in import actor_of, resolve_session
from service.use_cases.manage_tokens import resolve_token
from service.web.kept_form import KeptForm, kept_form
from service.web.scopes import scope_of
from service.web.state import WebState, web_state

EVERYONE = frozenset(Role)


class NotLoggedIn(ServiceError):
    """Nobody, or nobody any more: pages lead to the log-in, the API answers 401.

    Attributes:
        kept: what was sent, to be sent again after the log-in.
    """

    code = "not-logged-in"

    def __init__(self, kept: KeptForm | None = None) -> None:
        super().__init__("Bitte melden Sie sich an.")
        self.kept = kept


class ForgedRequest(Forbidden):
    """A form came without its token, or from another site.

    Attributes:
        kept: what was sent, if a page of ours sent it for certain: its session is another one by now.
    """

    code = "forged-request"

    def __init__(self, kept: KeptForm | None = None) -> None:
        super().__init__("Das Formular ist abgelaufen oder kommt von einer anderen Seite. Bitte laden Sie die Seite neu.")
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Identity:
    """The person behind a request.

    Attributes:
        session: None with an API token.
        token: None with a session.
    """

    user: User
    session: Session | None
    token: ApiToken | None = None

    @property
    def actor(self) -> Actor:
        return actor_of(self.user)

    @property
    def csrf_token(self) -> str:
        return self.session.csrf_token if self.session else ""


class ScopeMissing(Forbidden):
    """The token was narrowed to other things."""

    code = "scope-missing"

    def __init__(self, scope: str) -> None:
        super().__init__(f"Diesem Token fehlt die Berechtigung {scope}.")


class Public:
    """Policy: anybody. Said aloud, so that a forgotten policy is no policy."""

    roles: frozenset[Role] | None = None

    def __call__(self) -> None:
        return None


class PageAccess:
    """Policy of a page: a cookie session with one of these roles; forms carry their CSRF token."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles) or EVERYONE

    async def __call__(self, request: Request) -> Identity:
        identity = await run_in_threadpool(_by_cookie, request)
        if identity is None:
            raise NotLoggedIn(await kept_form(request))
        request.state.identity = identity
        if request.method not in {"GET", "HEAD"}:
            await _require_csrf(request, identity)
        if identity.user.role not in self.roles:
            raise Forbidden("Ihre Rolle erlaubt das nicht.")
        return identity


class ApiAccess:
    """Policy of an API route: `Authorization: Bearer`, an API token or the token of a session."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles) or EVERYONE

    def __call__(self, request: Request) -> Identity:
        identity = bearer_identity(request)
        if identity is None:
            raise NotLoggedIn
        request.state.identity = identity
        if identity.user.role not in self.roles:
            raise Forbidden("Ihre Rolle erlaubt das nicht.")
        _require_scope(request, identity)
        return identity


PUBLIC = Public()


def bearer_identity(request: Request) -> Identity | None:
    """None: no token, or one nobody has."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not token:
        return None
    tools = web_state(request).tools
    found = resolve_session(token.strip(), tools)
    if found is not None:
        return Identity(*found)
    known = resolve_token(token.strip(), tools)
    return Identity(known[0], None, known[1]) if known else None


def session_identity(request: Request) -> Identity | None:
    """For public pages that greet whoever is logged in."""
    return _by_cookie(request)


def cookie_name(state: WebState) -> str:
    """`__Host-` binds the cookie to this host over https; on plain loopback browsers would drop it."""
    return "__Host-vollmacht" if state.secure else "vollmacht"


def set_session_cookie(response: Response, state: WebState, token: str, expires_at: datetime) -> None:
    response.set_cookie(
        cookie_name(state), token, expires=expires_at, path="/", secure=state.secure, httponly=True, samesite="lax"
    )


def end_session_cookie(response: Response, state: WebState) -> None:
    response.delete_cookie(cookie_name(state), path="/", secure=state.secure, httponly=True, samesite="lax")


def _require_scope(request: Request, identity: Identity) -> None:
    """A session, or a token without scopes, may what its user may."""
    if identity.token is None or identity.token.scopes is None:
        return
    scope = scope_of(request.method, request.url.path)
    if scope is not None and scope not in identity.token.scopes:
        raise ScopeMissing(scope)


async def require_same_origin(request: Request) -> None:
    """For the one form without a session, the log-in: another site's form names its own origin."""
    _require_origin(request)


async def _require_csrf(request: Request, identity: Identity) -> None:
    _require_origin(request)
    form = await request.form()
    given = form.get("csrf_token")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), identity.csrf_token.encode()):
        raise ForgedRequest(await kept_form(request))


def _require_origin(request: Request) -> None:
    """Browsers name the origin of every form they send; `null` and others are refused (RFC 6454 § 7)."""
    origin = request.headers.get("origin")
    state = web_state(request)
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForgedRequest
    if origin is not None and origin not in {own, state.public_url}:
        raise ForgedRequest


def _by_cookie(request: Request) -> Identity | None:
    state = web_state(request)
    token = request.cookies.get(cookie_name(state))
    found = resolve_session(token, state.tools) if token else None
    return Identity(*found) if found else None
