"""Policy of pages behind a link that came by mail: whoever holds it, for what it was made for, and nothing else."""

from dataclasses import dataclass

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from service.domain.access import Actor, Role, User
from service.domain.errors import Forbidden
from service.domain.ids import UserId
from service.domain.link import Link, LinkPurpose, LinkUnknown
from service.use_cases.limit_rate import limit_rate, require_calm
from service.use_cases.log_in import SYSTEM
from service.use_cases.open_link import holder_of, open_link
from service.web.identity import Identity, NotLoggedIn, require_same_origin, session_identity
from service.web.limits import GUESSED_LINK, client_of
from service.web.state import WebState, web_state

CALLBACK = "/signatures/callback"
LIFETIME_S = 30 * 60


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a link. The token is a secret that only the path carries: a form of another site cannot know it."""

    link: Link
    token: str

    @property
    def actor(self) -> Actor:
        return holder_of(self.link)

    @property
    def identity(self) -> Identity:
        """For view models that ask whose turn it is."""
        user = User(UserId(self.link.id), self.link.recipient.casefold(), Role.RESELLER, self.link.reseller)
        return Identity(user, None)


class LinkAccess:
    """Policy: the path's `token` opens this purpose. Looking (GET, HEAD) uses nothing up.

    Raises LinkUnknown, LinkUsed, LinkExpired.
    """

    roles: frozenset[Role] | None = None

    def __init__(self, purpose: LinkPurpose) -> None:
        self.purpose = purpose

    async def __call__(self, request: Request) -> Visitor:
        if request.method not in {"GET", "HEAD"}:
            await require_same_origin(request)
        token, tools = request.path_params["token"], web_state(request).tools

        def opened() -> Link:
            require_calm(GUESSED_LINK, client_of(request), tools)
            try:
                return open_link(token, self.purpose, tools)
            except LinkUnknown:
                limit_rate(GUESSED_LINK, client_of(request), SYSTEM, tools)
                raise

        return Visitor(await run_in_threadpool(opened), token)


class SignerAccess:
    """Policy of the provider's callback: a session of a representative, a co-signer's link kept in a cookie, or both."""

    roles = frozenset({Role.RESELLER})

    def __call__(self, request: Request) -> list[Visitor | Identity]:
        """Whoever this browser may be, the link first: it was opened for this signature."""
        state = web_state(request)
        found: list[Visitor | Identity] = []
        token = request.cookies.get(cookie_name(state))
        if token:
            link = open_link(token, LinkPurpose.CO_SIGNATURE, state.tools)
            found.append(Visitor(link, token))
        identity = session_identity(request)
        if identity is not None and identity.user.role in self.roles:
            found.append(identity)
        if not found:
            raise NotLoggedIn if identity is None else Forbidden("Ihre Rolle erlaubt das nicht.")
        return found


def cookie_name(state: WebState) -> str:
    """`__Secure-`, for it is bound to one path (`__Host-` is not)."""
    return "__Secure-vollmacht-link" if state.secure else "vollmacht-link"


def remember_link(response: Response, state: WebState, token: str) -> None:
    """For the way to the provider and back; Lax, so that the provider's redirect carries it."""
    response.set_cookie(
        cookie_name(state), token, max_age=LIFETIME_S, path=CALLBACK, secure=state.secure, httponly=True, samesite="lax"
    )


def forget_link(response: Response, state: WebState) -> None:
    response.delete_cookie(cookie_name(state), path=CALLBACK, secure=state.secure, httponly=True, samesite="lax")
