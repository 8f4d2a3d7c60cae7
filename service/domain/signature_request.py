"""One signer's signature on one document: prepared → authorising → signed → validated → complete / failed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.errors import WrongState
from service.domain.ids import DocumentId, PowerOfAttorneyId, SignatureRequestId

LEG_LIFETIME = timedelta(minutes=30)


class SignatureState(StrEnum):
    """AUTHORISING covers both redirect legs (service, then credential)."""

    PREPARED = "PREPARED"
    AUTHORISING = "AUTHORISING"
    SIGNED = "SIGNED"
    VALIDATED = "VALIDATED"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


class FailureCause(StrEnum):
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    NO_CREDENTIAL = "NO_CREDENTIAL"
    NAME_MISMATCH = "NAME_MISMATCH"
    REFUSED = "REFUSED"
    PROVIDER_OUTAGE = "PROVIDER_OUTAGE"
    STALE = "STALE"


class Leg(StrEnum):
    """How far AUTHORISING is: which redirect is under way, being redeemed, or done.

    AUTHORISED: the signer has consented and the token is kept; asking for the signature may be repeated without a second charge.
    """

    SERVICE = "SERVICE"
    CREDENTIAL = "CREDENTIAL"
    REDEEMING = "REDEEMING"
    AUTHORISED = "AUTHORISED"


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """One open signing leg per document; what must survive a restart lives in `legs` (opaque to the domain).

    Attributes:
        oauth_state_sha256: hex; the callback is found by it, also a repeated one; None before the first redirect.
        legs: what the signatures adapter needs between redirects: verifier, token, prepared placeholder.
        received: the signed file as it came, kept before it is judged.
        failure_text: German sentence shown to the signer.
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
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state not in {SignatureState.COMPLETE, SignatureState.FAILED}

    @property
    def awaits_callback(self) -> bool:
        return self.state is SignatureState.AUTHORISING and self.leg in {Leg.SERVICE, Leg.CREDENTIAL}

    def authorising(self, leg: Leg, oauth_state_sha256: str, legs: bytes) -> "SignatureRequest":
        """The signer is sent to the provider."""
        self._only_in(SignatureState.PREPARED, SignatureState.AUTHORISING)
        return replace(self, state=SignatureState.AUTHORISING, leg=leg, oauth_state_sha256=oauth_state_sha256, legs=legs)

    def redeeming(self) -> "SignatureRequest":
        """A callback came: it is redeemed once, whoever repeats it."""
        self._only_in(SignatureState.AUTHORISING)
        return replace(self, leg=Leg.REDEEMING)

    def authorised(self, legs: bytes) -> "SignatureRequest":
        self._only_in(SignatureState.AUTHORISING)
        return replace(self, leg=Leg.AUTHORISED, legs=legs)

    def signed(self, received: bytes) -> "SignatureRequest":
        """The signed file is here and kept; not yet believed."""
        self._only_in(SignatureState.PREPARED, SignatureState.AUTHORISING)
        return replace(self, state=SignatureState.SIGNED, leg=None, legs=b"", received=received)

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
