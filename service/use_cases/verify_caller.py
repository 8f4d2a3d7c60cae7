"""Support checks who is calling. „No contact stored“, „locked“ and „wrong answer“ are one and the same to whoever asks."""

import secrets
from dataclasses import dataclass

from service.domain.access import Actor, Role
from service.domain.caller import CallerFacts, CallerLevel, CallOutcome, StrongProof, caller_level
from service.domain.emergency_contact import EmergencyContact
from service.domain.ids import EmergencyContactId, ResellerId
from service.use_cases.log_in import DUMMY_HASH
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


@dataclass(frozen=True, slots=True)
class CallerCheck:
    """Attributes:
    passphrase_right: None: it was not asked for.
    """

    level: CallerLevel
    facts: CallerFacts


def verify_caller(
    reseller: ResellerId,
    actor: Actor,
    tools: Tools,
    *,
    code: str = "",
    called_back: bool = False,
    contact: EmergencyContactId | None = None,
    passphrase: str = "",
    proof: StrongProof | None = None,
) -> CallerCheck:
    """Args:
    code: the case code as the caller says it; empty: he named none.
    contact: who he says he is; None: he is none of ours.
    passphrase: as he says it; three wrong ones in a row lock it, and its owner is told.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    right = _passphrase_right(reseller, actor, tools, contact, passphrase) if passphrase else None
    now = tools.clock()
    with tools.transactions(actor) as work:
        work.resellers.get(reseller)
        open_case = next((case for case in work.emergency_cases.of(reseller) if case.is_open), None)
        knows = open_case is not None and secrets.compare_digest(_plain(code), _plain(open_case.code))
        facts = CallerFacts(knows_code=knows, called_back=called_back, passphrase_right=right, proof=proof)
        level = caller_level(facts)
        record(
            work, tools, "call:verified", reseller, actor, now, reseller=reseller,
            level=int(level), proof=proof.value if proof else None, passphrase_asked=right is not None,
        )  # fmt: skip
    return CallerCheck(level, facts)


def log_call(reseller: ResellerId, actor: Actor, tools: Tools, *, level: CallerLevel, outcome: CallOutcome) -> None:
    """When, at which level, with what result: nothing that was said."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        work.resellers.get(reseller)
        record(
            work, tools, "call:logged", reseller, actor, tools.clock(), reseller=reseller, level=int(level), outcome=outcome.value
        )  # fmt: skip


def _passphrase_right(reseller: ResellerId, actor: Actor, tools: Tools, id: EmergencyContactId | None, passphrase: str) -> bool:
    """The same work whether there is such a contact or not; hashing stands outside any transaction."""
    with tools.transactions(actor) as work:
        contact = _contact(work, reseller, id)
    matches = tools.passwords.matches((contact and contact.passphrase_hash) or DUMMY_HASH, passphrase.strip())
    if contact is None or contact.passphrase_hash is None:
        return False
    with tools.transactions(actor) as work:
        locked_row = work.emergency_contacts.get(contact.id, for_update=True)
        if locked_row.is_locked or not locked_row.is_open:
            return False
        tried = locked_row.passphrase_tried(right=matches)
        work.emergency_contacts.save(tried)
        if tried.is_locked:
            _tell_of_lock(work, tools, tried, actor)
    return matches


def _contact(work: Work, reseller: ResellerId, id: EmergencyContactId | None) -> EmergencyContact | None:
    return next((one for one in work.emergency_contacts.of(reseller) if one.id == id and one.is_open), None)


def _tell_of_lock(work: Work, tools: Tools, contact: EmergencyContact, actor: Actor) -> None:
    now = tools.clock()
    notify(
        work, tools, "emergency-contact-locked", [contact.named.email], contact.id, now,
        occasion=now.isoformat(), reseller=contact.reseller,
    )  # fmt: skip
    record(work, tools, "emergency-contact:passphrase-locked", contact.id, actor, now, reseller=contact.reseller)


def _plain(code: str) -> bytes:
    """Case, spaces and hyphens do not count."""
    return "".join(symbol for symbol in code.upper() if symbol.isalnum()).encode()
