"""Vollmacht wizard, step 4: the whole text, what changed since the version before, and the button that freezes it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney
from service.pages.document_changes import Change, changes_between, marked_text
from service.pages.draft import STEPS, TITLE, Grantor, draft_of
from service.pages.rendering import attachment, render, trusted_html
from service.use_cases.preview_power_of_attorney import Preview, preview_pdf, preview_power_of_attorney
from service.web.state import RequestTools

router = APIRouter()


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Attributes:
    before: number of the version the changes are against; empty: this is the first.
    asked: who will be asked to sign.
    """

    id: str
    number: str
    text: Markup
    before: str
    changes: tuple[Change, ...]
    asked: tuple[str, ...]


@router.get("/vollmacht/{id}/vorschau")
def page(id: UUID, request: Request, identity: Grantor, tools: RequestTools) -> Response:
    draft = draft_of(id, identity, tools)
    view = preview_page(draft, preview_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools))
    return render(request, "draft-preview.html", TITLE, page=view, steps=STEPS)


@router.get("/vollmacht/{id}/entwurf")
def pdf(id: UUID, identity: Grantor, tools: RequestTools) -> Response:
    content = preview_pdf(PowerOfAttorneyId(id), identity.actor, tools)
    return attachment(content, "application/pdf", f"entwurf-{id}.pdf")


def preview_page(draft: PowerOfAttorney, preview: Preview) -> PreviewPage:
    before = preview.before
    return PreviewPage(
        id=str(draft.id),
        number=draft.number,
        text=marked_text(preview.draft.html, before.html) if before else trusted_html(preview.draft.html),
        before=before.number if before else "",
        changes=changes_between(before.record, preview.draft.record) if before else (),
        asked=tuple(one.representative.full_name for one in draft.signers),
    )
