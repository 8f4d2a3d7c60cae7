"""Send an emergency contact his invitation, or send it once more."""

from service.domain.access import Actor, Role
from service.domain.emergency_contact import EmergencyContact
from service.domain.ids import EmergencyContactId
from service.use_cases.name_contact import invite
from service.use_cases.ports import Tools
from service.use_cases.recording import require_tenant


def invite_contact(id: EmergencyContactId, actor: Actor, tools: Tools) -> EmergencyContact:
    """Raises WrongState: he has answered, or the invitation has ended; then he is named anew."""
    actor.require(Role.RESELLER)
    now = tools.clock()
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id, for_update=True)
        require_tenant(actor, contact.reseller)
        contact = contact.invited(now)
        work.emergency_contacts.save(contact)
        invite(work, tools, contact, actor, now)
    return contact
