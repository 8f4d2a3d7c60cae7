"""The reseller names an emergency contact in his account: invited at once, and everybody who knew the old state is told."""

from datetime import datetime

from service.domain.access import Actor, Role
from service.domain.emergency_contact import ContactSource, ContactState, EmergencyContact, naming_faults
from service.domain.errors import InputRefused
from service.domain.ids import EmergencyContactId, ResellerId
from service.domain.parties import NamedContact
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record, require_tenant
from service.use_cases.remove_contact import ended
from service.use_cases.repositories import Work


def name_contact(
    reseller: ResellerId, actor: Actor, tools: Tools, *, named: NamedContact, replaces: EmergencyContactId | None = None
) -> EmergencyContact:
    """Invite somebody.

    Args:
        replaces: an open contact whose place this one takes, at once; None: there is room for one more.

    Raises:
        InputRefused: a representative, an address named already, a fourth contact; nothing was changed.
    """
    actor.require(Role.RESELLER)
    require_tenant(actor, reseller)
    now = tools.clock()
    with tools.transactions(actor) as work:
        principal = work.resellers.get(reseller, for_update=True)  # so that two browsers together never name four
        open_ones = [one for one in work.emergency_contacts.of(reseller) if one.is_open]
        others = [one for one in open_ones if one.id != replaces]
        faults = naming_faults(named, principal.representatives, others, own_address=principal.grantor.email)
        if faults:
            raise InputRefused(faults)
        before = next((one for one in open_ones if one.id == replaces), None)
        if before is not None:
            ended(work, tools, before.replaced(now), actor, "emergency-contact:replaced")
        contact = EmergencyContact(
            id=EmergencyContactId(tools.new_id()),
            reseller=reseller,
            named=named,
            state=ContactState.DRAFT,
            order=before.order if before else 1 + max((one.order for one in others), default=0),
            created_at=now,
            changed_at=now,
            source=ContactSource.PORTAL,
        ).invited(now)
        work.emergency_contacts.save(contact)
        invite(work, tools, contact, actor, now)
        notify(
            work, tools, "contacts-changed", principal.all_addresses, contact.id, now, occasion="named", reseller=reseller
        )  # fmt: skip
        record(
            work, tools, "emergency-contact:named", contact.id, actor, now, reseller=reseller,
            level=named.level.value, replaces=str(replaces) if before else None,
        )  # fmt: skip
    return contact


def invite(work: Work, tools: Tools, contact: EmergencyContact, actor: Actor, at: datetime) -> None:
    """Send the invitation's letter, at most one a day; the newest letter's link is the one that opens."""
    notify(
        work, tools, "contact-invited", [contact.named.email], contact.id, at,
        occasion=at.date().isoformat(), reseller=contact.reseller, values={"until": contact.invitation_ends_at.isoformat()},
    )  # fmt: skip
    record(work, tools, "emergency-contact:invited", contact.id, actor, at, reseller=contact.reseller)
