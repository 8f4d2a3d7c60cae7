"""An emergency contact's answer, typed in by staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from service.api.bodies import Answer, resource
from service.domain.access import Role
from service.domain.emergency_contact import ContactState, EmergencyContact
from service.domain.ids import EmergencyContactId
from service.use_cases.answer_invitation import accept_invitation, decline_invitation, resign_as_contact
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("emergency contacts")
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]


class ContactAnswer(Answer):
    id: str
    state: ContactState


@router.post("/emergency-contacts/{id}/acceptance")
def accept(id: UUID, identity: Support, tools: RequestTools) -> ContactAnswer:
    return _answer(accept_invitation(EmergencyContactId(id), identity.actor, tools), tools)


@router.post("/emergency-contacts/{id}/decline")
def decline(id: UUID, identity: Support, tools: RequestTools) -> ContactAnswer:
    return _answer(decline_invitation(EmergencyContactId(id), identity.actor, tools), tools)


@router.post("/emergency-contacts/{id}/resignation")
def resign(id: UUID, identity: Support, tools: RequestTools) -> ContactAnswer:
    """At any time, at once."""
    return _answer(resign_as_contact(EmergencyContactId(id), identity.actor, tools), tools)


def _answer(contact: EmergencyContact, tools: RequestTools) -> ContactAnswer:
    return ContactAnswer(sandbox=tools.policy.sandbox, id=str(contact.id), state=contact.state)
