"""Whom the hoster asks first."""

from dataclasses import replace

from service.domain.access import Actor, Role
from service.domain.emergency_contact import EmergencyContact
from service.domain.ids import EmergencyContactId
from service.use_cases.ports import Tools
from service.use_cases.recording import record, require_tenant


def move_contact_up(id: EmergencyContactId, actor: Actor, tools: Tools) -> tuple[EmergencyContact, ...]:
    """Ask this one earlier than the one before him; the new order. The first stays the first."""
    actor.require(Role.RESELLER)
    now = tools.clock()
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id)
        require_tenant(actor, contact.reseller)
        work.resellers.get(contact.reseller, for_update=True)
        ordered = sorted(
            (one for one in work.emergency_contacts.of(contact.reseller) if one.is_open),
            key=lambda one: (one.order, one.created_at),
        )
        position = next((index for index, one in enumerate(ordered) if one.id == id), 0)
        if position > 0:
            ordered[position - 1], ordered[position] = ordered[position], ordered[position - 1]
        arranged = tuple(replace(one, order=number) for number, one in enumerate(ordered, start=1))
        for before, after in zip(ordered, arranged, strict=True):
            if before.order != after.order:
                work.emergency_contacts.save(after)
        record(work, tools, "emergency-contact:moved-up", id, actor, now, reseller=contact.reseller)
    return arranged
