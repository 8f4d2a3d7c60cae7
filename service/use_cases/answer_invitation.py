"""An emergency contact's answer: by his own link, or as staff type it in; and his resignation, at any time."""

from service.domain.access import Actor, Role
from service.domain.emergency_contact import EmergencyContact
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyContactId
from service.domain.link import LinkPurpose
from service.use_cases.open_link import holder_of, usable_link
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work

# The link itself says whose tenant it is; before it is read nobody can know.
LINK_READER = Actor(label="link")
SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 8, 200
LONGEST_PHONE, PHONE_SYMBOLS = 40, frozenset("0123456789 +-/().")


def accept_invitation(id: EmergencyContactId, actor: Actor, tools: Tools) -> EmergencyContact:
    """He accepts the role; the reseller is told."""
    now = tools.clock()
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id, for_update=True).accepted(now)
        _keep(work, tools, contact, actor, "emergency-contact:accepted")
        _send_role_link(work, tools, contact)
    return contact


def decline_invitation(id: EmergencyContactId, actor: Actor, tools: Tools) -> EmergencyContact:
    now = tools.clock()
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id, for_update=True).declined(now)
        _keep(work, tools, contact, actor, "emergency-contact:declined")
    return contact


def resign_as_contact(id: EmergencyContactId, actor: Actor, tools: Tools) -> EmergencyContact:
    """At any time, at once."""
    now = tools.clock()
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        contact = work.emergency_contacts.get(id, for_update=True).resigned(now)
        _keep(work, tools, contact, actor, "emergency-contact:resigned")
        work.links.withdraw(contact.id)
    return contact


def accept_by_link(token: str, tools: Tools, *, phone: str, passphrase: str) -> EmergencyContact:
    """He accepts himself, and says how we reach him and know him again. The invitation's link is used up, his role's is sent.

    Raises:
        InputRefused: no telephone number, or a passphrase that is too short.
        LinkUnknown, LinkUsed, LinkExpired: nothing was changed.
    """
    require_usable(phone, passphrase)
    hashed = tools.passwords.hash(passphrase)  # a third of a second: not inside the transaction
    now = tools.clock()
    with tools.transactions(LINK_READER) as work:
        link = usable_link(work, token, LinkPurpose.CONTACT_INVITATION, tools, for_update=True)
        contact = (
            work.emergency_contacts.get(EmergencyContactId(link.subject)).accepted(now).reachable(phone.strip(), hashed, now)
        )
        _keep(work, tools, contact, holder_of(link), "emergency-contact:accepted")
        _send_role_link(work, tools, contact)
        work.links.save(link.used(now))
    return contact


def decline_by_link(token: str, tools: Tools) -> EmergencyContact:
    now = tools.clock()
    with tools.transactions(LINK_READER) as work:
        link = usable_link(work, token, LinkPurpose.CONTACT_INVITATION, tools, for_update=True)
        contact = work.emergency_contacts.get(EmergencyContactId(link.subject)).declined(now)
        _keep(work, tools, contact, holder_of(link), "emergency-contact:declined")
        work.links.save(link.used(now))
    return contact


def resign_by_link(token: str, tools: Tools) -> EmergencyContact:
    """The role ends at once; so does its link."""
    now = tools.clock()
    with tools.transactions(LINK_READER) as work:
        link = usable_link(work, token, LinkPurpose.CONTACT_ROLE, tools, for_update=True)
        contact = work.emergency_contacts.get(EmergencyContactId(link.subject)).resigned(now)
        _keep(work, tools, contact, holder_of(link), "emergency-contact:resigned")
        work.links.save(link.used(now))
    return contact


def change_phone_by_link(token: str, tools: Tools, *, phone: str) -> EmergencyContact:
    """Raises InputRefused: no telephone number."""
    require_usable(phone, None)
    now = tools.clock()
    with tools.transactions(LINK_READER) as work:
        link = usable_link(work, token, LinkPurpose.CONTACT_ROLE, tools, for_update=True)
        contact = work.emergency_contacts.get(EmergencyContactId(link.subject)).reachable(phone.strip(), None, now)
        work.emergency_contacts.save(contact)
        record(work, tools, "emergency-contact:phone-changed", contact.id, holder_of(link), now, reseller=contact.reseller)
    return contact


def contact_of_link(token: str, purpose: LinkPurpose, tools: Tools) -> tuple[EmergencyContact, str, str, str]:
    """For the page behind the link: the contact, the reseller's name, the hoster's name and telephone. Uses nothing up."""
    with tools.transactions(LINK_READER) as work:
        link = usable_link(work, token, purpose, tools)
        contact = work.emergency_contacts.get(EmergencyContactId(link.subject))
        reseller = work.resellers.get(contact.reseller)
    hoster = tools.policy.hoster or reseller.hoster
    return contact, reseller.grantor.name, hoster.name, hoster.phone


def require_usable(phone: str | None, passphrase: str | None) -> None:
    """Raises InputRefused: no telephone number, or a passphrase too short; None is not looked at."""
    faults = phone_faults(phone, "$.phone") if phone is not None else []
    if passphrase is not None and not SHORTEST_PASSPHRASE <= len(passphrase.strip()) <= LONGEST_PASSPHRASE:
        text = f"Das Kennwort braucht mindestens {SHORTEST_PASSPHRASE} Zeichen."
        faults.append(Fault("$.passphrase", "TOO_SHORT", text))
    if faults:
        raise InputRefused(faults)


def phone_faults(phone: str, path: str) -> list[Fault]:
    """What somebody types who wants to be called back; whether it rings nobody can know."""
    if sum(symbol.isdigit() for symbol in phone) >= 6 and len(phone) <= LONGEST_PHONE and set(phone) <= PHONE_SYMBOLS:
        return []
    return [Fault(path, "NO_PHONE", "Bitte geben Sie eine Telefonnummer an, unter der wir Sie zurückrufen können.")]


def _keep(work: Work, tools: Tools, contact: EmergencyContact, actor: Actor, kind: str) -> None:
    work.emergency_contacts.save(contact)
    reseller = work.resellers.get(contact.reseller)
    notify(
        work, tools, kind.replace(":", "-"), [reseller.grantor.email], contact.id, contact.changed_at,
        occasion=contact.state.value, reseller=contact.reseller,
    )  # fmt: skip
    record(work, tools, kind, contact.id, actor, contact.changed_at, reseller=contact.reseller)


def _send_role_link(work: Work, tools: Tools, contact: EmergencyContact) -> None:
    notify(
        work, tools, "contact-role", [contact.named.email], contact.id, contact.changed_at,
        occasion="accepted", reseller=contact.reseller,
    )  # fmt: skip
