"""Namensabgleich: two of the hoster's people compare, side by side, what the Vollmacht and the certificate call the signer."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.ids import PowerOfAttorneyId
from service.pages.rendering import render, see_other
from service.pages.words import named_with_form
from service.use_cases.note_look import note_look
from service.use_cases.review_name import NameReviewView, confirm_name, refuse_name, view_name_review
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Reviewer = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD))]
_WORDS = re.compile(r"[^\s-]+|[\s-]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a name; `differs`: the other name has no such word."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class NameReviewPage:
    """Attributes:
    confirmed_at: of the first confirmation; None: nobody has confirmed yet.
    may_confirm: whoever looks may; else `why_not` says why.
    """

    id: str
    number: str
    customer_no: str
    grantor: str
    declared: tuple[Piece, ...]
    certified: tuple[Piece, ...]
    birth_name: str | None
    issuer: str
    certificate_sha256: str
    asked_at: datetime
    confirmed_at: datetime | None
    may_confirm: bool
    why_not: str


@router.get("/namensabgleich/{id}")
def page(id: UUID, request: Request, identity: Reviewer, tools: RequestTools) -> Response:
    view = name_review_page(view_name_review(PowerOfAttorneyId(id), identity.actor, tools), identity)
    note_look(PowerOfAttorneyId(id), identity.actor, tools)
    return render(request, "name-review.html", f"Namensabgleich {view.number}", page=view)


@router.post("/namensabgleich/{id}/bestaetigen")
def confirm(id: UUID, identity: Reviewer, tools: RequestTools) -> Response:
    """The first goes back to the page, which says that a second person is needed; the second to the Vollmacht."""
    confirmed = confirm_name(PowerOfAttorneyId(id), identity.actor, tools)
    waits = confirmed.name_review is not None and not confirmed.name_review.is_confirmed
    return see_other(f"/namensabgleich/{id}" if waits else f"/vollmacht/{id}")


@router.post("/namensabgleich/{id}/ablehnen")
def refuse(
    id: UUID, identity: Reviewer, tools: RequestTools, reason: Annotated[str, Form(min_length=1, max_length=2000)]
) -> Response:
    refuse_name(PowerOfAttorneyId(id), identity.actor, tools, reason=reason)
    return see_other(f"/vollmacht/{id}")


def name_review_page(seen: NameReviewView, identity: Identity) -> NameReviewPage:
    review, grantor = seen.review, seen.reseller.grantor
    mine = next((one.at for one in review.confirmations if one.by == identity.actor.user), None)
    return NameReviewPage(
        id=str(seen.power.id),
        number=seen.power.number,
        customer_no=grantor.customer_no,
        grantor=named_with_form(grantor.name, grantor.legal_form),
        declared=marked(review.declared, " ".join((review.certified, review.birth_name or ""))),
        certified=marked(review.certified, " ".join((review.declared, review.birth_name or ""))),
        birth_name=review.birth_name,
        issuer=review.issuer,
        certificate_sha256=review.certificate_sha256,
        asked_at=review.asked_at,
        confirmed_at=review.confirmations[0].at if review.confirmations else None,
        may_confirm=seen.may_confirm,
        why_not="Sie haben bestätigt. Jetzt braucht es eine zweite Person aus dem Team."
        if mine
        else "Sie gehören zu diesem Vorgang. Bestätigen müssen zwei andere Personen aus dem Team.",
    )


def marked(name: str, other: str) -> tuple[Piece, ...]:
    """The name in pieces; words that the other name lacks, letter by letter, differ. Case does not."""
    known = {word.casefold() for word in _WORDS.findall(other)}
    return tuple(
        Piece(piece, differs=bool(piece.strip(" \t\u00a0-")) and piece.casefold() not in known) for piece in _WORDS.findall(name)
    )
