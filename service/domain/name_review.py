"""Namensabgleich: a certificate names the signer almost as the record does. Two of the hoster's people say whether it is the same person, never one alone."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from service.domain.errors import Conflict, FourEyesRequired
from service.domain.ids import UserId

EYES = 2


class NameReviewEnded(Conflict):
    """There is no name to be compared, or no longer."""

    code = "name-review-ended"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One person's word that it is the same person."""

    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class NameReview:
    """Attributes:
    declared: as the Vollmacht names the signer.
    birth_name: of the record; None if none is known.
    certified: as the certificate spells it.
    issuer: the certificate's.
    certificate_sha256: of the DER; the confirmation holds for this very certificate.
    submitted_by: who handed the file in, if a user did: he confirms nothing himself.
    """

    declared: str
    birth_name: str | None
    certified: str
    issuer: str
    certificate_sha256: str
    asked_at: datetime
    submitted_by: UserId | None = None
    confirmations: tuple[Confirmation, ...] = field(default=())

    @property
    def is_confirmed(self) -> bool:
        return len({one.by for one in self.confirmations}) >= EYES

    def confirmed(self, by: UserId, at: datetime) -> "NameReview":
        """Raises FourEyesRequired: he has confirmed it already, or handed the file in."""
        if self.is_confirmed:
            raise NameReviewEnded("Zwei Personen haben diesen Namen schon bestätigt.")
        self.require_other(by)
        return replace(self, confirmations=(*self.confirmations, Confirmation(by, at)))

    def require_other(self, user: UserId) -> None:
        """Raises FourEyesRequired."""
        if user == self.submitted_by:
            raise FourEyesRequired("Sie haben die Datei selbst eingereicht. Bestätigen müssen zwei andere.")
        if any(one.by == user for one in self.confirmations):
            raise FourEyesRequired("Sie haben schon bestätigt. Jetzt braucht es eine zweite Person.")
