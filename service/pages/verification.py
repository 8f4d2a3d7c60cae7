"""Verdicts on pages: of a Vollmacht, and of any file staff hand in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.errors import NotFound
from service.domain.ids import PowerOfAttorneyId
from service.pages.rendering import instant, render
from service.pages.words import QUALIFICATIONS
from service.use_cases.verify_file import verify_file
from service.use_cases.view_power_of_attorney import view_power_of_attorney
from service.web.identity import Identity, PageAccess
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
# ETSI EN 319 102-1's own words stay beside ours: an auditor looks for them.
INDICATIONS = {"TOTAL_PASSED": ("bestanden", "good"), "TOTAL_FAILED": ("nicht bestanden", "bad")}
OUTCOMES = {
    "PASSED": ("erfüllt", "good"),
    "FAILED": ("nicht erfüllt", "bad"),
    "UNKNOWN": ("offen", "wait"),
    "SKIPPED": ("entfällt", "wait"),
}
KINDS = {"SIGNATURE": "Signaturzeitstempel", "DOCUMENT": "Dokumentzeitstempel", "CONTENT": "Inhaltszeitstempel"}
SEALED = "Gesiegelt"
SIGNED = "Alle Unterschriften sind unversehrt und qualifiziert."
WITH_SEALS = "Alle Unterschriften sind unversehrt und qualifiziert, alle Siegel anerkannt."
ONLY_SEALED = (
    "Herkunft und Unversehrtheit sind nachgewiesen. Unterschrieben hat hier niemand: Ein Siegel ist keine Erklärung einer Person."
)
SOURCES = {"TIMESTAMP": "durch Zeitstempel belegt", "CLAIMED": "eigene Angabe, nicht belegt"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One requirement of the law, or one step of the verdict.

    Attributes:
        found: what it rests on.
        would_change: what would turn it.
    """

    name: str
    demand: str
    label: str
    tone: str
    found: str
    would_change: str


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Attributes:
    etsi: indication and sub-indication as ETSI names them.
    other_signer: who should have signed here, if it is somebody else.
    """

    signer: str
    kind: str
    label: str
    tone: str
    etsi: str
    at: str
    level: str
    made: str
    other_signer: str | None
    article_32: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictPage:
    label: str
    tone: str
    summary: str
    reasons: tuple[tuple[str, str], ...]
    origin: str
    sha256: str
    signatures: tuple[SignatureLine, ...]
    timestamps: tuple[str, ...] = ()
    steps: tuple[Answer, ...] = ()
    notes: tuple[str, ...] = ()
    at: str = ""


@router.get("/vollmacht/{id}/pruefbericht")
def report(id: UUID, request: Request, identity: Reader, tools: RequestTools) -> Response:
    """As stored when the last signature was accepted."""
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    if seen.verdict is None:
        raise NotFound("Zu dieser Vollmacht gibt es noch keine Unterschrift.")
    base = f"/vollmacht/{id}/pruefbericht"
    return _verdict(request, seen.verdict, f"Prüfbericht {seen.power.number}", xml=f"{base}.xml", pdf=f"{base}.pdf")


@router.get("/vollmacht/{id}/pruefbericht.xml")
def report_xml(id: UUID, identity: Reader, tools: RequestTools) -> Response:
    """The same as an ETSI TS 119 102-2 validation report."""
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    if seen.verdict is None:
        raise NotFound("Zu dieser Vollmacht gibt es noch keine Unterschrift.")
    return _xml(tools.signatures.report_xml(seen.verdict), f"pruefbericht-{seen.power.number}.xml")


@router.get("/datei-pruefen")
def form(request: Request, identity: Staff) -> Response:  # noqa: ARG001 - the policy is the point
    return render(request, "verify.html", "Datei prüfen")


@router.post("/datei-pruefen", max_body_size=UPLOAD_BYTES)
def verify(
    request: Request,
    identity: Staff,
    tools: RequestTools,
    file: Annotated[UploadFile, File()],
    report: Annotated[str, Form()] = "",
) -> Response:
    """Args:
    report: `xml`: the ETSI report instead of a page.
    """
    judged = verify_file(file.file.read(), identity.actor, tools)
    if report == "xml":
        return _xml(tools.signatures.report_xml(judged.as_json), "pruefbericht.xml")
    return _verdict(request, judged.as_json, "Prüfergebnis")


def verdict_page(verdict: Mapping[str, Any]) -> VerdictPage:
    """Args:
    verdict: `verify --json`.
    """
    label, tone = VERDICTS[str(verdict["verdict"])]
    signatures = tuple(_signature(one) for one in verdict["signatures"])
    seals = [one.made == SEALED for one in signatures]
    if verdict["verdict"] == "VALID":
        label, summary = (
            ("Gültig als Siegel", ONLY_SEALED) if seals and all(seals) else (label, WITH_SEALS if any(seals) else SIGNED)
        )
    else:
        summary = ""
    return VerdictPage(
        label=label,
        tone=tone,
        summary=summary,
        reasons=tuple((str(one["text"]), str(one["code"])) for one in verdict["reasons"]),
        origin="Diese Datei wurde hier ausgestellt." if verdict["issued_here"] else "Diese Datei wurde nicht hier ausgestellt.",
        sha256=str(verdict["sha256"]),
        signatures=signatures,
        timestamps=tuple(_timestamp(one) for one in verdict.get("timestamps", ())),
        steps=tuple(_step(one) for one in verdict.get("steps", ())),
        notes=tuple(str(one["text"]) for one in verdict.get("notes", ())),
        at=instant(datetime.fromisoformat(str(verdict["at"]))) if verdict.get("at") else "",
    )


def verdict_time(signature: Mapping[str, Any]) -> str:
    """`24.11.2026, 11:05 Uhr (MEZ), durch Zeitstempel belegt`; a dash without any time."""
    if not signature.get("signed_at"):
        return "–"
    source = SOURCES.get(str(signature.get("signed_at_source")), "")
    return f"{instant(datetime.fromisoformat(str(signature['signed_at'])))}, {source}"


def _signature(one: Mapping[str, Any]) -> SignatureLine:
    label, tone = INDICATIONS.get(str(one["indication"]), ("nicht feststellbar", "wait"))
    signer, expected = one.get("signer"), one.get("expected_signer")
    return SignatureLine(
        signer=str(signer or "Unbekannt"),
        kind=QUALIFICATIONS.get(str(one["qualification"]), "nicht qualifiziert"),
        label=label,
        tone=tone,
        etsi=" / ".join(str(part) for part in (one["indication"], one.get("sub_indication")) if part),
        at=verdict_time(one),
        level=str(one.get("level") or "–"),
        made=SEALED if one.get("kind") == "SEAL" else "Unterschrieben",
        other_signer=str(expected) if expected and tone != "good" and expected != signer else None,
        article_32=tuple(_requirement(answer) for answer in one.get("article_32", ())),
    )


def _requirement(one: Mapping[str, Any]) -> Answer:
    label, tone = OUTCOMES[str(one["outcome"])]
    return Answer(f"Buchstabe {one['letter']}", str(one["demand"]), label, tone, str(one["finding"]), str(one["would_change"]))


def _step(one: Mapping[str, Any]) -> Answer:
    label, tone = OUTCOMES[str(one["outcome"])]
    number = str(one["step"]).split(" ", 1)[0]
    field = f" · Feld {one['field']}" if one.get("field") else ""
    found = "; ".join(f"{key}: {text}" if text else str(key) for key, text in one["evidence"])
    return Answer(f"{number}. {one.get('text', one['step'])}{field}", "", label, tone, found, str(one.get("would_change", "")))


def _timestamp(one: Mapping[str, Any]) -> str:
    when = instant(datetime.fromisoformat(str(one["at"]))) if one.get("at") else "Zeit unlesbar"
    quality = {True: "qualifiziert", False: "nicht qualifiziert", None: "Dienst nicht festgestellt"}[one.get("qualified")]
    label = INDICATIONS.get(str(one["indication"]), ("nicht feststellbar", ""))[0]
    return (
        f"{KINDS.get(str(one['kind']), one['kind'])}, {when}, {one.get('authority') or 'unbekannter Dienst'}: {label}, {quality}"
    )


def _verdict(request: Request, verdict: Mapping[str, Any], title: str, *, xml: str = "", pdf: str = "") -> Response:
    return render(request, "verdict.html", title, page=verdict_page(verdict), xml=xml, pdf=pdf)


def _xml(content: bytes, name: str) -> Response:
    return Response(content, media_type="application/xml", headers={"Content-Disposition": f'attachment; filename="{name}"'})
