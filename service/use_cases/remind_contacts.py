"""What falls due with contacts: the reminder of an open invitation, its end, the yearly question, the answer that never came, and the
end of the time their data are kept for."""

from datetime import datetime

from service.domain.access import WORKER
from service.domain.emergency_contact import INVITATION_LIFETIME, ContactState, EmergencyContact
from service.domain.power_of_attorney import BERLIN
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


def remind_contacts(tools: Tools) -> int:
    """Everything due, each under its row's lock. Safe to run twice, and at once in several processes."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        due = work.emergency_contacts.due(now)
        for contact in due:
            work.emergency_contacts.save(_next(work, tools, contact, now))
    return len(due)


def _next(work: Work, tools: Tools, contact: EmergencyContact, now: datetime) -> EmergencyContact:
    if not contact.is_open:
        record(work, tools, "emergency-contact:erased", contact.id, WORKER, now, reseller=contact.reseller)
        return contact.erased()
    if contact.state is ContactState.INVITED:
        return _remind(work, tools, contact, now) if now < contact.invitation_ends_at else _expire(work, tools, contact, now)
    if contact.state is ContactState.ACTIVE:
        return _unconfirmed(work, tools, contact, now) if contact.confirmation_asked else _ask(work, tools, contact, now)
    return contact


def _remind(work: Work, tools: Tools, contact: EmergencyContact, now: datetime) -> EmergencyContact:
    assert contact.invited_at is not None or contact.changed_at  # noqa: S101 - `invitation_ends_at` needs one of them
    ends_at = contact.invitation_ends_at
    notify(
        work, tools, "contact-invitation-reminder", [contact.named.email], contact.id, now,
        occasion=ends_at.isoformat(), reseller=contact.reseller, values={"until": ends_at.isoformat()},
    )  # fmt: skip
    notify(
        work, tools, "contact-invitation-open", [work.resellers.get(contact.reseller).grantor.email], contact.id, now,
        occasion=ends_at.isoformat(), reseller=contact.reseller, values={"last_day": f"{ends_at.astimezone(BERLIN):%d.%m.%Y}"},
    )  # fmt: skip
    record(work, tools, "emergency-contact:reminded", contact.id, WORKER, now, reseller=contact.reseller)
    return contact.reminded()


def _expire(work: Work, tools: Tools, contact: EmergencyContact, now: datetime) -> EmergencyContact:
    work.links.withdraw(contact.id)
    notify(
        work, tools, "contact-invitation-expired", [work.resellers.get(contact.reseller).grantor.email], contact.id, now,
        occasion="expired", reseller=contact.reseller, values={"days": str(INVITATION_LIFETIME.days)},
    )  # fmt: skip
    record(work, tools, "emergency-contact:invitation-expired", contact.id, WORKER, now, reseller=contact.reseller)
    return contact.invitation_expired(now)


def _ask(work: Work, tools: Tools, contact: EmergencyContact, now: datetime) -> EmergencyContact:
    """The letter carries a fresh link to his page: so the link is renewed once a year, too."""
    notify(
        work, tools, "contact-confirmation", [contact.named.email], contact.id, now,
        occasion=now.date().isoformat(), reseller=contact.reseller,
    )  # fmt: skip
    record(work, tools, "emergency-contact:confirmation-asked", contact.id, WORKER, now, reseller=contact.reseller)
    return contact.asked_to_confirm(now)


def _unconfirmed(work: Work, tools: Tools, contact: EmergencyContact, now: datetime) -> EmergencyContact:
    notify(
        work, tools, "emergency-contact-unconfirmed", work.resellers.get(contact.reseller).all_addresses, contact.id, now,
        occasion=now.date().isoformat(), reseller=contact.reseller,
    )  # fmt: skip
    record(work, tools, "emergency-contact:unconfirmed", contact.id, WORKER, now, reseller=contact.reseller)
    return contact.unconfirmed(now)
