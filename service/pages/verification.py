"""Verdicts on pages: of a Vollmacht, of any file staff hand in; and the public page whose address the document prints."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.errors import NotFound
from service.domain.ids import PowerOfAttorneyId
from service.pages.rendering import render
from service.use_cases.verify_file import verify_file
from service.use_cases.view_power_of_attorney import view_power_of_attorney
from service.web.identity import PUBLIC, Identity, PageAccess
from service.web.state import UPLOAD_BYTES, RequestTools

router = APIRouter()
Reader = Annotated[Identity, Depends(PageAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR))]
Staff = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR))]
VERDICTS = {
    "VALID": ("Gültig", "good"),
    "INVALID": ("Ungültig", "bad"),
    "INDETERMINATE": ("Nicht feststellbar", "wait"),
    "UNREADABLE": ("Nicht lesbar", "bad"),
}
QUALIFICATIONS = {
    "QESIG": "qualifizierte elektronische Signatur",
    "ADESIG_QC": "fortgeschrittene Signatur mit qualifiziertem Zertifikat",
    "ADESIG": "fortgeschrittene Signatur",
    "QESEAL": "qualifiziertes elektronisches Siegel",
    "ADESEAL_QC": "fortgeschrittenes Siegel mit qualifiziertem Zertifikat",
    "ADESEAL": "fortgeschrittenes Siegel",
}


@router.get("/vollmacht/{id}/pruefbericht")
def report(id: UUID, request: Request, identity: Reader, tools: RequestTools) -> Response:
    """As stored when the last signature was accepted."""
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    if seen.verdict is None:
        raise NotFound("Zu dieser Vollmacht gibt es noch keine Unterschrift.")
    return _verdict(request, seen.verdict, f"Prüfbericht {seen.power.number}")


@router.get("/datei-pruefen")
def form(request: Request, identity: Staff) -> Response:  # noqa: ARG001 - the policy is the point
    return render(request, "verify.html", "Datei prüfen")


@router.post("/datei-pruefen", max_body_size=UPLOAD_BYTES)
def verify(request: Request, identity: Staff, tools: RequestTools, file: Annotated[UploadFile, File()]) -> Response:
    judged = verify_file(file.file.read(), identity.actor, tools)
    return _verdict(request, judged.as_json, "Prüfergebnis")


@router.get("/pruefen", dependencies=[Depends(PUBLIC)])
def public(request: Request, tools: RequestTools) -> Response:
    """Says how an end customer can be sure; the check by code comes with the cases."""
    hoster = tools.policy.hoster
    return render(request, "public-verification.html", "Ist diese Nachricht echt?", phone=hoster.phone if hoster else "")


def _verdict(request: Request, verdict: Mapping[str, Any], title: str) -> Response:
    label, tone = VERDICTS[str(verdict["verdict"])]
    signatures = [
        {**one, "kind": QUALIFICATIONS.get(str(one["qualification"]), "nicht qualifiziert")} for one in verdict["signatures"]
    ]
    return render(request, "verdict.html", title, verdict=verdict, label=label, tone=tone, signatures=signatures)
