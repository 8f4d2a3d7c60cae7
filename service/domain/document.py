"""The document has a life of its own: ISSUED → SIGNED → AWAITING_TIMESTAMP → SEALED → ARCHIVED."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from service.domain.ids import DocumentId, PowerOfAttorneyId, ResellerId


class DocumentState(StrEnum):
    ISSUED = "ISSUED"
    SIGNED = "SIGNED"
    AWAITING_TIMESTAMP = "AWAITING_TIMESTAMP"
    SEALED = "SEALED"
    ARCHIVED = "ARCHIVED"


@dataclass(frozen=True, slots=True)
class ArchiveReceipt:
    """Where the sealed bytes lie, as read back and verified.

    Attributes:
        retain_until: the store's lock; it rolls on until `is_final`.
        surplus: how many other versions lie under the key that nobody can remove; more than 0 is an alarm, not a loss.
        is_final: the lock reaches to the end of retention, and is not extended any more.
    """

    key: str
    version: str
    sha256: str
    retain_until: datetime
    archived_at: datetime
    surplus: int = 0
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class PowerOfAttorneyDocument:
    """Vollmachtsurkunde in electronic form: what was issued, and the last accepted revision of it.

    Attributes:
        issued_sha256, accepted_sha256: hex; the bytes are `Documents.revision` of that number.
        revision: 0 is the issued file, counts accepted revisions.
        record_sha256: hex, of the attached structured record.
        renew_by: until then the last document timestamp's certificate is valid; a new timestamp has to come before.
    """

    id: DocumentId
    power_of_attorney: PowerOfAttorneyId
    reseller: ResellerId
    state: DocumentState
    edition: str
    edition_sha256: str
    record_sha256: str
    issued_sha256: str
    accepted_sha256: str
    revision: int
    issued_at: datetime
    sealed_at: datetime | None = None
    archive: ArchiveReceipt | None = None
    renew_by: datetime | None = None
    version: int = 0

    def accepted(self, sha256: str, state: DocumentState, at: datetime) -> "PowerOfAttorneyDocument":
        """A further revision was accepted."""
        sealed_at = at if state is DocumentState.SEALED else self.sealed_at
        return replace(self, accepted_sha256=sha256, revision=self.revision + 1, state=state, sealed_at=sealed_at)

    def renewed(self, sha256: str, renew_by: datetime | None) -> "PowerOfAttorneyDocument":
        """A further document timestamp was added; archived next."""
        return replace(self, accepted_sha256=sha256, revision=self.revision + 1, renew_by=renew_by)

    def archived(self, receipt: ArchiveReceipt) -> "PowerOfAttorneyDocument":
        return replace(self, state=DocumentState.ARCHIVED, archive=receipt)

    def with_surplus(self, surplus: int) -> "PowerOfAttorneyDocument":
        """So many other versions lie under the key by now."""
        assert self.archive is not None  # noqa: S101 - only an archived document has a key
        return replace(self, archive=replace(self.archive, surplus=surplus))

    def locked(self, until: datetime, *, is_final: bool) -> "PowerOfAttorneyDocument":
        """The archive keeps it at least so long."""
        assert self.archive is not None  # noqa: S101 - only an archived document has a lock
        return replace(self, archive=replace(self.archive, retain_until=until, is_final=is_final))
