"""Vollmacht wizard, step 2: what is granted, ticked one by one, each with an example and its limit."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from service.domain.errors import Fault, InputRefused
from service.domain.ids import PowerOfAttorneyId
from service.domain.parties import Scope
from service.domain.power_of_attorney import CORE_SCOPES, PowerOfAttorney, Terms
from service.pages.draft import STEPS, TITLE, Grantor, draft_of
from service.pages.rendering import render, see_other
from service.pages.scope_words import EXAMPLES
from service.pages.words import SCOPES
from service.use_cases.amend_power_of_attorney import amend_terms
from service.web.state import RequestTools

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """Attributes:
    core: what the Vollmacht is for; ticked until somebody unticks it.
    """

    code: str
    allowed: str
    example: str
    not_allowed: str
    ticked: bool
    core: bool


@dataclass(frozen=True, slots=True)
class ScopesForm:
    id: str
    core: tuple[ScopeChoice, ...]
    more: tuple[ScopeChoice, ...]
    self_dealing: bool
    faults: tuple[str, ...]


@router.get("/vollmacht/{id}/umfang")
def form(id: UUID, request: Request, identity: Grantor, tools: RequestTools) -> Response:
    view = scopes_form(draft_of(id, identity, tools))
    return render(request, "draft-scopes.html", TITLE, page=view, steps=STEPS)


@router.post("/vollmacht/{id}/umfang")
def choose(
    id: UUID,
    request: Request,
    identity: Grantor,
    tools: RequestTools,
    scopes: Annotated[list[str] | None, Form()] = None,
    self_dealing: Annotated[bool, Form()] = False,
) -> Response:
    try:
        chosen = known_scopes(scopes or [])
        amend_terms(PowerOfAttorneyId(id), identity.actor, tools, change=lambda terms: with_scopes(terms, chosen, self_dealing))
    except InputRefused as refused:
        view = scopes_form(draft_of(id, identity, tools), frozenset(scopes or ()), refused, self_dealing=self_dealing)
        return render(request, "draft-scopes.html", TITLE, status=422, page=view, steps=STEPS)
    return see_other(f"/vollmacht/{id}/bedingungen")


def known_scopes(codes: list[str]) -> tuple[Scope, ...]:
    """In the document's order. Raises InputRefused: something that is no scope."""
    if not {scope.value for scope in Scope}.issuperset(codes):
        raise InputRefused([Fault("$.scopes", "UNKNOWN", "Diese Befugnis gibt es nicht. Bitte laden Sie die Seite neu.")])
    return tuple(scope for scope in Scope if scope.value in codes)


def with_scopes(terms: Terms, scopes: tuple[Scope, ...], self_dealing: bool) -> Terms:
    return replace(terms, scopes=scopes, self_dealing_option=self_dealing)


def scopes_form(
    draft: PowerOfAttorney,
    typed: frozenset[str] | None = None,
    refused: InputRefused | None = None,
    *,
    self_dealing: bool | None = None,
) -> ScopesForm:
    """Args:
    typed: what was ticked when the form was refused; None: as the draft says.
    """
    ticked = typed if typed is not None else frozenset(scope.value for scope in draft.terms.scopes)
    choices = [
        ScopeChoice(scope.value, SCOPES[scope][0], EXAMPLES[scope], SCOPES[scope][1], scope.value in ticked, scope in CORE_SCOPES)
        for scope in Scope
    ]
    return ScopesForm(
        id=str(draft.id),
        core=tuple(one for one in choices if one.core),
        more=tuple(one for one in choices if not one.core),
        self_dealing=draft.terms.self_dealing_option if self_dealing is None else self_dealing,
        faults=tuple(fault.text for fault in refused.faults) if refused else (),
    )
