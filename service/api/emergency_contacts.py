"""Emergency contacts: the reseller names them, staff type in their answers."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, Field

from service.api.bodies import Answer, Given, resource
from service.domain.access import Role
from service.domain.emergency_contact import ContactState, EmergencyContact
from service.domain.ids import EmergencyContactId
from service.domain.parties import ContactLevel
from service.intake.contact_form import parse_contact
from service.use_cases.answer_invitation import accept_invitation, decline_invitation, resign_as_contact
from service.use_cases.arrange_contacts import move_contact_up
from service.use_cases.find_reseller import reseller_by_customer_no, view_reseller
from service.use_cases.invite_contact import invite_contact
from service.use_cases.name_contact import name_contact
from service.use_cases.remove_contact import remove_contact
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("emergency contacts")
Grantor = Annotated[Identity, Depends(ApiAccess(Role.RESELLER))]
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]


class ContactAnswer(Answer):
    id: str
    state: ContactState


class ContactGiven(Given):
    """Attributes:
    level: notify only, report, or decide.
    replaces: an open contact whose place this one takes.
    """

    given_name: str = Field(max_length=300, examples=["Erika"])
    surname: str = Field(max_length=300, examples=["Muster"])
    relation: str = Field(max_length=300, examples=["Ehefrau"])
    phone: str = Field(max_length=40, examples=["+49 221 123456"])
    email: str = Field(max_length=254, examples=["erika@muster.example"])
    level: ContactLevel
    replaces: UUID | None = None


class OneContact(BaseModel):
    """As its reseller sees it; `order`: whom the hoster asks first."""

    id: UUID
    state: ContactState
    order: int
    given_name: str
    surname: str
    relation: str
    phone: str
    email: str
    level: ContactLevel


class ContactList(Answer):
    emergency_contacts: list[OneContact]


@router.get("/resellers/{customer_no}/emergency-contacts")
def listed(customer_no: str, identity: Grantor, tools: RequestTools) -> ContactList:
    """One's own open contacts, in order. Staff see them masked, on the page of the call."""
    seen = view_reseller(reseller_by_customer_no(customer_no, identity.actor, tools).id, identity.actor, tools)
    ordered = sorted((one for one in seen.contacts if one.is_open), key=lambda one: one.order)
    return ContactList(sandbox=tools.policy.sandbox, emergency_contacts=[_one(contact) for contact in ordered])


@router.post("/resellers/{customer_no}/emergency-contacts", status_code=201)
def name(customer_no: str, body: ContactGiven, identity: Grantor, tools: RequestTools) -> ContactAnswer:
    """Name somebody and invite him."""
    reseller = reseller_by_customer_no(customer_no, identity.actor, tools)
    typed = {field: str(value) for field, value in body.model_dump(exclude={"replaces"}, mode="json").items()}
    named = parse_contact(typed, tools.documents.undrawable)
    replaced = EmergencyContactId(body.replaces) if body.replaces else None
    return _answer(name_contact(reseller.id, identity.actor, tools, named=named, replaces=replaced), tools)


@router.post("/emergency-contacts/{id}/invitation")
def invite(id: UUID, identity: Grantor, tools: RequestTools) -> ContactAnswer:
    """Write to him once more."""
    return _answer(invite_contact(EmergencyContactId(id), identity.actor, tools), tools)


@router.post("/emergency-contacts/{id}/promotion")
def move_up(id: UUID, identity: Grantor, tools: RequestTools) -> ContactList:
    """Ask this one earlier than the one before him; the new order."""
    ordered = move_contact_up(EmergencyContactId(id), identity.actor, tools)
    return ContactList(sandbox=tools.policy.sandbox, emergency_contacts=[_one(contact) for contact in ordered])


@router.delete("/emergency-contacts/{id}")
def remove(id: UUID, identity: Grantor, tools: RequestTools) -> ContactAnswer:
    """Strike him off, at once."""
    return _answer(remove_contact(EmergencyContactId(id), identity.actor, tools), tools)


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


def _one(contact: EmergencyContact) -> OneContact:
    named = contact.named
    return OneContact(
        id=contact.id,
        state=contact.state,
        order=contact.order,
        given_name=named.given_name,
        surname=named.surname,
        relation=named.relation or "",
        phone=named.phone,
        email=named.email,
        level=named.level,
    )
