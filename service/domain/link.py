"""A door by mail for somebody without an account: 256 bits shown once, kept as a hash. Looking through it uses nothing up."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service.domain.errors import Conflict, NotFound
from service.domain.ids import LinkId, ResellerId


class LinkPurpose(StrEnum):
    """CONTACT_INVITATION and CO_SIGNATURE end with the answer; CONTACT_ROLE lasts as long as the role, REVOCATION as long as any term."""

    CONTACT_INVITATION = "contact-invitation"
    CONTACT_ROLE = "contact-role"
    CO_SIGNATURE = "co-signature"
    REVOCATION = "revocation"


LIFETIMES = {
    LinkPurpose.CONTACT_INVITATION: timedelta(days=14),
    LinkPurpose.CONTACT_ROLE: timedelta(days=400),
    LinkPurpose.CO_SIGNATURE: timedelta(days=30),
    LinkPurpose.REVOCATION: timedelta(days=3660),
}


class LinkUnknown(NotFound):
    """No such link, or one that was replaced by a newer one."""

    code = "link-unknown"

    def __init__(self) -> None:
        super().__init__("Diesen Link gibt es nicht oder nicht mehr.")


class LinkExpired(Conflict):
    code = "link-expired"

    def __init__(self) -> None:
        super().__init__("Dieser Link ist abgelaufen.")


class LinkUsed(Conflict):
    code = "link-used"

    def __init__(self) -> None:
        super().__init__("Mit diesem Link wurde schon geantwortet.")


@dataclass(frozen=True, slots=True)
class Link:
    """Attributes:
    subject: the contact or the Vollmacht it opens.
    recipient: the address it was sent to; for a co-signature, who it is.
    token_sha256: hex.
    """

    id: LinkId
    purpose: LinkPurpose
    subject: UUID
    reseller: ResellerId
    recipient: str
    token_sha256: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def usable(self, purpose: LinkPurpose, at: datetime) -> "Link":
        """Itself. Raises LinkUnknown, LinkUsed, LinkExpired."""
        if self.purpose is not purpose:
            raise LinkUnknown
        if self.used_at is not None:
            raise LinkUsed
        if at >= self.expires_at:
            raise LinkExpired
        return self

    def used(self, at: datetime) -> "Link":
        return replace(self, used_at=at)
