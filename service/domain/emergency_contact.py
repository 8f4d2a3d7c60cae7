"""The emergency contact (Notfallkontakt) and his life. Not the Vollmacht: he may talk to the hoster, within his level."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.errors import Fault, WrongState
from service.domain.ids import EmergencyContactId, ResellerId
from service.domain.parties import ContactLevel, NamedContact, Representative
from service.domain.person_name import same_person

MOST_CONTACTS = 3
# Unanswered after 14 days his data are no longer ours to keep (Art. 14 (3) GDPR); before that he is reminded once.
INVITATION_LIFETIME, REMINDED_AFTER = timedelta(days=14), timedelta(days=10)
# Once a year he says that he still is the one; 30 days later he may report, not decide.
CONFIRMED_FOR, CONFIRMATION_PERIOD = timedelta(days=365), timedelta(days=30)
MOST_TRIES = 3
KEPT_AFTER_END = timedelta(days=30)


class ContactState(StrEnum):
    DRAFT = "DRAFT"
    INVITED = "INVITED"
    ACCEPTED = "ACCEPTED"
    COOLING_OFF = "COOLING_OFF"
    ACTIVE = "ACTIVE"
    UNCONFIRMED = "UNCONFIRMED"
    DECLINED = "DECLINED"
    INVITATION_EXPIRED = "INVITATION_EXPIRED"
    RESIGNED = "RESIGNED"
    REMOVED = "REMOVED"
    REPLACED = "REPLACED"
    BLOCKED = "BLOCKED"


OPEN = frozenset(
    {
        ContactState.DRAFT,
        ContactState.INVITED,
        ContactState.ACCEPTED,
        ContactState.COOLING_OFF,
        ContactState.ACTIVE,
        ContactState.UNCONFIRMED,
    }
)
# His own word: nobody invites him again without the reseller asking for it.
SAID_NO = frozenset({ContactState.DECLINED, ContactState.RESIGNED, ContactState.BLOCKED})


class ContactSource(StrEnum):
    """Who named him: the hoster's import, or the reseller in his account. An import leaves the latter alone."""

    RECORD = "RECORD"
    PORTAL = "PORTAL"


@dataclass(frozen=True, slots=True)
class EmergencyContact:
    """One contact of one reseller; at most three at a time, never the grantor himself.

    Attributes:
        order: 1 is asked first.
        phone: as he confirmed it himself when he accepted; None: only the record's is known.
        passphrase_hash: argon2id; for knowing him again at the telephone.
        due_at: when something must happen next without anybody acting: a reminder, an end; None: never.
        invited_at: of the newest invitation.
        confirmed_at: when he last said that he is the contact.
        known_as: after his data were erased: `address_key` of his address, so that nobody who said no is invited again; None: not erased.
        failed_tries: wrong passphrases in a row; three lock it until he sets a new one.
    """

    id: EmergencyContactId
    reseller: ResellerId
    named: NamedContact
    state: ContactState
    order: int
    created_at: datetime
    changed_at: datetime
    phone: str | None = None
    passphrase_hash: str | None = None
    source: ContactSource = ContactSource.RECORD
    due_at: datetime | None = None
    invited_at: datetime | None = None
    confirmed_at: datetime | None = None
    failed_tries: int = 0
    known_as: str | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_locked(self) -> bool:
        return self.failed_tries >= MOST_TRIES

    @property
    def invitation_ends_at(self) -> datetime:
        return (self.invited_at or self.changed_at) + INVITATION_LIFETIME

    # -- invitation -----------------------------------------------------------------------------------------------

    def invited(self, at: datetime) -> "EmergencyContact":
        """The invitation is at the same time his notice under Art. 14 GDPR. Another one gives him the full time again."""
        moved = self._moved(ContactState.INVITED, at, ContactState.DRAFT, ContactState.INVITED)
        return replace(moved, invited_at=at, due_at=at + REMINDED_AFTER)

    def reminded(self) -> "EmergencyContact":
        self._only_in(ContactState.INVITED)
        return replace(self, due_at=self.invitation_ends_at)

    def accepted(self, at: datetime) -> "EmergencyContact":
        moved = self._moved(ContactState.ACTIVE, at, ContactState.INVITED)
        return replace(moved, confirmed_at=at, due_at=at + CONFIRMED_FOR)

    def invitation_expired(self, at: datetime) -> "EmergencyContact":
        return self._moved(ContactState.INVITATION_EXPIRED, at, ContactState.INVITED)

    def declined(self, at: datetime) -> "EmergencyContact":
        return self._moved(ContactState.DECLINED, at, ContactState.INVITED)

    # -- in office ------------------------------------------------------------------------------------------------

    def reachable(self, phone: str, passphrase_hash: str | None, at: datetime) -> "EmergencyContact":
        """What he himself says; without a new passphrase the old one stays. A new one ends a lock."""
        self._only_in(*OPEN)
        tries = 0 if passphrase_hash else self.failed_tries
        return replace(
            self, phone=phone, passphrase_hash=passphrase_hash or self.passphrase_hash, changed_at=at, failed_tries=tries
        )

    @property
    def confirmation_asked(self) -> bool:
        """The yearly letter has gone out, and no answer came yet."""
        return self.confirmed_at is not None and self.due_at is not None and self.due_at > self.confirmed_at + CONFIRMED_FOR

    def asked_to_confirm(self, at: datetime) -> "EmergencyContact":
        """The yearly letter goes out: 30 days to answer."""
        self._only_in(ContactState.ACTIVE)
        return replace(self, due_at=at + CONFIRMATION_PERIOD)

    def confirmed(self, at: datetime) -> "EmergencyContact":
        """He still is the one; also after he was late."""
        moved = self._moved(ContactState.ACTIVE, at, ContactState.ACTIVE, ContactState.UNCONFIRMED)
        return replace(moved, confirmed_at=at, due_at=at + CONFIRMED_FOR)

    def unconfirmed(self, at: datetime) -> "EmergencyContact":
        """Thirty days without an answer: he may report, not decide."""
        return self._moved(ContactState.UNCONFIRMED, at, ContactState.ACTIVE)

    def passphrase_tried(self, *, right: bool) -> "EmergencyContact":
        """Raises WrongState: three wrong ones have locked it."""
        self._only_in(*OPEN)
        if self.is_locked:
            raise WrongState("Das Kennwort ist gesperrt: Es wurde dreimal falsch genannt.")
        return replace(self, failed_tries=0 if right else self.failed_tries + 1)

    # -- end ------------------------------------------------------------------------------------------------------

    def resigned(self, at: datetime) -> "EmergencyContact":
        """At any time, at once."""
        return self._moved(ContactState.RESIGNED, at, ContactState.ACTIVE, ContactState.UNCONFIRMED)

    def removed(self, at: datetime) -> "EmergencyContact":
        return self._moved(ContactState.REMOVED, at, *OPEN)

    def replaced(self, at: datetime) -> "EmergencyContact":
        """Somebody else takes his place."""
        return self._moved(ContactState.REPLACED, at, *OPEN)

    def erased(self) -> "EmergencyContact":
        """His role is over and so is the time his data were kept for (Art. 17 GDPR): what is left tells that there was one."""
        if self.is_open:
            raise WrongState(f"Der Notfallkontakt {self.id} ist im Stand {self.state}.")
        nobody = NamedContact("", "", self.named.level, "", "")
        return replace(
            self,
            named=nobody,
            phone=None,
            passphrase_hash=None,
            due_at=None,
            known_as=self.known_as or address_key(self.named.email),
        )

    def _moved(self, to: ContactState, at: datetime, *states: ContactState) -> "EmergencyContact":
        """An end sets the clock of his data going: unanswered they go at once, else after 30 days."""
        self._only_in(*states)
        kept = timedelta(0) if to is ContactState.INVITATION_EXPIRED else KEPT_AFTER_END
        return replace(self, state=to, changed_at=at, due_at=None if to in OPEN else at + kept)

    def _only_in(self, *states: ContactState) -> None:
        if self.state not in states:
            raise WrongState(f"Der Notfallkontakt {self.id} ist im Stand {self.state}.")


def address_key(email: str) -> str:
    """What is kept of an address when it is erased: enough to know it again, too little to write to it. Hex."""
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()


def level_in_force(contact: EmergencyContact, issued_at: datetime | None) -> ContactLevel:
    """What he may do now. MAY_DECIDE needs the grantor's signed part B, and his own yearly word.

    Args:
        issued_at: when the effective Vollmacht's document was frozen; None: there is none.
    """
    declared = issued_at is not None and contact.created_at <= issued_at and contact.state is ContactState.ACTIVE
    if contact.named.level is ContactLevel.MAY_DECIDE and not declared:
        return ContactLevel.MAY_REPORT
    return contact.named.level


def naming_faults(
    named: NamedContact, representatives: Sequence[Representative], others: Sequence[EmergencyContact], *, own_address: str = ""
) -> tuple[Fault, ...]:
    """What stands against this person, besides the form of the fields.

    Args:
        own_address: the reseller's own: a letter there would reach whoever cannot be reached.
        others: the reseller's other open contacts.
    """
    mail = named.email.strip().casefold()
    key = same_person(named.given_name + named.surname)
    faults = []
    if any(same_person(one.given_name + one.surname) == key for one in representatives):
        text = "Diese Person vertritt Ihr Unternehmen selbst. Fällt sie aus, hilft sie als Notfallkontakt nicht; bitte nennen Sie jemand anderen."
        faults.append(Fault("$.surname", "CONTACT_IS_REPRESENTATIVE", text))
    elif any(one.email.casefold() == mail for one in representatives):
        text = "Diese Adresse gehört einer Person, die Ihr Unternehmen selbst vertritt. Bitte nennen Sie jemand anderen."
        faults.append(Fault("$.email", "CONTACT_IS_REPRESENTATIVE", text))
    if own_address and mail == own_address.casefold():
        text = "Das ist die Adresse Ihres eigenen Unternehmens. Bitte geben Sie die der Person an."
        faults.append(Fault("$.email", "CONTACT_IS_REPRESENTATIVE", text))
    if any(one.named.email.casefold() == mail for one in others):
        faults.append(Fault("$.email", "DUPLICATE", "Diese Person ist schon benannt."))
    if len(others) >= MOST_CONTACTS:
        text = f"Mehr als {MOST_CONTACTS} Notfallkontakte sind nicht möglich. Bitte streichen oder ersetzen Sie zuerst einen."
        faults.append(Fault("$.contact", "TOO_MANY", text))
    return tuple(faults)
