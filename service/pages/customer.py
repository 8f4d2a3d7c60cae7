"""Support finds a customer: a traffic light first, contacts only masked, what is urgent on top."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.emergency_case import CaseState, EmergencyCase, Ground
from service.domain.parties import EndCustomer, Scope
from service.domain.power_of_attorney import BERLIN, LIVE, PowerOfAttorney, State
from service.domain.register_extract import ExtractOf
from service.domain.representation import form_rule
from service.pages.call import MaskedContact, masked_contacts
from service.pages.call_words import WITHOUT_A_VOLLMACHT
from service.pages.rendering import render, see_other
from service.pages.uploads import document_or_picture
from service.pages.words import ACTS, CASE_STATES, GROUNDS, PROTECTIVE, REPORTERS, STATES, named_with_form
from service.use_cases.find_reseller import ResellerView, reseller_by_customer_no, search_customers, view_reseller
from service.use_cases.open_customer import Purpose, open_customer
from service.use_cases.record_register_extract import record_register_extract
from service.use_cases.report_emergency import report_emergency
from service.web.identity import Identity, PageAccess
from service.web.limits import limit_search
from service.web.state import UPLOAD_BYTES, RequestTools

router = APIRouter()
Staff = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD, Role.ADMIN))]
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]
ACTIONS = tuple([(scope.value, ACTS[scope]) for scope in Scope] + [(one.value, text) for one, text in PROTECTIVE.items()])
EXTRACTS = {ExtractOf.GRANTOR: "des Vollmachtgebers", ExtractOf.GENERAL_PARTNER: "der persönlich haftenden Gesellschafterin"}


# Purpose → (word in the address, what it is called, what one sees then)
PURPOSES = {
    Purpose.CALL: ("anruf", "Jemand ruft an", "Gesprächsleitfaden, Stufen, Kennwort prüfen"),
    Purpose.END_CUSTOMER: (
        "endkunde",
        "Ich möchte einen Endkunden ansprechen",
        "„Darf ich?“ mit allen Gründen, Endkunden und Domains",
    ),
    Purpose.EMERGENCY: ("notfall", "Es geht um einen Notfall", "Notfall melden, Nachweise, Freigabe beantragen"),
    Purpose.DOCUMENTS: ("vollmacht", "Es geht um die Vollmacht", "Vollmachten, Registerauszüge, Widerruf aufnehmen"),
}
FOR_ADMINISTRATION = frozenset({Purpose.DOCUMENTS})


@dataclass(frozen=True, slots=True)
class Light:
    """Traffic light. Red unless a case is active, even with a valid Vollmacht."""

    tone: str
    headline: str
    text: str


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Attributes:
    contacts: masked: initials and the last two digits; support lets the caller state the rest.
    end_customers: most urgent first, with the earliest end of a domain and whether it is past.
    """

    customer_no: str
    name: str
    light: Light
    open_case: EmergencyCase | None
    powers: tuple[tuple[str, str, str, str], ...]
    cases: tuple[tuple[str, str, str, str], ...]
    contacts: tuple[MaskedContact, ...]
    end_customers: tuple[tuple[str, str, date | None, bool], ...]
    extracts: tuple[tuple[str, str, date], ...]
    extract_kinds: tuple[tuple[str, str], ...]


@router.get("/kunden")
def search(request: Request, identity: Staff, tools: RequestTools, q: str = "") -> Response:
    limit_search(identity, request)
    found, more = search_customers(q, identity.actor, tools)
    lines = [(one.customer_no, light_of(one.powers, one.open_case)) for one in found]
    return render(request, "search.html", "Kunden", q=q, found=lines, more=more)


@router.get("/kunden/{customer_no}")
def page(customer_no: str, request: Request, identity: Staff, tools: RequestTools, zweck: str = "") -> Response:
    """Without a purpose no more than the traffic light."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    purpose = next((one for one in Purpose if PURPOSES[one][0] == zweck), None)
    if purpose is not None:
        open_customer(reseller.id, purpose, identity.actor, tools)
    seen = view_reseller(reseller.id, identity.actor, tools)
    view = customer_page(seen, tools.clock().astimezone(BERLIN).date())
    may_act = identity.user.role is not Role.ADMIN
    purposes = tuple(PURPOSES[one] for one in Purpose if may_act or one in FOR_ADMINISTRATION)
    return render(
        request, "customer.html", f"Kunde {view.customer_no}", page=view, actions=ACTIONS, grounds=_options(GROUNDS),
        reporters=tuple((code, text) for code, text in REPORTERS.items() if code != "public"),
        may_act=may_act, purpose=purpose.value if purpose else "", purposes=purposes, without=WITHOUT_A_VOLLMACHT,
    )  # fmt: skip


@router.post("/kunden/{customer_no}/notfall")
def report(
    customer_no: str,
    identity: Support,
    tools: RequestTools,
    ground: Annotated[Ground, Form()],
    reporter: Annotated[str, Form(pattern="^[a-z_]{1,20}$")],
) -> Response:
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    case = report_emergency(reseller.id, identity.actor, tools, ground=ground, reporter=reporter)
    return see_other(f"/notfaelle/{case.id}")


@router.post("/kunden/{customer_no}/registerauszug", max_body_size=UPLOAD_BYTES)
def record_extract(
    customer_no: str,
    identity: Support,
    tools: RequestTools,
    file: Annotated[UploadFile, File()],
    of: Annotated[ExtractOf, Form()],
    court: Annotated[str, Form(min_length=1, max_length=200)],
    number: Annotated[str, Form(min_length=1, max_length=60)],
    dated_on: Annotated[date, Form()],
    shows_authority: Annotated[bool, Form()] = False,
) -> Response:
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    content, media_type = document_or_picture(file)
    record_register_extract(
        reseller.id, identity.actor, tools, of=of, court=court, number=number, dated_on=dated_on,
        file_name=file.filename or "registerauszug.pdf", content=content,
        media_type=media_type, shows_authority=shows_authority,
    )  # fmt: skip
    return see_other(f"/kunden/{customer_no}?zweck=vollmacht")


def customer_page(seen: ResellerView, today: date) -> CustomerPage:
    reseller = seen.reseller
    open_case = next((case for case in seen.cases if case.is_open), None)
    return CustomerPage(
        customer_no=reseller.grantor.customer_no,
        name=named_with_form(reseller.grantor.name, reseller.grantor.legal_form),
        light=light_of(seen.powers, open_case),
        open_case=open_case,
        powers=tuple((str(one.id), one.number, *STATES[one.state]) for one in seen.powers),
        cases=tuple((str(one.id), one.code, *CASE_STATES[one.state]) for one in seen.cases),
        contacts=masked_contacts(seen),
        end_customers=tuple(_end_customer(one, today) for one in seen.end_customers),
        extracts=tuple((EXTRACTS[one.of], f"{one.court} {one.number}", one.dated_on) for one in seen.extracts),
        extract_kinds=tuple((of.value, EXTRACTS[of]) for of in form_rule(reseller.grantor).extracts),
    )


def light_of(powers: tuple[PowerOfAttorney, ...], case: EmergencyCase | None) -> Light:
    """What support may say to itself before it asks „Darf ich?“."""
    live = next((power for power in powers if power.state in LIVE), None)
    if case is not None and case.state is CaseState.ACTIVE and live is not None and live.state is State.EFFECTIVE:
        return Light(
            "good",
            "Notfall aktiv",
            "Kontakt zu Endkunden ist im freigegebenen Umfang möglich. Vor jedem Kontakt „Darf ich?“ fragen.",
        )
    if case is not None:
        return Light("wait", "Notfall in Arbeit", "Noch kein Kontakt zu Endkunden. Schutzmaßnahmen laufen schon.")
    if live is not None:
        return Light(
            "bad", "Kein Notfall", "Es gibt eine Vollmacht, aber ohne freigegebenen Notfall darf sie nicht benutzt werden."
        )
    return Light(
        "bad", "Keine Vollmacht", "Kein Kontakt zu Endkunden. Schutzmaßnahmen, die nichts offenbaren, sind immer möglich."
    )


def _end_customer(one: EndCustomer, today: date) -> tuple[str, str, date | None, bool]:
    earliest = min((domain.expires_on for domain in one.domains if domain.expires_on), default=None)
    domains = ", ".join(domain.name for domain in one.domains)
    return one.ref, domains, earliest, earliest is not None and earliest < today


def _options(words: dict[Ground, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code.value, text) for code, text in words.items())
