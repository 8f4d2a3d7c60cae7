"""What a contact does once a year, and whenever his passphrase is no good any more."""

from service.domain.emergency_contact import EmergencyContact
from service.domain.ids import EmergencyContactId
from service.domain.link import LinkPurpose
from service.use_cases.answer_invitation import LINK_READER, require_usable
from service.use_cases.open_link import holder_of, usable_link
from service.use_cases.ports import Tools
from service.use_cases.recording import record


def confirm_by_link(token: str, tools: Tools) -> EmergencyContact:
    """„Ja, ich bin weiter Notfallkontakt“: for another year."""
    now = tools.clock()
    with tools.transactions(LINK_READER) as work:
        link = usable_link(work, token, LinkPurpose.CONTACT_ROLE, tools)
        contact = work.emergency_contacts.get(EmergencyContactId(link.subject), for_update=True).confirmed(now)
        work.emergency_contacts.save(contact)
        record(work, tools, "emergency-contact:confirmed", contact.id, holder_of(link), now, reseller=contact.reseller)
    return contact


def change_passphrase_by_link(token: str, tools: Tools, *, passphrase: str) -> EmergencyContact:
    """A new one, which also ends a lock. Raises InputRefused: too short."""
    require_usable(None, passphrase)
    hashed = tools.passwords.hash(passphrase)  # a third of a second: not inside the transaction
    now = tools.clock()
    with tools.transactions(LINK_READER) as work:
        link = usable_link(work, token, LinkPurpose.CONTACT_ROLE, tools)
        contact = work.emergency_contacts.get(EmergencyContactId(link.subject), for_update=True)
        contact = contact.reachable(contact.phone or contact.named.phone, hashed, now)
        work.emergency_contacts.save(contact)
        record(work, tools, "emergency-contact:passphrase-changed", contact.id, holder_of(link), now, reseller=contact.reseller)
    return contact
