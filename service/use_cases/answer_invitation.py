"""An emergency contact's answer, as he gave it in text form to staff: accept, decline; or he resigns later."""

from service.domain.access import Actor, Role
from service.domain.emergency_contact import EmergencyContact
from service.domain.ids import EmergencyContactId
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


def accept_invitation(id: EmergencyContactId, actor: Actor, tools: Tools) -> EmergencyContact:
    """He accepts the role; the reseller is told."""
    now = tools.clock()
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id).accepted(now)
        _keep(work, tools, contact, actor, "emergency-contact:accepted")
        notify(
            work, tools, "contact-role", [contact.named.email], id, now, occasion="accepted", reseller=contact.reseller
        )  # fmt: skip
    return contact


def decline_invitation(id: EmergencyContactId, actor: Actor, tools: Tools) -> EmergencyContact:
    now = tools.clock()
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id).declined(now)
        _keep(work, tools, contact, actor, "emergency-contact:declined")
    return contact


def resign_as_contact(id: EmergencyContactId, actor: Actor, tools: Tools) -> EmergencyContact:
    """At any time, at once."""
    now = tools.clock()
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id).resigned(now)
        _keep(work, tools, contact, actor, "emergency-contact:resigned")
    return contact


def _keep(work: Work, tools: Tools, contact: EmergencyContact, actor: Actor, kind: str) -> None:
    work.emergency_contacts.save(contact)
    reseller = work.resellers.get(contact.reseller)
    notify(
        work, tools, kind.replace(":", "-"), [reseller.grantor.email], contact.id, contact.changed_at,
        occasion=contact.state.value, reseller=contact.reseller,
    )  # fmt: skip
    record(work, tools, kind, contact.id, actor, contact.changed_at, reseller=contact.reseller)
