"""„Für wen handeln Sie?“: for people who represent several customers of the hoster."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.errors import NotFound
from service.pages.log_in import entered, ours
from service.pages.rendering import render
from service.use_cases.act_for import act_for, sides_of
from service.web.identity import Identity, PageAccess
from service.web.limits import device_of
from service.web.state import State

router = APIRouter(prefix="/fuer-wen")
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]


@router.get("")
def choose(request: Request, identity: Grantor, state: State, weiter: str = "") -> Response:
    sides = sides_of(identity.user, state.tools)
    lines = [(one.customer_no, one.name, one.reseller == identity.user.reseller) for one in sides]
    return render(request, "act-for.html", "Für wen handeln Sie?", sides=lines, weiter=weiter if ours(weiter) else "")


@router.post("")
def switch(
    request: Request,
    identity: Grantor,
    state: State,
    customer_no: Annotated[str, Form(max_length=40)] = "",
    weiter: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    if identity.session is None:
        raise NotFound
    return entered(request, state, act_for(customer_no, identity.user, identity.session, device_of(request), state.tools), weiter)
