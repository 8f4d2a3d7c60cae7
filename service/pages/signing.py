"""Sign: off to the trust service provider, back, „wird geprüft“, done; each failure with its own words and its next step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from service.domain.access import Role
from service.domain.errors import Conflict, NotFound, SignatureRefused
from service.domain.ids import PowerOfAttorneyId
from service.domain.signature_request import FailureCause, Leg, SignatureRequest, SignatureState
from service.pages.plain import plain
from service.pages.rendering import render, see_other
from service.pages.vollmacht import VollmachtPage, providers_of, vollmacht_page
from service.use_cases.begin_signature import begin_signature
from service.use_cases.co_sign import use_link
from service.use_cases.continue_signature import continue_for_any
from service.use_cases.ports import Callback, Redirect, Tools
from service.use_cases.receive_signature import receive_signature
from service.use_cases.view_power_of_attorney import PowerOfAttorneyView, view_power_of_attorney
from service.web.identity import Identity, PageAccess
from service.web.link_access import SignerAccess, Visitor, forget_link
from service.web.state import UPLOAD_BYTES, RequestTools, State, WebState

router = APIRouter()
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]
Signers = Annotated[list[Visitor | Identity], Depends(SignerAccess())]
ChosenProvider = Annotated[str | None, Form(max_length=64)]
Party = Annotated[Identity, Depends(PageAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD))]

# Cause → title, and what to do now
FAILURES = {
    FailureCause.DECLINED: ("Sie haben nicht unterschrieben", "Wenn Sie es sich anders überlegen, können Sie jederzeit neu beginnen."),
    FailureCause.EXPIRED: ("Die Freigabe ist abgelaufen", "Es wurde nichts unterschrieben. Zu Ihrer Sicherheit gilt eine Freigabe nur kurz."),
    FailureCause.NO_CREDENTIAL: (
        "Für Sie ist kein Zertifikat hinterlegt",
        "Bitte wenden Sie sich an den Signaturdienst. Sie können auch mit einem anderen Dienst oder einer Karte unterschreiben und die Datei hochladen.",
    ),
    FailureCause.NAME_MISMATCH: (
        "Der Name passt nicht",
        ("Haben Sie sich beim Signaturdienst mit Ihrem eigenen Zugang angemeldet? Dann beginnen Sie bitte nicht noch einmal, sondern melden Sie "
        "sich bei uns: Vielleicht hat sich Ihr Name geändert, oder er ist bei uns anders geschrieben."),
    ),
    FailureCause.NAME_NEAR_MISS: (
        "Der Name stimmt nicht ganz überein",
        ("Bitte rufen Sie uns an, etwa mit einem zweiten Vornamen oder einem Geburtsnamen: Wir berichtigen den Datensatz und stellen die Vollmacht neu aus. "
        "Haben Sie noch ein Zertifikat auf Ihren vollen Namen, können Sie damit gleich neu unterschreiben."),
    ),
    FailureCause.ANSWER_LOST: (
        "Die Antwort des Signaturdienstes ist verloren",
        ("Bitte unterschreiben Sie noch einmal; es gilt immer nur eine Unterschrift von Ihnen. Berechnet der Dienst dafür etwas doppelt, klären wir "
        "das mit ihm: Wir haben den Vorgang festgehalten."),
    ),
    FailureCause.REFUSED: ("Die Unterschrift wurde nicht übernommen", "Wenn es wieder geschieht, melden Sie sich bitte bei uns."),
    FailureCause.PROVIDER_OUTAGE: ("Der Signaturdienst antwortet nicht", "Ihre Vollmacht wartet solange hier auf Sie; es geht nichts verloren."),
    FailureCause.STALE: ("Es gibt eine neuere Fassung", "Bitte lesen Sie die aktuelle Fassung und unterschreiben Sie dann diese."),
}  # fmt: skip

AGAIN = {
    FailureCause.DECLINED: "Neu beginnen",
    FailureCause.NAME_MISMATCH: "Mit meinem eigenen Zertifikat unterschreiben",
}


@dataclass(frozen=True, slots=True)
class SigningPage:
    """Attributes:
    tone: good, wait or bad.
    again: what the button says that begins or goes on; None: there is nothing to press.
    waits: the page loads itself again.
    """

    title: str
    tone: str
    text: str
    advice: str
    again: str | None
    waits: bool
    vollmacht: VollmachtPage


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody else's leg is open on the document: only one signs at a time.

    Attributes:
        free_at: when the leg ends at the latest; None: he has consented, and somebody else is waited for.
    """

    name: str
    free_at: datetime | None


@router.post("/vollmacht/{id}/unterschreiben")
def begin(id: UUID, request: Request, identity: Grantor, web: State, provider: ChosenProvider = None) -> Response:
    try:
        step = begin_signature(
            PowerOfAttorneyId(id), identity.actor, web.tools, redirect_uri=web.redirect_uri, provider=provider or None
        )
    except Conflict:
        if (answer := _busy(id, request, identity, web.tools)) is not None:
            return answer
        raise
    return _next(id, step)


@router.get("/signatures/callback")
def callback(
    request: Request,
    signers: Signers,
    web: State,
    state: str = "",
    code: str | None = None,
    error: str | None = None,
    iss: str | None = None,
) -> Response:
    """The provider sends the signer back here; the session or link must be the signer's, and each state is redeemed once."""
    came = Callback(state=state, code=code, error=error, issuer=iss)
    number, step = continue_for_any(came, [one.actor for one in signers], web.tools, redirect_uri=web.redirect_uri)
    signer = signers[number]
    if isinstance(signer, Visitor):
        return _back_to_link(request, signer, step, web)
    return _next(step.power_of_attorney if isinstance(step, SignatureRequest) else None, step)


@router.get("/vollmacht/{id}/unterschrift")
def outcome(id: UUID, request: Request, identity: Grantor, tools: RequestTools) -> Response:
    """How the signer's own last leg went."""
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    mine = [one for one in seen.requests if one.signer_email.casefold() == identity.user.email.casefold()]
    if not mine:
        raise NotFound("Sie haben hier noch nicht mit dem Unterschreiben begonnen.")
    view = signing_page(max(mine, key=lambda one: one.created_at), vollmacht_page(seen, identity, providers_of(tools)))
    return render(request, "signing.html", view.title, refresh_s=2 if view.waits else None, page=view)


@router.post("/vollmacht/{id}/hochladen", max_body_size=UPLOAD_BYTES)
def upload(id: UUID, request: Request, identity: Party, tools: RequestTools, file: Annotated[UploadFile, File()]) -> Response:
    """A file signed elsewhere: the same verdict, the same rules."""
    try:
        receive_signature(PowerOfAttorneyId(id), file.file.read(), identity.actor, tools)
    except SignatureRefused:
        raise
    except Conflict:
        if (answer := _busy(id, request, identity, tools)) is not None:
            return answer
        raise
    return see_other(f"/vollmacht/{id}")


def signing_page(request: SignatureRequest, vollmacht: VollmachtPage) -> SigningPage:
    """How one's own leg stands; each failure with its own words and its next step."""
    going_on = "Fortsetzen" if vollmacht.my_turn else None
    if request.state is SignatureState.FAILED:
        title, advice = FAILURES[request.failure or FailureCause.REFUSED]
        again = AGAIN.get(request.failure or FailureCause.REFUSED, "Noch einmal versuchen")
        text = plain(request.failure_text or "Es wurde nicht unterschrieben.")
        return SigningPage(title, "bad", text, advice, again if vollmacht.my_turn else None, waits=False, vollmacht=vollmacht)
    if request.state is SignatureState.COMPLETE:
        text = "Vielen Dank. Ihre qualifizierte Unterschrift ist geprüft und angenommen."
        title = "Ihre Unterschrift ist angenommen"
        return SigningPage(title, "good", text, vollmacht.next_step, None, waits=False, vollmacht=vollmacht)
    if request.state is SignatureState.UNDER_NAME_REVIEW:
        text = (
            "Vielen Dank, Ihre Unterschrift ist da, qualifiziert und unversehrt. Nur Ihr Name steht in Ihrem Zertifikat etwas anders als in der Vollmacht, etwa mit "
            "einem weiteren Vornamen oder in anderer Schreibweise."
        )
        advice = (
            "Deshalb vergleichen zwei Personen aus unserem Team beide Namen. Sie müssen nichts tun und nicht noch einmal unterschreiben; wir schreiben Ihnen, sobald wir "
            "fertig sind."
        )
        return SigningPage("Wir gleichen Ihren Namen ab", "wait", text, advice, None, waits=False, vollmacht=vollmacht)
    if request.state is SignatureState.PREPARED or request.awaits_callback:
        text = "Sie sind beim Signaturdienst noch nicht fertig geworden. Es wurde nichts unterschrieben."
        advice = "Sie können dort weitermachen; was Sie schon angegeben haben, fragt der Dienst vielleicht noch einmal."
        return SigningPage("Noch nicht unterschrieben", "wait", text, advice, going_on, waits=False, vollmacht=vollmacht)
    if request.leg is Leg.STAMPING:
        text = "Sie haben unterschrieben. Es fehlt nur noch der Zeitstempel, der festhält, wann; der Zeitstempeldienst antwortet gerade nicht."
        advice = "Ihre Unterschrift ist gespeichert, und wir fragen von selbst weiter. Sie müssen nichts tun und können das Fenster schließen."
        return SigningPage("Wir warten auf den Zeitstempel", "wait", text, advice, None, waits=True, vollmacht=vollmacht)
    if request.leg is Leg.AUTHORISED:
        text = "Sie haben zugestimmt; der Signaturdienst hat die Unterschrift aber noch nicht geliefert."
        advice = "Ihre Zustimmung ist gespeichert, und wir fragen von selbst weiter. Sie können das Fenster schließen; unterschrieben wird nur einmal."
        return SigningPage("Wir warten auf den Signaturdienst", "wait", text, advice, None, waits=True, vollmacht=vollmacht)
    if request.tries:
        text = "Ihre Unterschrift ist da. Zum Prüfen fehlt noch die Auskunft, ob Ihr Zertifikat gültig ist; der Dienst dafür antwortet gerade nicht."
        advice = "Ihre Unterschrift ist gespeichert, und wir fragen von selbst weiter. Sie müssen nichts tun und können das Fenster schließen."
        return SigningPage("Wir warten auf eine Auskunft", "wait", text, advice, None, waits=True, vollmacht=vollmacht)
    text = "Ihre Unterschrift wird gerade geprüft. Diese Seite aktualisiert sich von selbst."
    advice = "Sie müssen nichts weiter tun und können das Fenster auch schließen."
    return SigningPage("Ihre Unterschrift wird geprüft", "wait", text, advice, None, waits=True, vollmacht=vollmacht)


def busy(seen: PowerOfAttorneyView, email: str | None) -> Busy | None:
    """Whose leg is open, if it is not one's own."""
    names = {one.field: one.representative.full_name for one in seen.power.signers}
    for one in seen.requests:
        if one.is_open and one.signer_email.casefold() != (email or "").casefold():
            return Busy(names.get(one.field, "eine andere Person"), None if one.is_consented else one.expires_at)
    return None


def _busy(id: UUID, request: Request, identity: Identity, tools: Tools) -> Response | None:
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    other = busy(seen, identity.user.email)
    if other is None:
        return None
    title = "Gerade unterschreibt jemand anderes"
    return render(
        request, "busy.html", title, status=409, other=other, page=vollmacht_page(seen, identity), back=f"/vollmacht/{id}"
    )


def _back_to_link(request: Request, visitor: Visitor, step: Redirect | SignatureRequest, web: WebState) -> Response:
    """To his own page, which says how it went. With the accepted signature his link is used up: this answer is the last one."""
    if isinstance(step, Redirect):
        return RedirectResponse(step.url, 303)
    if step.state is not SignatureState.COMPLETE:
        return see_other(f"/mitzeichnung/{visitor.token}")
    use_link(visitor.token, web.tools)
    text = "Vielen Dank. Ihre qualifizierte Unterschrift ist geprüft und angenommen. Alle Beteiligten werden benachrichtigt."
    answer = render(request, "thanks.html", "Ihre Unterschrift ist angenommen", text=text)
    forget_link(answer, web)
    return answer


def _next(id: UUID | None, step: Redirect | SignatureRequest) -> Response:
    if isinstance(step, Redirect):
        return RedirectResponse(step.url, 303)
    return see_other(f"/vollmacht/{id}/unterschrift")
