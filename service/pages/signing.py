"""Sign: off to the trust service provider, back, „wird geprüft“, done; each failure with its own words and its next step."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from service.domain.access import Role
from service.domain.errors import NotFound
from service.domain.ids import PowerOfAttorneyId
from service.domain.signature_request import FailureCause, SignatureRequest, SignatureState
from service.pages.rendering import render, see_other
from service.pages.vollmacht import VollmachtPage, vollmacht_page
from service.use_cases.begin_signature import begin_signature
from service.use_cases.continue_signature import continue_signature
from service.use_cases.ports import Callback, Redirect
from service.use_cases.receive_signature import receive_signature
from service.use_cases.view_power_of_attorney import view_power_of_attorney
from service.web.identity import Identity, PageAccess
from service.web.state import UPLOAD_BYTES, RequestTools, State

router = APIRouter()
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]
Party = Annotated[Identity, Depends(PageAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD))]

ADVICE = {
    FailureCause.DECLINED: "Wenn Sie es sich anders überlegen, können Sie jederzeit neu beginnen.",
    FailureCause.EXPIRED: "Beginnen Sie einfach noch einmal; es wurde nichts unterschrieben.",
    FailureCause.NO_CREDENTIAL: "Bitte wenden Sie sich an den Signaturdienst, oder unterschreiben Sie mit einem anderen Dienst und laden die Datei hier hoch.",
    FailureCause.NAME_MISMATCH: (
        "Das Zertifikat nennt einen anderen Namen als das Dokument. Bitte prüfen Sie, ob Sie sich mit Ihrem eigenen Zertifikat "
        "angemeldet haben; hat sich Ihr Name geändert, melden Sie sich bei uns."
    ),
    FailureCause.REFUSED: "Die Unterschrift wurde nicht übernommen. Bitte versuchen Sie es noch einmal.",
    FailureCause.PROVIDER_OUTAGE: "Bitte versuchen Sie es in einigen Minuten noch einmal.",
    FailureCause.STALE: "Inzwischen gibt es eine neuere Fassung. Bitte lesen Sie sie und unterschreiben Sie dann.",
}


@dataclass(frozen=True, slots=True)
class SigningPage:
    """Attributes:
    outcome: waiting, done or failed.
    """

    outcome: str
    text: str
    advice: str
    vollmacht: VollmachtPage


@router.post("/vollmacht/{id}/unterschreiben")
def begin(id: UUID, identity: Grantor, web: State) -> Response:
    return _next(id, begin_signature(PowerOfAttorneyId(id), identity.actor, web.tools, redirect_uri=web.redirect_uri))


@router.get("/signatures/callback")
def callback(
    identity: Grantor,
    web: State,
    state: str = "",
    code: str | None = None,
    error: str | None = None,
    iss: str | None = None,
) -> Response:
    """The provider sends the signer back here; the session must be the signer's, and each state is redeemed once."""
    step = continue_signature(
        Callback(state=state, code=code, error=error, issuer=iss), identity.actor, web.tools, redirect_uri=web.redirect_uri
    )
    return _next(step.power_of_attorney if isinstance(step, SignatureRequest) else None, step)


@router.get("/vollmacht/{id}/unterschrift")
def outcome(id: UUID, request: Request, identity: Grantor, tools: RequestTools) -> Response:
    """How the signer's own last leg went."""
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    mine = [one for one in seen.requests if one.signer_email.casefold() == identity.user.email.casefold()]
    if not mine:
        raise NotFound("Sie haben hier noch nicht mit dem Unterschreiben begonnen.")
    view = signing_page(max(mine, key=lambda one: one.created_at), vollmacht_page(seen, identity))
    refresh = 2 if view.outcome == "waiting" else None
    return render(request, "signing.html", "Ihre Unterschrift", refresh_s=refresh, page=view)


@router.post("/vollmacht/{id}/hochladen", max_body_size=UPLOAD_BYTES)
def upload(id: UUID, identity: Party, tools: RequestTools, file: Annotated[UploadFile, File()]) -> Response:
    """A file signed elsewhere: the same verdict, the same rules."""
    receive_signature(PowerOfAttorneyId(id), file.file.read(), identity.actor, tools)
    return see_other(f"/vollmacht/{id}")


def signing_page(request: SignatureRequest, vollmacht: VollmachtPage) -> SigningPage:
    if request.state is SignatureState.FAILED:
        cause = request.failure or FailureCause.REFUSED
        return SigningPage("failed", request.failure_text or "Es wurde nicht unterschrieben.", ADVICE[cause], vollmacht)
    if request.state is SignatureState.COMPLETE:
        return SigningPage(
            "done", "Vielen Dank. Ihre qualifizierte Unterschrift ist geprüft und angenommen.", vollmacht.next_step, vollmacht
        )
    text = "Ihre Unterschrift wird gerade geprüft. Diese Seite aktualisiert sich von selbst."
    return SigningPage("waiting", text, "Sie müssen nichts weiter tun und können das Fenster auch schließen.", vollmacht)


def _next(id: UUID | None, step: Redirect | SignatureRequest) -> Response:
    if isinstance(step, Redirect):
        return RedirectResponse(step.url, 303)
    return see_other(f"/vollmacht/{id}/unterschrift")
