"""End a Vollmacht from the hoster's side: which end it is, what follows from it, why, and a word that it is meant."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.errors import Fault, InputRefused, WrongState
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import LapseGround
from service.pages.rendering import render, see_other
from service.pages.words import named_with_form
from service.use_cases.end_power_of_attorney import lapse_power_of_attorney, terminate_power_of_attorney
from service.use_cases.find_reseller import view_reseller
from service.use_cases.note_look import note_look
from service.use_cases.ports import Tools
from service.use_cases.view_power_of_attorney import view_power_of_attorney
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
TeamLead = Annotated[Identity, Depends(PageAccess(Role.TEAM_LEAD))]
FIELDS = ("end", "reason", "meant")
NOTICE = "TERMINATION"
# Which end → what it is called, when it is that one, and what comes of it
ENDS = {
    NOTICE: (
        "Wir kündigen den Auftrag (§ 671 BGB)",
        "Wir wollen oder können die Vollmacht nicht mehr führen. Der Reseller und alle, die ihn vertreten, bekommen die Kündigung sofort.",
    ),
    LapseGround.INSOLVENCY.value: (
        "Das Insolvenzverfahren ist eröffnet (§§ 115 bis 117 InsO)",
        (
            "Sie ist damit schon von Gesetzes wegen erloschen; Sie halten es fest. Es zählt die Eröffnung, nicht der Antrag. "
            "Der Reseller und alle, die ihn vertreten, erfahren es sofort; zuständig ist jetzt der Insolvenzverwalter."
        ),
    ),
    LapseGround.ENTITY_GONE.value: (
        "Den Vollmachtgeber gibt es nicht mehr",
        (
            "Die Gesellschaft oder der Verein ist im Register gelöscht. Der Tod eines Menschen ist es nicht: Über ihn hinaus gilt die Vollmacht. "
            "Die Nachricht geht an alle Adressen, die wir noch haben."
        ),
    ),
    LapseGround.CONTRACT_END.value: (
        "Der Vertrag mit uns ist beendet",
        "Ohne ihn hat die Vollmacht nichts mehr zu regeln. Der Reseller und alle, die ihn vertreten, erfahren sofort, dass sie erloschen ist.",
    ),
}


@dataclass(frozen=True, slots=True)
class EndingPage:
    """Attributes:
    case: id and code of the emergency that is open; None: there is none.
    typed, wrong: field → what stands in it, what to change.
    """

    id: str
    number: str
    customer_no: str
    grantor: str
    case: tuple[str, str] | None
    ends: tuple[tuple[str, str, str], ...]
    typed: dict[str, str]
    wrong: dict[str, str]


@router.get("/vollmacht/{id}/beenden")
def page(id: UUID, request: Request, identity: TeamLead, tools: RequestTools) -> Response:
    view = _page(PowerOfAttorneyId(id), identity, tools, {})
    note_look(PowerOfAttorneyId(id), identity.actor, tools)
    return render(request, "ending.html", f"Vollmacht {view.number} beenden", page=view)


@router.post("/vollmacht/{id}/beenden")
def end(
    id: UUID,
    request: Request,
    identity: TeamLead,
    tools: RequestTools,
    end: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    meant: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Not without a choice, a reason and the tick that it is meant; all that is missing is said at once."""
    typed = {"end": end, "reason": reason, "meant": meant}
    power = PowerOfAttorneyId(id)
    try:
        _require_meant(typed)
        if end == NOTICE:
            terminate_power_of_attorney(power, identity.actor, tools, reason=reason)
        else:
            lapse_power_of_attorney(power, identity.actor, tools, ground=LapseGround(end), reason=reason)
    except InputRefused as refused:
        view = _page(power, identity, tools, typed, refused)
        return render(request, "ending.html", f"Vollmacht {view.number} beenden", status=422, page=view)
    return see_other(f"/vollmacht/{id}")


def _require_meant(typed: dict[str, str]) -> None:
    """Raises InputRefused: something is missing."""
    faults = []
    if typed["end"] not in ENDS:
        faults.append(Fault("$.end", "MISSING", "Bitte wählen Sie, warum die Vollmacht endet."))
    if not typed["reason"].strip():
        faults.append(Fault("$.reason", "MISSING", "Bitte begründen Sie, warum die Vollmacht endet."))
    if typed["meant"] != "true":
        faults.append(Fault("$.meant", "MISSING", "Bitte bestätigen Sie, dass die Vollmacht endgültig enden soll."))
    if faults:
        raise InputRefused(faults)


def _page(
    id: PowerOfAttorneyId, identity: Identity, tools: Tools, typed: dict[str, str], refused: InputRefused | None = None
) -> EndingPage:
    """Raises WrongState: it has ended, or was never accepted."""
    seen = view_power_of_attorney(id, identity.actor, tools)
    power, grantor = seen.power, seen.reseller.grantor
    if not power.is_live:
        raise WrongState(f"Die Vollmacht {power.number} gilt nicht oder nicht mehr. Es ist nichts zu beenden.")
    cases = view_reseller(power.reseller, identity.actor, tools).cases
    return EndingPage(
        id=str(power.id),
        number=power.number,
        customer_no=grantor.customer_no,
        grantor=named_with_form(grantor.name, grantor.legal_form),
        case=next(((str(case.id), case.code) for case in cases if case.is_open), None),
        ends=tuple((code, name, meaning) for code, (name, meaning) in ENDS.items()),
        typed=dict.fromkeys(FIELDS, "") | typed,
        wrong=dict.fromkeys(FIELDS, "")
        | {fault.path.removeprefix("$."): fault.text for fault in (refused.faults if refused else ())},
    )
