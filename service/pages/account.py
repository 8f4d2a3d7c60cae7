"""One's own account: where one is logged in, and the keys of one's programmes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import TOKEN_SCOPES
from service.domain.ids import SessionId, TokenId
from service.pages.devices import device_words, place_words
from service.pages.rendering import render, see_other
from service.use_cases.account_repositories import ApiToken, Session
from service.use_cases.act_for import sides_of
from service.use_cases.manage_sessions import end_all_sessions, end_session, list_sessions
from service.use_cases.manage_tokens import add_token, list_tokens, revoke_token
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Anyone = Annotated[Identity, Depends(PageAccess())]
LIFETIMES = {"30": "30 Tage", "90": "90 Tage", "365": "ein Jahr"}
RESOURCES = {
    "authority-decisions": "„Darf ich?“",
    "emergency-cases": "Notfälle",
    "emergency-contacts": "Notfallkontakte",
    "emergency-reports": "Meldungen von außen",
    "imports": "Stammdaten importieren",
    "powers-of-attorney": "Vollmachten",
    "resellers": "Reseller",
    "sessions": "Anmeldungen",
    "signature-callbacks": "Rückkehr vom Signaturdienst",
    "tokens": "API-Token",
    "users": "Zugänge",
    "verifications": "Dateien prüfen",
}
VERBS = {"read": "lesen", "write": "ändern"}
# Where there is no reading, "ändern" would be a riddle.
ACTS = {
    "authority-decisions:write": "fragen und festhalten",
    "imports:write": "",
    "signature-callbacks:write": "",
    "verifications:write": "",
}


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: SessionId
    device: str
    place: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class TokenLine:
    """Attributes:
    state: empty while it opens.
    """

    id: TokenId
    name: str
    scopes: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    state: str


def session_lines(sessions: list[Session], current: SessionId | None) -> list[SessionLine]:
    return [
        SessionLine(
            one.id, device_words(one.user_agent), place_words(one.network), one.created_at, one.last_seen_at, one.id == current
        )
        for one in sessions
    ]


def token_lines(tokens: list[ApiToken], at: datetime) -> list[TokenLine]:
    def state(one: ApiToken) -> str:
        return "" if one.opens(at) else ("widerrufen" if one.revoked_at else "abgelaufen")

    return [
        TokenLine(
            one.id,
            one.name or "ohne Namen",
            "alles, was der Zugang darf" if one.scopes is None else ", ".join(scope_words(scope) for scope in one.scopes),
            one.created_at,
            one.expires_at,
            one.last_used_at,
            state(one),
        )
        for one in tokens
    ]


def scope_words(scope: str) -> str:
    resource, _, verb = scope.partition(":")
    return f"{RESOURCES.get(resource, resource)} {ACTS.get(scope, VERBS.get(verb, verb))}".strip()


@router.get("/konto")
def page(request: Request, identity: Anyone, tools: RequestTools) -> Response:
    return _page(request, identity, tools, secret="")


@router.post("/konto/anmeldungen/{id}/beenden")
def end_one(id: UUID, identity: Anyone, tools: RequestTools) -> Response:
    end_session(SessionId(id), identity.actor, tools)
    return see_other("/konto")


@router.post("/konto/anmeldungen/beenden")
def end_others(identity: Anyone, tools: RequestTools) -> Response:
    current = identity.session.id if identity.session else None
    end_all_sessions(identity.user.id, identity.actor, tools, but=current)
    return see_other("/konto")


@router.post("/konto/token")
def add(
    request: Request,
    identity: Anyone,
    tools: RequestTools,
    name: Annotated[str, Form(min_length=1, max_length=100)],
    lifetime: Annotated[str, Form()],
    scopes: Annotated[list[str] | None, Form()] = None,
) -> Response:
    days = int(lifetime) if lifetime in LIFETIMES else min(map(int, LIFETIMES))
    _, secret = add_token(
        identity.user.id, identity.actor, tools, name=name, scopes=scopes or (), expires_at=tools.clock() + timedelta(days=days)
    )
    # No redirect: the secret is shown on this answer and nowhere else.
    return _page(request, identity, tools, secret=secret)


@router.post("/konto/token/{id}/widerrufen")
def revoke(id: UUID, identity: Anyone, tools: RequestTools) -> Response:
    revoke_token(TokenId(id), identity.actor, tools)
    return see_other("/konto")


def _page(request: Request, identity: Identity, tools: RequestTools, *, secret: str) -> Response:
    me, actor = identity.user, identity.actor
    current = identity.session.id if identity.session else None
    sides = sides_of(me, tools)
    return render(
        request,
        "account.html",
        "Mein Konto",
        email=me.email,
        acting_for=next((one.name for one in sides if one.reseller == me.reseller), ""),
        several=len(sides) > 1,
        sessions=session_lines(list(list_sessions(me.id, actor, tools)), current),
        tokens=token_lines(list(list_tokens(me.id, actor, tools)), tools.clock()),
        scopes=[(scope, scope_words(scope)) for scope in TOKEN_SCOPES],
        lifetimes=list(LIFETIMES.items()),
        secret=secret,
    )
