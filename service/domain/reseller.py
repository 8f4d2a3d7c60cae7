"""The reseller as the service keeps him: master data of the last import, and what he would grant."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.domain.ids import ResellerId
from service.domain.parties import Grantor, Hoster, Proposal, Representation, Representative, ResellerRecord

CHECKED_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Reseller:
    """Master data. A later import updates it and never touches a frozen document.

    Attributes:
        checked_at: when he last said that everything here is still right; an import leaves it.
    """

    id: ResellerId
    hoster: Hoster
    grantor: Grantor
    representation: Representation
    representatives: tuple[Representative, ...]
    proposal: Proposal
    updated_at: datetime
    checked_at: datetime | None = None
    version: int = 0

    @classmethod
    def of(cls, id: ResellerId, record: ResellerRecord, at: datetime, version: int = 0) -> "Reseller":
        return cls(
            id=id,
            hoster=record.hoster,
            grantor=record.grantor,
            representation=record.representation,
            representatives=record.representatives,
            proposal=record.proposal,
            updated_at=at,
            version=version,
        )

    def checked(self, at: datetime) -> "Reseller":
        return replace(self, checked_at=at)

    def check_due(self, since: datetime | None, at: datetime) -> bool:
        """Whether a year has passed since he looked.

        Args:
            since: when his provision began, if he never looked; None: there is none to check.
        """
        last = max((one for one in (self.checked_at, since) if one is not None), default=None)
        return last is not None and at - last >= CHECKED_FOR

    @property
    def all_addresses(self) -> tuple[str, ...]:
        """Whom every change concerns: the reseller's own address and each representative's."""
        return (self.grantor.email, *(one.email for one in self.representatives))

    def representative(self, email: str) -> Representative | None:
        """The representative with that address (case-insensitive); any of them may revoke alone."""
        wanted = email.strip().casefold()
        return next((one for one in self.representatives if one.email.casefold() == wanted), None)
