"""Vollmacht wizard, step 3: from when somebody counts as unreachable, how long the hoster waits, what it may cost, how long it lasts."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from service.domain.errors import Fault, InputRefused
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney, Terms
from service.pages.draft import STEPS, TITLE, Grantor, draft_of
from service.pages.rendering import render, see_other
from service.use_cases.amend_power_of_attorney import amend_terms
from service.web.state import RequestTools

router = APIRouter()
Typed = Annotated[str, Form(max_length=20)]
FIELDS = ("unreachable_days", "waiting_days", "cost_cap", "term_years")
WHOLE_NUMBER = re.compile(r"[0-9]{1,4}\Z")
AMOUNT = re.compile(r"[0-9]{1,7}([.,][0-9]{1,2})?\Z")


@dataclass(frozen=True, slots=True)
class TermsForm:
    """Attributes:
    typed, wrong: field → what stands in it, what to change.
    """

    id: str
    typed: dict[str, str]
    wrong: dict[str, str]
    attempts: int
    channels: int
    cooling_off_days: int
    at_once: bool


@router.get("/vollmacht/{id}/bedingungen")
def form(id: UUID, request: Request, identity: Grantor, tools: RequestTools) -> Response:
    view = terms_form(draft_of(id, identity, tools), tools.policy.cooling_off.days)
    return render(request, "draft-terms.html", TITLE, page=view, steps=STEPS)


@router.post("/vollmacht/{id}/bedingungen")
def choose(
    id: UUID, request: Request, identity: Grantor, tools: RequestTools,
    unreachable_days: Typed = "", waiting_days: Typed = "", cost_cap: Typed = "", term_years: Typed = "",
    at_once: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    typed = dict(zip(FIELDS, (unreachable_days, waiting_days, cost_cap, term_years), strict=True))
    cooling_off = timedelta(0) if at_once else tools.policy.cooling_off
    try:
        amend_terms(
            PowerOfAttorneyId(id),
            identity.actor,
            tools,
            change=lambda terms: replace(typed_terms(terms, typed), cooling_off=cooling_off),
        )
    except InputRefused as refused:
        view = terms_form(draft_of(id, identity, tools), tools.policy.cooling_off.days, typed, refused, at_once=at_once)
        return render(request, "draft-terms.html", TITLE, status=422, page=view, steps=STEPS)
    return see_other(f"/vollmacht/{id}/vorschau")


def typed_terms(terms: Terms, typed: dict[str, str]) -> Terms:
    """Raises InputRefused: what is no number; whether it is in bounds the domain says."""
    faults = [
        Fault(f"$.{name}", "NO_NUMBER", "Bitte geben Sie eine ganze Zahl an.")
        for name in ("unreachable_days", "waiting_days", "term_years")
        if not WHOLE_NUMBER.match(typed[name].strip())
    ]
    if not AMOUNT.match(typed["cost_cap"].strip()):
        faults.append(Fault("$.cost_cap", "NO_AMOUNT", "Bitte geben Sie einen Betrag an, etwa 60 oder 59,90."))
    if faults:
        raise InputRefused(faults)
    trigger = replace(terms.trigger, unreachable_days=int(typed["unreachable_days"]), waiting_days=int(typed["waiting_days"]))
    amount = Decimal(typed["cost_cap"].strip().replace(",", ".")).quantize(Decimal("0.01"))
    return replace(terms, trigger=trigger, cost_cap_eur_per_month=amount, term_years=int(typed["term_years"]))


def terms_form(
    draft: PowerOfAttorney, cooling_off_days: int, typed: dict[str, str] | None = None, refused: InputRefused | None = None,
    *, at_once: bool | None = None,
) -> TermsForm:  # fmt: skip
    terms = draft.terms
    stands = {
        "unreachable_days": str(terms.trigger.unreachable_days),
        "waiting_days": str(terms.trigger.waiting_days),
        "cost_cap": f"{terms.cost_cap_eur_per_month:.2f}".replace(".", ","),
        "term_years": str(terms.term_years),
    }
    return TermsForm(
        id=str(draft.id),
        typed=typed or stands,
        wrong=dict.fromkeys(FIELDS, "")
        | {fault.path.removeprefix("$."): fault.text for fault in (refused.faults if refused else ())},
        attempts=terms.trigger.attempts,
        channels=terms.trigger.channels,
        cooling_off_days=cooling_off_days,
        at_once=terms.cooling_off == timedelta(0) if at_once is None else at_once,
    )
