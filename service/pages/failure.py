"""When something goes wrong on a page: what, and what to do. Never a traceback."""

import logging
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from service.domain.errors import InputRefused, ServiceError, SignatureRefused
from service.pages.rendering import render, see_other
from service.web.identity import NotLoggedIn
from service.web.statuses import status_of

log = logging.getLogger(__name__)
TITLES = {
    403: "Das ist nicht erlaubt",
    404: "Diese Seite gibt es nicht",
    405: "Das geht so nicht",
    409: "Das geht gerade nicht",
    422: "Bitte prüfen Sie Ihre Angaben",
    503: "Gerade nicht erreichbar",
}


def service_error(request: Request, error: ServiceError) -> Response:
    """The error's own sentence; whoever is not logged in is led to the log-in and back."""
    if isinstance(error, NotLoggedIn):
        back = f"?weiter={quote(request.url.path)}" if request.method == "GET" and request.url.path != "/" else ""
        return see_other(f"/anmelden{back}")
    points = [fault.text for fault in error.faults] if isinstance(error, InputRefused) else []
    if isinstance(error, SignatureRefused):
        points = [text for _, text in error.reasons]
    status = status_of(error)
    return _page(request, status, points[0] if len(points) == 1 else error.text, points if len(points) > 1 else [])


def http_error(request: Request, error: Any) -> Response:
    texts = {404: "Vielleicht ist der Link unvollständig. Über das Menü kommen Sie weiter."}
    return _page(request, error.status_code, texts.get(error.status_code, "Bitte versuchen Sie es noch einmal."), [])


def defect(request: Request, error: Exception) -> Response:
    log.error("defect", exc_info=error)
    return _page(request, 500, "Das ist ein Fehler von uns. Ihre Daten sind unverändert. Bitte versuchen Sie es später.", [])


def _page(request: Request, status: int, text: str, points: list[str]) -> Response:
    title = TITLES.get(status, "Da ist etwas schiefgegangen")
    return render(request, "failure.html", title, status=status, text=text, points=points)
