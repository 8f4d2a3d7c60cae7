"""Prepare a Vollmacht: who must sign is computed and explained, what is granted is ticked one by one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.errors import Fault, InputRefused
from service.domain.parties import Representative, Scope
from service.domain.representation import form_rule, required_signature_sets
from service.domain.reseller import Reseller
from service.pages.rendering import render, see_other
from service.pages.words import FUNCTIONS, SCOPES, named_with_form
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.find_reseller import view_reseller
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    code: str
    allowed: str
    not_allowed: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class SignatureSet:
    """Attributes:
    key: the signers' addresses, joined; the form's value.
    """

    key: str
    names: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody had filled in before the form was refused."""

    signers: str
    scopes: frozenset[str]
    at_once: bool


@dataclass(frozen=True, slots=True)
class DraftForm:
    """Attributes:
    explanation: why these people must sign.
    """

    name: str
    explanation: str
    sets: tuple[SignatureSet, ...]
    scopes: tuple[ScopeChoice, ...]
    days_unreachable: int
    waiting_days: int
    cost_cap: object
    term_years: int
    cooling_off_days: int
    at_once: bool


@router.get("/vollmacht/neu")
def form(request: Request, identity: Grantor, tools: RequestTools) -> Response:
    assert identity.user.reseller is not None  # noqa: S101 - every RESELLER has one
    seen = view_reseller(identity.user.reseller, identity.actor, tools)
    draft = draft_form(seen.reseller, tools.policy.cooling_off.days)
    return render(request, "draft.html", "Vollmacht vorbereiten", draft=draft, faults=())


@router.post("/vollmacht/neu")
def begin(
    request: Request,
    identity: Grantor,
    tools: RequestTools,
    signers: Annotated[str, Form(max_length=5000)],
    scopes: Annotated[list[str] | None, Form()] = None,
    at_once: Annotated[bool, Form()] = False,
) -> Response:
    assert identity.user.reseller is not None  # noqa: S101 - every RESELLER has one
    try:
        power = begin_power_of_attorney(
            identity.user.reseller,
            identity.actor,
            tools,
            scopes=chosen_scopes(scopes or []),
            cooling_off=timedelta(0) if at_once else None,
            signer_emails=tuple(signers.split()),
        )
    except InputRefused as refused:
        seen = view_reseller(identity.user.reseller, identity.actor, tools)
        chosen = Chosen(signers, frozenset(scopes or ()), at_once)
        draft = draft_form(seen.reseller, tools.policy.cooling_off.days, chosen)
        faults = tuple(fault.text for fault in refused.faults)
        return render(request, "draft.html", "Vollmacht vorbereiten", status=422, draft=draft, faults=faults)
    return see_other(f"/vollmacht/{power.id}")


def chosen_scopes(codes: list[str]) -> tuple[Scope, ...]:
    """Raises InputRefused: nothing ticked, or something that is no scope."""
    known = {scope.value for scope in Scope}
    if not codes or not known.issuperset(codes):
        raise InputRefused([Fault("$.scopes", "MISSING", "Bitte kreuzen Sie mindestens eine Befugnis an.")])
    return tuple(Scope(code) for code in codes)


def draft_form(reseller: Reseller, cooling_off_days: int, chosen: Chosen | None = None) -> DraftForm:
    """Args:
    chosen: None: as the record proposes, with the first set of signers.
    """
    proposal, grantor = reseller.proposal, reseller.grantor
    sets = required_signature_sets(grantor, reseller.representation, reseller.representatives)
    keys = [" ".join(one.email for one in people) for people in sets]
    signers = chosen.signers if chosen and chosen.signers in keys else keys[0]
    ticked = chosen.scopes if chosen else frozenset(scope.value for scope in proposal.scopes)
    return DraftForm(
        name=named_with_form(grantor.name, grantor.legal_form),
        explanation=_explanation(sets, form_rule(grantor).statute),
        sets=tuple(SignatureSet(key, _names(people), key == signers) for key, people in zip(keys, sets, strict=True)),
        scopes=tuple(ScopeChoice(scope.value, *SCOPES[scope], ticked=scope.value in ticked) for scope in Scope),
        days_unreachable=proposal.trigger.unreachable_days,
        waiting_days=proposal.trigger.waiting_days,
        cost_cap=proposal.cost_cap_eur_per_month,
        term_years=proposal.term_years,
        cooling_off_days=cooling_off_days,
        at_once=chosen.at_once if chosen else False,
    )


def _explanation(sets: tuple[tuple[Representative, ...], ...], statute: str) -> str:
    if len(sets[0]) == 1:
        who = "Eine Unterschrift genügt" if len(sets) == 1 else "Eine Unterschrift genügt; Sie können wählen, wer unterschreibt"
    else:
        who = f"Es unterschreiben {len(sets[0])} Personen gemeinsam; allein ist keine davon berechtigt"
    return f"{who} ({statute}). Widerrufen kann später jede dieser Personen allein."


def _names(people: tuple[Representative, ...]) -> str:
    return " und ".join(f"{one.full_name} ({FUNCTIONS[one.function]})" for one in people)
