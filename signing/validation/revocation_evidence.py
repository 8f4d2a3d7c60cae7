"""One piece of evidence about a certificate's revocation, and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = ["Answer", "Evidence", "RevocationState"]

_ON_HOLD = frozenset({"certificate_hold", "certificateHold"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One CRL or OCSP response.

    Attributes:
        position: end offset of the part of the file it lies in; None if it was handed in with the file.
    """

    kind: str
    der: bytes
    position: int | None


class RevocationState(StrEnum):
    GOOD = "GOOD"
    REVOKED = "REVOKED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one piece of evidence says of one certificate.

    Attributes:
        revoked_at: None if it is not revoked.
        knows_expired: the issuer keeps what has expired in what it says.
    """

    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None
    reason: str
    knows_expired: bool
    source: str
    in_file: bool = False

    @property
    def on_hold(self) -> bool:
        return self.revoked_at is not None and self.reason in _ON_HOLD
