"""One signer's signature on one document: prepared → authorising → signed (→ under name review → signed) → validated → complete / failed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.errors import WrongState
from service.domain.ids import DocumentId, PowerOfAttorneyId, SignatureRequestId, UserId
from service.domain.name_review import NameReview, NameReviewEnded

LEG_LIFETIME = timedelta(minutes=30)
CONSENT_LIFETIME = timedelta(hours=24)
"""How long a provider that is away is asked for what the signer has consented to; its token hardly lives longer."""
FACTS_PATIENCE = timedelta(days=3)
"""How long a received signature waits for revocation data and lists before it is refused for want of them."""
LONGEST_PAUSE = timedelta(minutes=10)
_FIRST_PAUSE = timedelta(seconds=5)


class SignatureState(StrEnum):
    """UNDER_NAME_REVIEW: the signature is here and good, but for a name that is almost the signer's: two persons look at it.

    AUTHORISING covers both redirect legs (service, then credential) and the way from consent to the stamped file."""

    PREPARED = "PREPARED"
    AUTHORISING = "AUTHORISING"
    SIGNED = "SIGNED"
    UNDER_NAME_REVIEW = "UNDER_NAME_REVIEW"
    VALIDATED = "VALIDATED"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


class FailureCause(StrEnum):
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    NO_CREDENTIAL = "NO_CREDENTIAL"
    NAME_MISMATCH = "NAME_MISMATCH"
    NAME_NEAR_MISS = "NAME_NEAR_MISS"
    REFUSED = "REFUSED"
    PROVIDER_OUTAGE = "PROVIDER_OUTAGE"
    ANSWER_LOST = "ANSWER_LOST"
    STALE = "STALE"


class Leg(StrEnum):
    """How far AUTHORISING is: which redirect is under way, being redeemed, or done.

    AUTHORISED: the signer has consented and the token is kept; asking for the signature may be repeated without a second charge.
    STAMPING: the provider has signed and the value is kept: it is never asked for again; only the timestamp is missing.
    """

    SERVICE = "SERVICE"
    CREDENTIAL = "CREDENTIAL"
    REDEEMING = "REDEEMING"
    AUTHORISED = "AUTHORISED"
    STAMPING = "STAMPING"


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """One open signing leg per document; what must survive a restart lives in `legs` (opaque to the domain).

    Attributes:
        oauth_state_sha256: hex; the callback is found by it, also a repeated one; None before the first redirect.
        legs: what the signatures adapter needs between redirects: verifier, token, prepared placeholder.
        received: the signed file as it came, kept before it is judged.
        failure_text: German sentence shown to the signer.
        asked: how often the provider was asked for the value; over 1, an answer was lost.
        tries: how often the present step has failed for somebody being away.
        name_review: kept after it ended, too: the confirmed certificate goes on counting.
        next_try_at: before it nobody takes the next step: somebody is at it, or the one who is away is given time. None: at once.
    """

    id: SignatureRequestId
    document: DocumentId
    power_of_attorney: PowerOfAttorneyId
    field: str
    signer_email: str
    provider: str
    state: SignatureState
    created_at: datetime
    expires_at: datetime
    base_revision: int
    leg: Leg | None = None
    oauth_state_sha256: str | None = None
    legs: bytes = b""
    received: bytes = b""
    failure: FailureCause | None = None
    failure_text: str | None = None
    completed_at: datetime | None = None
    asked: int = 0
    tries: int = 0
    next_try_at: datetime | None = None
    name_review: NameReview | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state not in {SignatureState.COMPLETE, SignatureState.FAILED}

    @property
    def awaits_callback(self) -> bool:
        return self.state is SignatureState.AUTHORISING and self.leg in {Leg.SERVICE, Leg.CREDENTIAL}

    @property
    def is_consented(self) -> bool:
        """Past the signer's consent: it goes on by itself, whoever asks."""
        beyond = self.state in {SignatureState.SIGNED, SignatureState.UNDER_NAME_REVIEW, SignatureState.VALIDATED}
        return beyond or (self.is_open and self.leg in {Leg.AUTHORISED, Leg.STAMPING})

    def is_due(self, at: datetime) -> bool:
        if self.state is SignatureState.UNDER_NAME_REVIEW:
            return False  # people are at it
        return self.is_consented and (self.next_try_at is None or self.next_try_at <= at)

    def authorising(self, leg: Leg, oauth_state_sha256: str, legs: bytes) -> "SignatureRequest":
        """The signer is sent to the provider."""
        self._only_in(SignatureState.PREPARED, SignatureState.AUTHORISING)
        return replace(self, state=SignatureState.AUTHORISING, leg=leg, oauth_state_sha256=oauth_state_sha256, legs=legs)

    def redeeming(self) -> "SignatureRequest":
        """A callback came: it is redeemed once, whoever repeats it."""
        self._only_in(SignatureState.AUTHORISING)
        return replace(self, leg=Leg.REDEEMING)

    def authorised(self, legs: bytes) -> "SignatureRequest":
        self._only_in(SignatureState.PREPARED, SignatureState.AUTHORISING)
        return replace(self, state=SignatureState.AUTHORISING, leg=Leg.AUTHORISED, legs=legs)

    def taken(self, until: datetime) -> "SignatureRequest":
        """One process takes the next step; should it die, another may from then on."""
        asked = self.asked + (self.leg is Leg.AUTHORISED)
        return replace(self, asked=asked, next_try_at=until)

    def pending(self, legs: bytes, at: datetime) -> "SignatureRequest":
        """The provider signs in its own time: it is asked how far it is, not for a signature again."""
        return replace(self.postponed(at), legs=legs, asked=0)

    def fetched(self, legs: bytes) -> "SignatureRequest":
        """The signature value is here, kept before anything else is done with it."""
        self._only_in(SignatureState.AUTHORISING)
        return replace(self, leg=Leg.STAMPING, legs=legs, tries=0, next_try_at=None)

    def postponed(self, at: datetime) -> "SignatureRequest":
        """Somebody is away: again later, ever more seldom."""
        pause = min(_FIRST_PAUSE * 2 ** min(self.tries, 10), LONGEST_PAUSE)
        return replace(self, tries=self.tries + 1, next_try_at=at + pause)

    def signed(self, received: bytes) -> "SignatureRequest":
        """The signed file is here and kept; not yet believed."""
        self._only_in(SignatureState.PREPARED, SignatureState.AUTHORISING)
        return replace(self, state=SignatureState.SIGNED, leg=None, legs=b"", received=received, tries=0, next_try_at=None)

    def under_name_review(self, review: NameReview) -> "SignatureRequest":
        self._only_in(SignatureState.SIGNED)
        return replace(self, state=SignatureState.UNDER_NAME_REVIEW, name_review=review, tries=0, next_try_at=None)

    def name_confirmed(self, by: UserId, at: datetime) -> "SignatureRequest":
        """With the second confirmation it goes on by itself. Raises NameReviewEnded, FourEyesRequired."""
        review = self.open_name_review.confirmed(by, at)
        return replace(
            self, name_review=review, state=SignatureState.SIGNED if review.is_confirmed else SignatureState.UNDER_NAME_REVIEW
        )

    @property
    def open_name_review(self) -> NameReview:
        """Raises NameReviewEnded."""
        if self.state is not SignatureState.UNDER_NAME_REVIEW or self.name_review is None:
            raise NameReviewEnded("Hier ist kein Name mehr abzugleichen.")
        return self.name_review

    def validated(self) -> "SignatureRequest":
        self._only_in(SignatureState.SIGNED)
        return replace(self, state=SignatureState.VALIDATED)

    def complete(self, at: datetime) -> "SignatureRequest":
        self._only_in(SignatureState.VALIDATED)
        return replace(self, state=SignatureState.COMPLETE, completed_at=at, legs=b"", received=b"")

    def failed(self, cause: FailureCause, text: str) -> "SignatureRequest":
        if not self.is_open:
            raise WrongState(f"Der Signaturvorgang {self.id} ist schon beendet.")
        return replace(
            self,
            state=SignatureState.FAILED,
            failure=cause,
            failure_text=text,
            leg=None,
            legs=b"",
            received=b"",
        )

    def _only_in(self, *states: SignatureState) -> None:
        if self.state not in states:
            raise WrongState(f"Der Signaturvorgang {self.id} ist im Stand {self.state}.")
