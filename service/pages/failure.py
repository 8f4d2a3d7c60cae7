"""When something goes wrong on a page: what, why, and what to do next. Never a traceback."""

import logging
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from service.domain.errors import Fault, InputRefused, ServiceError, SignatureRefused
from service.pages.plain import plain
from service.pages.rendering import render, see_other
from service.web.identity import ForgedRequest, NotLoggedIn
from service.web.kept_form import KeptForm
from service.web.statuses import headers_of, status_of

log = logging.getLogger(__name__)
UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class FailurePage:
    """Attributes:
    points: all reasons, when there is more than one.
    advice: what to do now; may be empty.
    back: address and words of the page one came from.
    """

    title: str
    text: str
    points: tuple[str, ...] = ()
    advice: str = ""
    back: tuple[str, str] = ("/", "Zur Startseite")


# Code → title, and what to do now
WORDS: dict[str, tuple[str, str]] = {
    "link-unknown": (
        "Dieser Link führt nirgendwohin",
        "Vielleicht wurde er beim Kopieren abgeschnitten, oder es gibt eine neuere Nachricht mit einem neuen Link. Nehmen Sie bitte den neuesten.",
    ),
    "link-expired": ("Dieser Link ist abgelaufen", "Bitte lassen Sie sich einen neuen schicken; rufen Sie uns gern an."),
    "link-used": ("Hier wurde schon geantwortet", "Ihre Antwort ist bei uns angekommen. Möchten Sie sie ändern, rufen Sie uns bitte an."),
    "log-in-refused": ("Die Anmeldung hat nicht geklappt", "Es wurde niemand angemeldet. Beginnen Sie die Anmeldung bitte noch einmal von vorn."),
    "no-passwords": ("Hier gibt es keine Passwörter", "Gehen Sie zur Anmeldung und wählen Sie „Weiter zur Anmeldung“."),
    "not-found": ("Diese Seite gibt es nicht", "Vielleicht ist der Link unvollständig. Über das Menü kommen Sie weiter."),
    "forbidden": ("Das ist nicht erlaubt", "Wenn Sie meinen, dass das ein Irrtum ist, fragen Sie bitte Ihre Teamleitung oder Ihren Hoster."),
    "forged-request": ("Das Formular ist abgelaufen", "Gehen Sie zurück und senden Sie es noch einmal ab. Es wurde nichts geändert."),
    "four-eyes-required": ("Das muss eine zweite Person tun", "Bitte geben Sie den Vorgang an eine andere Teamleitung weiter."),
    "conflict-of-interest": ("Das ist Ihre eigene Sache", "Bitte geben Sie den Vorgang an jemanden weiter, der hier nicht selbst betroffen ist."),
    "name-review-ended": ("Hier ist kein Name mehr abzugleichen", "Vermutlich hat inzwischen jemand entschieden. Den Stand sehen Sie bei der Vollmacht."),
    "input-refused": ("Bitte prüfen Sie Ihre Angaben", "Es wurde nichts geändert. Gehen Sie zurück und ergänzen Sie, was fehlt."),
    "wrong-state": ("Das passt nicht mehr zum Stand", "Vermutlich hat inzwischen jemand anderes weitergearbeitet. Gehen Sie zurück und sehen Sie nach, wo es steht."),
    "conflict": ("Das geht gerade nicht", "Gehen Sie zurück und versuchen Sie es noch einmal."),
    "signature-refused": (
        "Diese Datei haben wir nicht angenommen",
        ("An der Vollmacht hat sich nichts geändert. Laden Sie das PDF hier frisch herunter, unterschreiben Sie genau diese Datei mit einer "
        "qualifizierten Signatur und laden Sie sie unverändert wieder hoch."),
    ),
    "unknown-callback": (
        "Dieser Signaturvorgang ist nicht mehr offen",
        "Es wurde nichts unterschrieben. Öffnen Sie Ihre Vollmacht und beginnen Sie von dort.",
    ),
    "not-approvable": ("Für die Freigabe fehlt noch etwas", "Ergänzen Sie es am Notfall, oder geben Sie ihn mit einer Begründung zurück."),
    "case-already-open": ("Zu diesem Kunden läuft schon ein Notfall", "Öffnen Sie ihn auf der Seite des Kunden."),
    "representation-unproven": ("Die Vertretung ist noch nicht belegt", "Erfassen Sie den Registerauszug beim Kunden, dann geht es hier weiter."),
    "document-not-archived": ("Das Dokument wird noch archiviert", "Das dauert meist nur Sekunden."),
    "signing-paused": ("Gerade kann nicht unterschrieben werden", "Es ist nichts verloren. Bitte versuchen Sie es später noch einmal."),
    "timestamp-unavailable": ("Der Zeitstempeldienst antwortet nicht", "Wir versuchen es von selbst weiter. Sie müssen nichts tun."),
    "too-many-requests": ("Einen Moment bitte", "Das schützt Sie und andere davor, dass jemand Passwörter oder Codes durchprobiert."),
    "unavailable": ("Gerade nicht erreichbar", "Es ging nichts verloren. Bitte versuchen Sie es in einigen Minuten noch einmal."),
}  # fmt: skip
STALE = (
    "Diese Datei ist nicht mehr aktuell",
    "Inzwischen hat jemand anderes unterschrieben. Laden Sie die aktuelle Fassung hier herunter, unterschreiben Sie diese und laden Sie sie wieder hoch.",
)
TITLES = {
    404: WORDS["not-found"],
    405: ("Das geht so nicht", ""),
    413: (
        "Diese Datei ist zu groß",
        "Erlaubt sind 30 MB. Bitte wählen Sie eine kleinere.",
    ),
}
FIELDS = {
    "reason": "Begründung",
    "court": "Registergericht",
    "number": "Nummer",
    "dated_on": "Datum des Auszugs",
    "file": "Datei",
    "kind": "Bezeichnung",
    "tier": "Art",
    "channel": "Weg",
    "outcome": "Ergebnis",
    "ground": "Was ist geschehen?",
    "suspension": "Warum soll sie ruhen?",
    "reporter": "Wer meldet es?",
    "finding": "Ich habe gerade nachgesehen",
    "action": "Was möchten Sie tun?",
    "end_customer": "Endkunde",
    "domain": "Domain",
    "signers": "Wer unterschreibt",
    "declared_by": "Wer widerruft?",
    "informed_on": "Wann?",
    "email": "E-Mail-Adresse",
    "password": "Passwort",
}
# What people write themselves; the rest are choices, which only the form can name.
TYPED = frozenset({"reason", "outcome", "court", "number", "end_customer", "domain", "declared_by"})
BACK = (
    (re.compile(f"(/vollmacht/{UUID_PATTERN})/"), "Zurück zur Vollmacht"),
    (re.compile(f"(/annahme/{UUID_PATTERN})/"), "Zurück zur Annahme"),
    (re.compile(f"(/aussetzung/{UUID_PATTERN})/"), "Zurück zur Aussetzung"),
    (re.compile(f"(/notfaelle/{UUID_PATTERN})/"), "Zurück zum Notfall"),
    (re.compile("(/kunden/[^/]+)/"), "Zurück zum Kunden"),
    (re.compile("(/vollmacht/neu)$"), "Zurück zum Formular"),
    (re.compile("(/vorsorge/kontakte)"), "Zurück zu den Notfallkontakten"),
    (re.compile("(/vorsorge/kunden)"), "Zurück zu den Kunden"),
    (re.compile("(/mitzeichnung/[^/]+)/"), "Zurück zur Vollmacht"),
    (re.compile("(/datei-pruefen)$"), "Zurück zum Formular"),
    (re.compile("(/pruefen|/notfall)(/|$)"), "Zurück zum Formular"),
)


def service_error(request: Request, error: ServiceError) -> Response:
    """The error's own sentence; whoever is not logged in is led to the log-in and back."""
    if isinstance(error, NotLoggedIn | ForgedRequest) and error.kept is not None:
        return _kept(request, status_of(error), error.kept, gone=isinstance(error, NotLoggedIn))
    if isinstance(error, NotLoggedIn):
        back = f"?weiter={quote(request.url.path)}" if request.method == "GET" and request.url.path != "/" else ""
        return see_other(f"/anmelden{back}")
    answer = _answer(request, status_of(error), failure_page(error, request.url.path, sent=request.method != "GET"))
    answer.headers.update(headers_of(error))
    return answer


def http_error(request: Request, error: Any) -> Response:
    title, advice = TITLES.get(error.status_code, ("Da ist etwas schiefgegangen", "Bitte versuchen Sie es noch einmal."))
    back = back_from(request.url.path) if request.method != "GET" else ("/", "Zur Startseite")
    return _answer(request, error.status_code, FailurePage(title, advice, back=back))


def defect(request: Request, error: Exception) -> Response:
    log.error("defect", exc_info=error)
    text = "Das ist ein Fehler von uns. Ihre Daten sind unverändert. Bitte versuchen Sie es später."
    return _answer(request, 500, FailurePage("Da ist etwas schiefgegangen", text))


def failure_page(error: ServiceError, path: str, *, sent: bool) -> FailurePage:
    """Args:
    sent: a form was sent: then the way back is the page that holds it.
    """
    title, advice = WORDS.get(error.code, ("Da ist etwas schiefgegangen", ""))
    points: tuple[str, ...] = ()
    if isinstance(error, InputRefused):
        if not sent and any(fault.code.startswith("UUID") for fault in error.faults):
            return FailurePage(*WORDS["not-found"])
        points = tuple(fault_text(fault) for fault in error.faults)
    if isinstance(error, SignatureRefused):
        points = tuple(plain(text) for _, text in error.reasons)
        title, advice = STALE if any(code == "STALE_REVISION" for code, _ in error.reasons) else (title, advice)
    text = plain(points[0] if len(points) == 1 else error.text)
    if len(points) > 1:
        text = "Dagegen spricht:" if isinstance(error, SignatureRefused) else error.text
    return FailurePage(
        title, text, points if len(points) > 1 else (), advice, back_from(path) if sent else ("/", "Zur Startseite")
    )


def fault_text(fault: Fault) -> str:
    """The fault's own sentence; the framework's, which knows neither German nor the form, is said anew."""
    label = FIELDS.get(fault.path.rsplit(".", 1)[-1])
    if label is None:
        return fault.text
    if (fault.code == "MISSING" and fault.text == "Dieses Feld fehlt.") or fault.code == "STRING_TOO_SHORT":
        return f"Bitte füllen Sie „{label}“ aus."
    if fault.code == "STRING_TOO_LONG":
        return f"„{label}“ ist zu lang. Bitte fassen Sie sich kürzer."
    return f"Die Angabe bei „{label}“ passt nicht." if fault.text.startswith("Dieser Wert passt nicht") else fault.text


def back_from(path: str) -> tuple[str, str]:
    """From the address a form was sent to, the page that holds the form."""
    for pattern, words in BACK:
        if found := pattern.match(path):
            return found[1], words
    return "/", "Zur Startseite"


def _kept(request: Request, status: int, kept: KeptForm, *, gone: bool) -> Response:
    """Args:
    gone: nobody is logged in any more; else it is another session than the form's.
    """
    written = [(FIELDS[name], value) for name, value in kept.fields if name in TYPED and value]
    title = "Bitte melden Sie sich noch einmal an" if gone else "Bitte senden Sie das noch einmal ab"
    return render(request, "kept-form.html", title, status=status, kept=kept, written=written, gone=gone)


def _answer(request: Request, status: int, view: FailurePage) -> Response:
    return render(request, "failure.html", view.title, status=status, page=view)
