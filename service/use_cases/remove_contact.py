"""The reseller strikes a contact off: at once, by his word alone (§ 168 BGB, for a deciding contact § 170 BGB)."""

from dataclasses import replace

from service.domain.access import Actor, Role
from service.domain.emergency_contact import ContactSource, ContactState, EmergencyContact
from service.domain.ids import EmergencyContactId
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record, require_tenant
from service.use_cases.repositories import Work


def remove_contact(id: EmergencyContactId, actor: Actor, tools: Tools) -> EmergencyContact:
    """His links end with his role; he and all old addresses of the reseller are told."""
    actor.require(Role.RESELLER)
    now = tools.clock()
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id, for_update=True)
        require_tenant(actor, contact.reseller)
        gone = ended(work, tools, contact.removed(now), actor, "emergency-contact:removed", was=contact.state)
        notify(
            work, tools, "contacts-changed", work.resellers.get(gone.reseller).all_addresses, id, now,
            occasion="removed", reseller=gone.reseller,
        )  # fmt: skip
    return gone


def ended(
    work: Work,
    tools: Tools,
    contact: EmergencyContact,
    actor: Actor,
    kind: str,
    *,
    was: ContactState = ContactState.ACTIVE,
    source: ContactSource = ContactSource.PORTAL,
) -> EmergencyContact:
    """Save the end of a role; somebody who never heard of it (DRAFT) gets no letter.

    Args:
        source: PORTAL: no import brings him back.
    """
    gone = replace(contact, source=source)
    work.emergency_contacts.save(gone)
    work.links.withdraw(gone.id)
    if was is not ContactState.DRAFT:
        notify(
            work, tools, "emergency-contact-removed", [gone.named.email], gone.id, gone.changed_at,
            occasion=gone.state.value, reseller=gone.reseller,
        )  # fmt: skip
    record(work, tools, kind, gone.id, actor, gone.changed_at, reseller=gone.reseller)
    return gone
