"""The emergency contact (Notfallkontakt) and his life. Not the Vollmacht: he may talk to the hoster, within his level."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from service.domain.errors import WrongState
from service.domain.ids import EmergencyContactId, ResellerId
from service.domain.parties import NamedContact


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


@dataclass(frozen=True, slots=True)
class EmergencyContact:
    """One contact of one reseller; at most three at a time, never the grantor himself.

    Attributes:
        order: 1 is asked first.
        phone: as he confirmed it himself when he accepted; None: only the record's is known.
        passphrase_hash: argon2id; for knowing him again at the telephone.
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
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in {
            ContactState.DRAFT,
            ContactState.INVITED,
            ContactState.ACCEPTED,
            ContactState.COOLING_OFF,
            ContactState.ACTIVE,
            ContactState.UNCONFIRMED,
        }

    def invited(self, at: datetime) -> "EmergencyContact":
        """The invitation is at the same time his notice under Art. 14 GDPR."""
        return self._moved(ContactState.INVITED, at, ContactState.DRAFT)

    def accepted(self, at: datetime) -> "EmergencyContact":
        return self._moved(ContactState.ACTIVE, at, ContactState.INVITED)

    def reachable(self, phone: str, passphrase_hash: str | None, at: datetime) -> "EmergencyContact":
        """What he himself says; without a new passphrase the old one stays."""
        if not self.is_open:
            raise WrongState(f"Der Notfallkontakt {self.id} ist schon beendet.")
        return replace(self, phone=phone, passphrase_hash=passphrase_hash or self.passphrase_hash, changed_at=at)

    def invitation_expired(self, at: datetime) -> "EmergencyContact":
        return self._moved(ContactState.INVITATION_EXPIRED, at, ContactState.INVITED)

    def declined(self, at: datetime) -> "EmergencyContact":
        return self._moved(ContactState.DECLINED, at, ContactState.INVITED)

    def resigned(self, at: datetime) -> "EmergencyContact":
        """At any time, at once."""
        return self._moved(ContactState.RESIGNED, at, ContactState.ACTIVE, ContactState.UNCONFIRMED)

    def removed(self, at: datetime) -> "EmergencyContact":
        if not self.is_open:
            raise WrongState(f"Der Notfallkontakt {self.id} ist schon beendet.")
        return replace(self, state=ContactState.REMOVED, changed_at=at)

    def _moved(self, to: ContactState, at: datetime, *states: ContactState) -> "EmergencyContact":
        if self.state not in states:
            raise WrongState(f"Der Notfallkontakt {self.id} ist im Stand {self.state}.")
        return replace(self, state=to, changed_at=at)
