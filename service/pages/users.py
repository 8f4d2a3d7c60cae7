"""The administration's users: invite, give a role and a tenant, shut out, log out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.ids import SessionId, TokenId, UserId
from service.pages.account import session_lines, token_lines
from service.pages.rendering import render, see_other
from service.pages.words import ROLES
from service.use_cases.manage_sessions import end_all_sessions, end_session, list_sessions
from service.use_cases.manage_tokens import list_tokens, revoke_token
from service.use_cases.manage_users import change_user, disable_user, enable_user, find_user, invite_user, list_users
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Admin = Annotated[Identity, Depends(PageAccess(Role.ADMIN))]
CHOICES = tuple((role.value, text) for role, text in ROLES.items())
Number = Annotated[str, Form(max_length=40)]


@router.get("/zugaenge")
def overview(request: Request, identity: Admin, tools: RequestTools, q: str = "") -> Response:
    wanted = q.strip().casefold()
    users = [
        (
            one.user.id,
            one.user.name or one.user.email,
            one.user.email,
            ROLES[one.user.role],
            one.customer_no,
            one.user.disabled_at,
        )
        for one in list_users(identity.actor, tools)
        if wanted in f"{one.user.email} {one.user.name.casefold()} {one.customer_no.casefold()}"
    ]
    return render(request, "users.html", "Zugänge", users=users, roles=CHOICES, q=q)


@router.post("/zugaenge")
def invite(
    identity: Admin,
    tools: RequestTools,
    email: Annotated[str, Form(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")],
    role: Annotated[Role, Form()],
    name: Annotated[str, Form(max_length=200)] = "",
    customer_no: Number = "",
) -> Response:
    user = invite_user(email, role, name, customer_no.strip() or None, identity.actor, tools)
    return see_other(f"/zugaenge/{user.id}")


@router.get("/zugaenge/{id}")
def one(request: Request, id: UUID, identity: Admin, tools: RequestTools) -> Response:
    found = find_user(UserId(id), identity.actor, tools)
    user = found.user
    current = identity.session.id if identity.session else None
    return render(
        request,
        "user.html",
        user.name or user.email,
        shown=user,
        customer_no=found.customer_no,
        role_word=ROLES[user.role],
        roles=[(value, text, value == user.role.value) for value, text in CHOICES],
        is_self=user.id == identity.user.id,
        sessions=session_lines(list(list_sessions(user.id, identity.actor, tools)), current),
        tokens=token_lines(list(list_tokens(user.id, identity.actor, tools)), tools.clock()),
    )


@router.post("/zugaenge/{id}/rolle")
def change(id: UUID, identity: Admin, tools: RequestTools, role: Annotated[Role, Form()], customer_no: Number = "") -> Response:
    change_user(UserId(id), role, customer_no.strip() or None, identity.actor, tools)
    return see_other(f"/zugaenge/{id}")


@router.post("/zugaenge/{id}/sperren")
def disable(id: UUID, identity: Admin, tools: RequestTools) -> Response:
    disable_user(UserId(id), identity.actor, tools)
    return see_other(f"/zugaenge/{id}")


@router.post("/zugaenge/{id}/entsperren")
def enable(id: UUID, identity: Admin, tools: RequestTools) -> Response:
    enable_user(UserId(id), identity.actor, tools)
    return see_other(f"/zugaenge/{id}")


@router.post("/zugaenge/{id}/abmelden")
def log_out(id: UUID, identity: Admin, tools: RequestTools) -> Response:
    find_user(UserId(id), identity.actor, tools)
    end_all_sessions(UserId(id), identity.actor, tools)
    return see_other(f"/zugaenge/{id}")


@router.post("/zugaenge/{id}/anmeldungen/{session}/beenden")
def end_one(id: UUID, session: UUID, identity: Admin, tools: RequestTools) -> Response:
    end_session(SessionId(session), identity.actor, tools)
    return see_other(f"/zugaenge/{id}")


@router.post("/zugaenge/{id}/token/{token}/widerrufen")
def revoke(id: UUID, token: UUID, identity: Admin, tools: RequestTools) -> Response:
    revoke_token(TokenId(token), identity.actor, tools)
    return see_other(f"/zugaenge/{id}")
