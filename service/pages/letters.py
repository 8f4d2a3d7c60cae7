"""The documents beside the Vollmacht, to download: acceptance, revocation confirmation, validation report; and the contact's own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.ids import PowerOfAttorneyId
from service.domain.link import LinkPurpose
from service.pages.rendering import attachment
from service.use_cases.issue_letter import (
    Letter,
    acceptance,
    contact_card,
    contact_declaration,
    revocation_confirmation,
    validation_report,
)
from service.web.identity import Identity, PageAccess
from service.web.link_access import LinkAccess, Visitor
from service.web.state import RequestTools

router = APIRouter()
Reader = Annotated[Identity, Depends(PageAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR))]
Contact = Annotated[Visitor, Depends(LinkAccess(LinkPurpose.CONTACT_ROLE))]


@router.get("/vollmacht/{id}/annahme")
def the_acceptance(id: UUID, identity: Reader, tools: RequestTools) -> Response:
    return _download(acceptance(PowerOfAttorneyId(id), identity.actor, tools))


@router.get("/vollmacht/{id}/widerrufsbestaetigung")
def the_revocation_confirmation(id: UUID, identity: Reader, tools: RequestTools) -> Response:
    return _download(revocation_confirmation(PowerOfAttorneyId(id), identity.actor, tools))


@router.get("/vollmacht/{id}/pruefbericht.pdf")
def the_validation_report(id: UUID, identity: Reader, tools: RequestTools) -> Response:
    return _download(validation_report(PowerOfAttorneyId(id), identity.actor, tools))


@router.get("/kontakt/{token}/karte")
def the_card(visitor: Contact, tools: RequestTools) -> Response:
    """For the wallet; nothing secret stands on it."""
    return _download(contact_card(visitor.token, tools))


@router.get("/kontakt/{token}/erklaerung")
def the_declaration(visitor: Contact, tools: RequestTools) -> Response:
    return _download(contact_declaration(visitor.token, tools))


def _download(letter: Letter) -> Response:
    return attachment(letter.content, "application/pdf", letter.name)
