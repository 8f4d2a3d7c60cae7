"""Revoke by the link of a letter: one person alone, without an account, without a reason (§ 168 BGB; § 12 of the document)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.ids import PowerOfAttorneyId
from service.domain.link import LinkPurpose
from service.domain.power_of_attorney import State
from service.pages.rendering import render
from service.pages.vollmacht import vollmacht_page
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.use_cases.view_power_of_attorney import view_power_of_attorney
from service.web.link_access import LinkAccess, Visitor
from service.web.state import RequestTools

router = APIRouter()
Holder = Annotated[Visitor, Depends(LinkAccess(LinkPurpose.REVOCATION))]


@router.get("/widerruf/{token}")
def page(request: Request, visitor: Holder, tools: RequestTools) -> Response:
    seen = view_power_of_attorney(PowerOfAttorneyId(visitor.link.subject), visitor.actor, tools)
    view = vollmacht_page(seen, visitor.identity)
    return render(request, "revocation.html", f"Vollmacht {view.number}", page=view, action=f"/widerruf/{visitor.token}")


@router.post("/widerruf/{token}")
def revoke(
    request: Request, visitor: Holder, tools: RequestTools, reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """The link stays: somebody may look again what became of it."""
    power = revoke_power_of_attorney(
        PowerOfAttorneyId(visitor.link.subject), visitor.actor, tools, channel="link", reason=reason.strip() or None
    )
    text = {
        State.REVOKED: f"Die Vollmacht {power.number} ist widerrufen, ab sofort. Alle Beteiligten erfahren davon.",
        State.SUSPENDED: f"Die Vollmacht {power.number} ruht, ab sofort. Wir prüfen noch, ob Sie sie widerrufen durften, und melden uns.",
    }.get(power.state, f"Die Vollmacht {power.number} kommt nicht zustande. Alle Beteiligten erfahren davon.")
    return render(request, "thanks.html", "Ihr Widerruf ist angekommen", text=text)
