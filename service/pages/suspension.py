"""Aussetzung: why a Vollmacht rests, what is to be looked at, and the word of two team leads that it goes on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import Revocation, State, SuspensionGround
from service.pages.rendering import render, see_other
from service.pages.vollmacht_words import SUSPENSIONS, open_rests
from service.pages.words import STATES, named_with_form
from service.use_cases.note_look import note_look
from service.use_cases.suspend_power_of_attorney import clear_suspension, suspend_power_of_attorney
from service.use_cases.view_suspension import SuspensionView, view_suspension
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]
TeamLead = Annotated[Identity, Depends(PageAccess(Role.TEAM_LEAD))]

# What must be known before it goes on.
CHECKS = {
    SuspensionGround.UNVERIFIED_REVOCATION: (
        "Fragen Sie unter der hinterlegten Nummer nach, nie unter einer neuen. Durfte die Person widerrufen, heben Sie nicht auf: "
        "Nehmen Sie den Widerruf auf der Seite der Vollmacht unter der Adresse des Vertreters auf, dann ist sie widerrufen."
    ),
    SuspensionGround.PARTIAL_REVOCATION: "Klären Sie mit allen Erben, ob die Vollmacht für die übrigen weiter gelten soll.",
    SuspensionGround.DISPUTE: "Lesen Sie, was vorgebracht wurde, und holen Sie im Zweifel rechtlichen Rat, bevor es weitergeht.",
    SuspensionGround.GUARDIAN: "Lassen Sie sich den Gerichtsbeschluss zeigen: Umfasst die Betreuung, was die Vollmacht regelt?",
    SuspensionGround.REGISTER_CHANGE: "Erfassen Sie beim Kunden einen neuen Registerauszug, und sehen Sie nach, wer jetzt vertritt.",
    SuspensionGround.INTEGRITY: "Erst wenn das Archiv wieder das Dokument liefert, das unterschrieben wurde, darf es weitergehen.",
}


@dataclass(frozen=True, slots=True)
class RestLine:
    """Attributes:
    check: what must be known before it goes on.
    """

    ground: str
    check: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class FirstWord:
    """Who agreed first, when, and why."""

    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SuspensionPage:
    """Attributes:
    rests_seen: sent with the form, so that nobody clears a ground that came later.
    revocations: received, and not verified.
    before: what it is again afterwards.
    why_not: why whoever looks cannot agree; empty: he can.
    """

    id: str
    number: str
    customer_no: str
    grantor: str
    rests: tuple[RestLine, ...]
    rests_seen: int
    revocations: tuple[Revocation, ...]
    paused_cases: tuple[tuple[str, str], ...]
    first: FirstWord | None
    before: str
    why_not: str


@router.post("/vollmacht/{id}/aussetzen")
def suspend(id: UUID, identity: Support, tools: RequestTools, suspension: Annotated[SuspensionGround, Form()]) -> Response:
    """At once, on one person's word; going on takes two."""
    suspend_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, ground=suspension)
    return see_other(f"/vollmacht/{id}")


@router.get("/aussetzung/{id}")
def page(id: UUID, request: Request, identity: TeamLead, tools: RequestTools) -> Response:
    view = suspension_page(view_suspension(PowerOfAttorneyId(id), identity.actor, tools))
    note_look(PowerOfAttorneyId(id), identity.actor, tools)
    return render(request, "suspension.html", f"Aussetzung {view.number}", page=view)


@router.post("/aussetzung/{id}/aufheben")
def clear(
    id: UUID,
    identity: TeamLead,
    tools: RequestTools,
    reason: Annotated[str, Form(min_length=1, max_length=2000)],
    rests_seen: Annotated[int, Form(ge=0)],
) -> Response:
    """The first goes back to the page, which says that a second person is needed; the second to the Vollmacht."""
    power = clear_suspension(PowerOfAttorneyId(id), identity.actor, tools, reason=reason, rests_seen=rests_seen)
    return see_other(f"/aussetzung/{id}" if power.state is State.SUSPENDED else f"/vollmacht/{id}")


def suspension_page(seen: SuspensionView) -> SuspensionPage:
    power, grantor = seen.power, seen.reseller.grantor
    return SuspensionPage(
        id=str(power.id),
        number=power.number,
        customer_no=grantor.customer_no,
        grantor=named_with_form(grantor.name, grantor.legal_form),
        rests=_rests(seen),
        rests_seen=len(power.rests),
        revocations=tuple(one for one in power.revocations if not one.verified),
        paused_cases=seen.paused_cases,
        first=_first(seen),
        before=STATES[power.resumes_to][0] if power.resumes_to else "",
        why_not=_why_not(seen),
    )


def _rests(seen: SuspensionView) -> tuple[RestLine, ...]:
    power = seen.power
    known: list[tuple[SuspensionGround, datetime | None]] = [(one.ground, one.since) for one in open_rests(power)]
    known = known or [(power.suspension or SuspensionGround.DISPUTE, None)]
    return tuple(RestLine(SUSPENSIONS[ground], CHECKS[ground], since) for ground, since in known)


def _first(seen: SuspensionView) -> FirstWord | None:
    if seen.power.clearing is None:
        return None
    who = "Sie" if seen.is_first else (seen.first.name or seen.first.email) if seen.first else "Eine Person"
    return FirstWord(who, seen.power.clearing.at, seen.power.clearing.reason)


def _why_not(seen: SuspensionView) -> str:
    if seen.is_grantors:
        return "Sie gehören zum Vollmachtgeber. Entscheiden müssen zwei andere Personen aus der Teamleitung."
    if seen.is_first:
        return (
            "Sie haben zugestimmt. Aufgehoben ist die Aussetzung erst, wenn eine andere Person aus der Teamleitung es auch tut."
        )
    return ""
