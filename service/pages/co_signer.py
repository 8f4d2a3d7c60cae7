"""The co-signer's page, behind his link: read exactly what the others signed, sign, or refuse with a reason."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from service.domain.errors import Conflict, SignatureRefused
from service.domain.ids import PowerOfAttorneyId
from service.domain.link import LinkPurpose
from service.domain.power_of_attorney import PowerOfAttorney, Signer
from service.pages.rendering import attachment, png, render, see_other, trusted_html
from service.pages.signing import ChosenProvider, SigningPage, busy, signing_page
from service.pages.vollmacht import VollmachtPage, providers_of, vollmacht_page
from service.use_cases.begin_signature import begin_signature
from service.use_cases.co_sign import refuse_by_link, use_link
from service.use_cases.look_at_pages import count_pages, look_at_page
from service.use_cases.ports import Redirect, Tools
from service.use_cases.receive_signature import receive_signature
from service.use_cases.view_power_of_attorney import read_document, reading_view, view_power_of_attorney
from service.web.link_access import LinkAccess, Visitor, remember_link
from service.web.state import UPLOAD_BYTES, RequestTools, State

router = APIRouter()
CoSigner = Annotated[Visitor, Depends(LinkAccess(LinkPurpose.CO_SIGNATURE))]


@dataclass(frozen=True, slots=True)
class CoSignerPage:
    """Attributes:
    outcome: how his own last attempt went; None: he has not begun.
    """

    action: str
    vollmacht: VollmachtPage
    outcome: SigningPage | None
    text: Markup
    pages: int


@router.get("/mitzeichnung/{token}")
def page(request: Request, visitor: CoSigner, tools: RequestTools) -> Response:
    view = _page(visitor, tools)
    waits = view.outcome is not None and view.outcome.waits
    return render(request, "co-signature.html", f"Vollmacht {view.vollmacht.number}", refresh_s=2 if waits else None, page=view)


@router.get("/mitzeichnung/{token}/dokument")
def document(visitor: CoSigner, tools: RequestTools) -> Response:
    """The very file he would sign."""
    id = UUID(str(visitor.link.subject))
    content = read_document(PowerOfAttorneyId(id), visitor.actor, tools)
    return attachment(content, "application/pdf", f"vollmacht-{id}.pdf")


@router.get("/mitzeichnung/{token}/seiten/{number}")
def page_image(number: int, visitor: CoSigner, tools: RequestTools) -> Response:
    """What the issued file's page looks like."""
    return png(look_at_page(PowerOfAttorneyId(visitor.link.subject), number, visitor.actor, tools))


@router.post("/mitzeichnung/{token}/unterschreiben")
def sign(request: Request, visitor: CoSigner, web: State, provider: ChosenProvider = None) -> Response:
    id = PowerOfAttorneyId(visitor.link.subject)
    try:
        step = begin_signature(id, visitor.actor, web.tools, redirect_uri=web.redirect_uri, provider=provider or None)
    except Conflict:
        if (answer := _busy(request, visitor, web.tools)) is not None:
            return answer
        raise
    response: Response = RedirectResponse(step.url, 303) if isinstance(step, Redirect) else see_other(_address(visitor.token))
    remember_link(response, web, visitor.token)
    return response


@router.post("/mitzeichnung/{token}/hochladen", max_body_size=UPLOAD_BYTES)
def upload(request: Request, visitor: CoSigner, tools: RequestTools, file: Annotated[UploadFile, File()]) -> Response:
    """A file he signed elsewhere: the same verdict, the same rules; with it his link is used up."""
    try:
        power = receive_signature(PowerOfAttorneyId(visitor.link.subject), file.file.read(), visitor.actor, tools)
    except SignatureRefused:
        raise
    except Conflict:
        if (answer := _busy(request, visitor, tools)) is not None:
            return answer
        raise
    if any(one.representative.email.casefold() == visitor.link.recipient.casefold() for one in _still_open(power)):
        return see_other(_address(visitor.token))  # another of the signers had signed that file: he himself still may
    use_link(visitor.token, tools)
    text = "Vielen Dank. Ihre qualifizierte Unterschrift ist geprüft und angenommen. Alle Beteiligten werden benachrichtigt."
    return render(request, "thanks.html", "Ihre Unterschrift ist angenommen", text=text)


@router.post("/mitzeichnung/{token}/ablehnen")
def refuse(
    request: Request, visitor: CoSigner, tools: RequestTools, reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    power = refuse_by_link(visitor.token, tools, reason=reason.strip() or "ohne Angabe")
    text = f"Die Vollmacht {power.number} kommt nicht zustande. Alle Beteiligten erfahren davon und lesen Ihre Begründung."
    return render(request, "thanks.html", "Sie haben nicht unterschrieben", text=text, tone="wait")


def _busy(request: Request, visitor: Visitor, tools: Tools) -> Response | None:
    seen = view_power_of_attorney(PowerOfAttorneyId(visitor.link.subject), visitor.actor, tools)
    other = busy(seen, visitor.link.recipient)
    if other is None:
        return None
    title, view = "Gerade unterschreibt jemand anderes", vollmacht_page(seen, visitor.identity)
    return render(request, "busy.html", title, status=409, other=other, page=view, back=_address(visitor.token))


def _page(visitor: Visitor, tools: Tools) -> CoSignerPage:
    id = PowerOfAttorneyId(visitor.link.subject)
    seen = view_power_of_attorney(id, visitor.actor, tools)
    vollmacht = vollmacht_page(seen, visitor.identity, providers_of(tools))
    mine = [one for one in seen.requests if one.signer_email.casefold() == visitor.link.recipient.casefold()]
    outcome = signing_page(max(mine, key=lambda one: one.created_at), vollmacht) if mine else None
    text = trusted_html(reading_view(id, visitor.actor, tools))
    return CoSignerPage(_address(visitor.token), vollmacht, outcome, text, count_pages(id, visitor.actor, tools))


def _still_open(power: PowerOfAttorney) -> list[Signer]:
    return [one for one in power.signers if one.field not in power.signed_fields]


def _address(token: str) -> str:
    return f"/mitzeichnung/{token}"
