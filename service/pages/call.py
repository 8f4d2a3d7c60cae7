"""„Jemand ruft an“: the script by verification level, the passphrase check, and the log of the call."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.caller import CallerLevel, CallOutcome, StrongProof
from service.domain.emergency_contact import EmergencyContact, level_in_force
from service.domain.ids import EmergencyContactId
from service.domain.power_of_attorney import State
from service.pages.call_words import LEVEL_NAMES, MAY_DO, NEVER, OUTCOMES, PROOFS, SENTENCES
from service.pages.rendering import render, see_other
from service.pages.words import CONTACT_STATES, LEVELS
from service.use_cases.find_reseller import ResellerView, reseller_by_customer_no, view_reseller
from service.use_cases.open_customer import Purpose, open_customer
from service.use_cases.verify_caller import CallerCheck, log_call, verify_caller
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Support = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]


@dataclass(frozen=True, slots=True)
class MaskedContact:
    """Initials and the last two digits; the caller says the rest, support compares in silence."""

    id: str
    initials: str
    number: str
    level: str
    state: str


@dataclass(frozen=True, slots=True)
class CallPage:
    """Attributes:
    checked: whether the caller was checked just now; before that it is level 0.
    missed: what was tried and did not hold, in words that say no more than that.
    """

    customer_no: str
    contacts: tuple[MaskedContact, ...]
    level: int
    level_name: str
    may_do: str
    sentences: tuple[str, ...]
    never: tuple[str, ...]
    checked: bool
    missed: tuple[str, ...]
    open_case: str | None


@router.get("/kunden/{customer_no}/anruf")
def page(customer_no: str, request: Request, identity: Support, tools: RequestTools) -> Response:
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    open_customer(reseller.id, Purpose.CALL, identity.actor, tools)
    seen = view_reseller(reseller.id, identity.actor, tools)
    return _render(request, call_page(seen, None))


@router.post("/kunden/{customer_no}/anruf")
def check(
    customer_no: str,
    request: Request,
    identity: Support,
    tools: RequestTools,
    code: Annotated[str, Form(max_length=40)] = "",
    called_back: Annotated[bool, Form()] = False,
    contact: Annotated[str, Form(max_length=60)] = "",
    passphrase: Annotated[str, Form(max_length=200)] = "",
    proof: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    checked = verify_caller(
        reseller.id, identity.actor, tools, code=code, called_back=called_back, contact=_contact_id(contact), passphrase=passphrase,
        proof=next((one for one in StrongProof if one.value == proof), None),
    )  # fmt: skip
    return _render(
        request, call_page(view_reseller(reseller.id, identity.actor, tools), checked, asked_for_code=bool(code.strip()))
    )


@router.post("/kunden/{customer_no}/anruf/ergebnis")
def finish(
    customer_no: str,
    identity: Support,
    tools: RequestTools,
    level: Annotated[int, Form(ge=0, le=3)],
    outcome: Annotated[CallOutcome, Form()],
) -> Response:
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    log_call(reseller.id, identity.actor, tools, level=CallerLevel(level), outcome=outcome)
    reported = outcome is CallOutcome.EMERGENCY_REPORTED
    return see_other(f"/kunden/{customer_no}?zweck=notfall" if reported else f"/kunden/{customer_no}")


def call_page(seen: ResellerView, checked: CallerCheck | None, *, asked_for_code: bool = False) -> CallPage:
    level = checked.level if checked else CallerLevel.UNKNOWN
    case = next((one for one in seen.cases if one.is_open), None)
    missed = []
    if checked is not None and asked_for_code and not checked.facts.knows_code:
        missed.append("Die Vorgangsnummer passt nicht.")
    if checked is not None and checked.facts.passphrase_right is False:
        missed.append("Nicht bestätigt. Sagen Sie dasselbe wie immer, und lassen Sie sich nichts anmerken.")
    return CallPage(
        customer_no=seen.reseller.grantor.customer_no,
        contacts=masked_contacts(seen),
        level=int(level),
        level_name=LEVEL_NAMES[level],
        may_do=MAY_DO[level],
        sentences=SENTENCES[level],
        never=NEVER[level],
        checked=checked is not None,
        missed=tuple(missed),
        open_case=str(case.id) if case else None,
    )


def masked_contacts(seen: ResellerView) -> tuple[MaskedContact, ...]:
    effective = next((one for one in seen.powers if one.state is State.EFFECTIVE), None)
    issued_at = effective.issued_at if effective else None
    ordered = sorted((one for one in seen.contacts if one.is_open), key=lambda one: one.order)

    def masked(one: EmergencyContact) -> MaskedContact:
        return MaskedContact(
            id=str(one.id),
            initials=f"{one.named.given_name[:1]}. {one.named.surname[:1]}.",
            number=f"… {(one.phone or one.named.phone)[-2:]}",
            level=LEVELS[level_in_force(one, issued_at)],
            state=CONTACT_STATES[one.state] + (" · Kennwort gesperrt" if one.is_locked else ""),
        )

    return tuple(masked(one) for one in ordered)


def _contact_id(typed: str) -> EmergencyContactId | None:
    try:
        return EmergencyContactId(UUID(typed))
    except ValueError:
        return None


def _render(request: Request, view: CallPage) -> Response:
    return render(
        request, "call.html", f"Anruf zu {view.customer_no}", page=view,
        proofs=tuple((one.value, text) for one, text in PROOFS.items()),
        outcomes=tuple((one.value, text) for one, text in OUTCOMES.items()),
    )  # fmt: skip
