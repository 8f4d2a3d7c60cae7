"""Vollmacht wizard, step 1: who must sign, computed from the register's data and explained; and the draft begins."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.errors import InputRefused, WrongState
from service.domain.ids import PowerOfAttorneyId
from service.domain.parties import RepresentationKind, Representative
from service.domain.power_of_attorney import CORE_SCOPES, PowerOfAttorney, State
from service.domain.representation import form_rule, required_signature_sets
from service.domain.reseller import Reseller
from service.pages.contacts import own
from service.pages.rendering import render, see_other
from service.pages.words import FUNCTIONS, LEGAL_FORMS, named_with_form
from service.use_cases.amend_power_of_attorney import amend_signers, amend_terms
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.find_reseller import view_reseller
from service.use_cases.ports import Tools
from service.use_cases.view_power_of_attorney import view_power_of_attorney
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]
STEPS = ("Wer unterschreibt", "Was erlaubt ist", "Ab wann", "Lesen und freigeben")
TITLE = "Vollmacht vorbereiten"


@dataclass(frozen=True, slots=True)
class SignatureSet:
    """Attributes:
    key: the signers' addresses, joined; the form's value.
    """

    key: str
    names: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class SignersForm:
    """Attributes:
    action: where the form goes.
    facts: what the register and the customer account say: label, value.
    explanation: why these people must sign.
    begun: address and number of a draft that was begun already.
    """

    action: str
    name: str
    facts: tuple[tuple[str, str], ...]
    explanation: str
    sets: tuple[SignatureSet, ...]
    begun: tuple[str, str] | None
    faults: tuple[str, ...]


@router.get("/vollmacht/neu")
def form(request: Request, identity: Grantor, tools: RequestTools) -> Response:
    return _new(request, identity, tools)


@router.post("/vollmacht/neu")
def begin(request: Request, identity: Grantor, tools: RequestTools, signers: Annotated[str, Form(max_length=5000)]) -> Response:
    seen = view_reseller(own(identity), identity.actor, tools)
    signed = next((one.terms for one in seen.powers if one.declared_at is not None), None)
    try:
        power = begin_power_of_attorney(
            own(identity), identity.actor, tools, scopes=CORE_SCOPES, signer_emails=tuple(signers.split())
        )
    except InputRefused as refused:
        return _new(request, identity, tools, refused, chosen=signers)
    if signed is not None:  # what he once ticked himself is his own wish, not ours
        amend_terms(power.id, identity.actor, tools, change=lambda terms: replace(signed, cooling_off=terms.cooling_off))
    return see_other(f"/vollmacht/{power.id}/umfang")


@router.get("/vollmacht/{id}/wer")
def change(id: UUID, request: Request, identity: Grantor, tools: RequestTools) -> Response:
    return _change(draft_of(id, identity, tools), request, identity, tools)


@router.post("/vollmacht/{id}/wer")
def choose(
    id: UUID, request: Request, identity: Grantor, tools: RequestTools, signers: Annotated[str, Form(max_length=5000)]
) -> Response:
    try:
        amend_signers(PowerOfAttorneyId(id), identity.actor, tools, signer_emails=tuple(signers.split()))
    except InputRefused as refused:
        return _change(draft_of(id, identity, tools), request, identity, tools, refused)
    return see_other(f"/vollmacht/{id}/umfang")


def draft_of(id: UUID, identity: Identity, tools: Tools) -> PowerOfAttorney:
    """Raises WrongState: it is frozen already."""
    power = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools).power
    if power.state is not State.DRAFT:
        raise WrongState("Diese Vollmacht ist schon freigegeben; an ihr ändert sich nichts mehr.")
    return power


def signers_form(
    reseller: Reseller, action: str, email: str, *, chosen: str = "", begun: PowerOfAttorney | None = None,
    refused: InputRefused | None = None,
) -> SignersForm:  # fmt: skip
    """Args:
    email: of whoever looks: he is „Sie“.
    chosen: a set's key; what is none of them counts as the first.
    """
    grantor = reseller.grantor
    sets = required_signature_sets(grantor, reseller.representation, reseller.representatives)
    keys = [" ".join(one.email for one in people) for people in sets]
    ticked = chosen if chosen in keys else keys[0]
    return SignersForm(
        action=action,
        name=named_with_form(grantor.name, grantor.legal_form),
        facts=_facts(reseller),
        explanation=_explanation(sets, form_rule(grantor).statute, email),
        sets=tuple(SignatureSet(key, _names(people, email), key == ticked) for key, people in zip(keys, sets, strict=True)),
        begun=(f"/vollmacht/{begun.id}/umfang", begun.number) if begun else None,
        faults=tuple(fault.text for fault in refused.faults) if refused else (),
    )


def _new(request: Request, identity: Identity, tools: Tools, refused: InputRefused | None = None, chosen: str = "") -> Response:
    seen = view_reseller(own(identity), identity.actor, tools)
    begun = next((one for one in seen.powers if one.state is State.DRAFT), None)
    view = signers_form(seen.reseller, "/vollmacht/neu", identity.user.email, chosen=chosen, begun=begun, refused=refused)
    return render(request, "draft-signers.html", TITLE, status=422 if refused else 200, page=view, steps=STEPS)


def _change(
    draft: PowerOfAttorney, request: Request, identity: Identity, tools: Tools, refused: InputRefused | None = None
) -> Response:
    seen = view_reseller(own(identity), identity.actor, tools)
    chosen = " ".join(one.representative.email for one in draft.signers)
    view = signers_form(seen.reseller, f"/vollmacht/{draft.id}/wer", identity.user.email, chosen=chosen, refused=refused)
    return render(request, "draft-signers.html", TITLE, status=422 if refused else 200, page=view, steps=STEPS)


def _facts(reseller: Reseller) -> tuple[tuple[str, str], ...]:
    grantor = reseller.grantor
    facts = [("Rechtsform", LEGAL_FORMS[grantor.legal_form])]
    if grantor.register is not None:
        facts.append(("Register", f"{grantor.register.court}, {grantor.register.number}"))
    if grantor.general_partner is not None:
        register = grantor.general_partner.register
        facts.append(("Persönlich haftend", f"{grantor.general_partner.name} ({register.court}, {register.number})"))
    rule = {
        RepresentationKind.SOLE: "Jede Person darf allein vertreten",
        RepresentationKind.JOINT: f"{reseller.representation.required or 'Alle'} Personen vertreten gemeinsam",
        RepresentationKind.REGISTER_SILENT: "Keine besondere Regelung eingetragen; es gilt das Gesetz",
    }[reseller.representation.kind]
    people = ", ".join(f"{one.full_name} ({FUNCTIONS[one.function]})" for one in reseller.representatives)
    return (*facts, ("Vertretung", rule), ("Vertretungsberechtigt", people))


def _explanation(sets: tuple[tuple[Representative, ...], ...], statute: str, email: str) -> str:
    if len(sets[0]) == 1:
        who = "Eine Unterschrift genügt" if len(sets) == 1 else "Eine Unterschrift genügt; Sie können wählen, wer unterschreibt"
        return f"{who} ({statute}). Widerrufen kann später jede vertretungsberechtigte Person allein."
    if len(sets) == 1:
        who = f"Es unterschreiben {_names(sets[0], email)} gemeinsam"
    else:
        who = f"Es unterschreiben {len(sets[0])} Personen gemeinsam; Sie können wählen, welche"
    return f"{who}; allein ist keine davon berechtigt ({statute}). Widerrufen kann später jede dieser Personen allein."


def _names(people: tuple[Representative, ...], email: str) -> str:
    """`Sie und Zoë Șerbănescu (Geschäftsführung)`."""
    mine = [one for one in people if one.email.casefold() == email.casefold()][:1]
    names = [
        "Sie" if one in mine else f"{one.full_name} ({FUNCTIONS[one.function]})"
        for one in [*mine, *(one for one in people if one not in mine)]
    ]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} und {names[-1]}"
