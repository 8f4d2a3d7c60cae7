"""What the use cases need of the database: one repository per thing, all of one transaction in `Work`.

The only home of their implementation is `service/database`.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from service.domain.access import Actor
from service.domain.audit import AuditEvent, AuditIntegrity
from service.domain.backlog import Backlog
from service.domain.customer_notice import CustomerNotice
from service.domain.document import ArchiveReceipt, PowerOfAttorneyDocument
from service.domain.emergency_case import EmergencyCase
from service.domain.emergency_contact import EmergencyContact
from service.domain.emergency_report import EmergencyReport
from service.domain.ids import (
    DocumentId,
    EmergencyCaseId,
    EmergencyContactId,
    EmergencyReportId,
    EvidenceId,
    NoticeId,
    PowerOfAttorneyId,
    ResellerId,
    SignatureRequestId,
)
from service.domain.link import Link
from service.domain.notice import Notice
from service.domain.parties import EndCustomer
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.domain.register_extract import RegisterExtract
from service.domain.reseller import Reseller
from service.domain.signature_request import SignatureRequest
from service.use_cases.account_repositories import ApiTokens, IdempotencyKeys, OpenIdLogIns, Sessions, Users
from service.use_cases.decision_repositories import Decisions
from service.use_cases.verification_repositories import VerificationCodes


class Resellers(Protocol):
    """`get` raises NotFound, `save` compares-and-sets on `version` (raises Conflict) — as in every repository here.

    Also as everywhere: another tenant's row is not there for an actor of role RESELLER.
    """

    def get(self, id: ResellerId, *, for_update: bool = False) -> Reseller: ...
    def by_customer_no(self, customer_no: str) -> Reseller | None: ...
    def exactly(self, text: str) -> Sequence[Reseller]:
        """Whose customer number, name or a domain of whose end customers is exactly that (case and umlauts as DIN 5007); at most 2."""
        ...

    def all(self, *, search: str = "", limit: int = 100) -> Sequence[Reseller]:
        """`search`: part of customer number, name or domain; ordered by DIN 5007 name key."""
        ...

    def save(self, reseller: Reseller) -> None: ...


class EndCustomers(Protocol):
    def of(self, reseller: ResellerId) -> Sequence[EndCustomer]:
        """By urgency: earliest `expires_on` of their domains first, past ones included."""
        ...

    def find(self, reseller: ResellerId, ref: str) -> EndCustomer | None: ...
    def replace(self, reseller: ResellerId, customers: Sequence[EndCustomer]) -> None:
        """The record's list is the current relation: others' rows go."""
        ...

    def merge(self, reseller: ResellerId, customers: Sequence[EndCustomer]) -> None:
        """CSV import: adds or updates these, leaves the others."""
        ...

    def owner_of_ref(self, ref: str) -> ResellerId | None: ...


class CustomerNotices(Protocol):
    def of(self, reseller: ResellerId) -> Sequence[CustomerNotice]: ...
    def save(self, notice: CustomerNotice) -> None:
        """At most one of each end customer: the newest."""
        ...

    def remove(self, reseller: ResellerId, ref: str) -> None: ...


class CustomerObjections(Protocol):
    def add(self, reseller: ResellerId, ref: str, *, by: str, at: datetime) -> bool:
        """Whether it is new."""
        ...

    def remove(self, reseller: ResellerId, ref: str) -> bool:
        """Whether there was one."""
        ...

    def objected(self, reseller: ResellerId, ref: str) -> bool: ...


class PowersOfAttorney(Protocol):
    def get(self, id: PowerOfAttorneyId, *, for_update: bool = False) -> PowerOfAttorney: ...
    def numbered(self, number: str) -> PowerOfAttorney:
        """Raises NotFound."""
        ...

    def of(self, reseller: ResellerId) -> Sequence[PowerOfAttorney]:
        """Newest first."""
        ...

    def in_state(self, *states: State) -> Sequence[PowerOfAttorney]: ...
    def ending_by(self, day: date) -> Sequence[PowerOfAttorney]:
        """EFFECTIVE or SUSPENDED ones whose last day is that one or an earlier one."""
        ...

    def save(self, power: PowerOfAttorney) -> None:
        """At most one EFFECTIVE per reseller: a unique index, breaking it raises Conflict."""
        ...

    def next_number(self, year: int) -> str:
        """`VM-2026-000123`, without gaps inside a committed year."""
        ...


class Documents(Protocol):
    def get(self, id: DocumentId) -> PowerOfAttorneyDocument: ...
    def of(self, power: PowerOfAttorneyId) -> PowerOfAttorneyDocument | None: ...
    def save(self, document: PowerOfAttorneyDocument) -> None: ...
    def add_revision(self, id: DocumentId, revision: int, content: bytes) -> None:
        """Revision 0 is the issued file. Written once."""
        ...

    def revision(self, id: DocumentId, revision: int) -> bytes: ...
    def drop_revisions(self, id: DocumentId) -> None:
        """Only after a verified archived copy; revision 0 and the hashes stay."""
        ...

    def record(self, id: DocumentId) -> bytes:
        """The attached structured record, JSON."""
        ...

    def add_record(self, id: DocumentId, content: bytes) -> None: ...
    def reading_view(self, id: DocumentId) -> str | None:
        """HTML fragment of the text as issued; None: issued before it was kept."""
        ...

    def add_reading_view(self, id: DocumentId, html: str) -> None: ...
    def verdict(self, id: DocumentId) -> Mapping[str, object] | None:
        """`verify --json` of the last accepted revision."""
        ...

    def save_verdict(self, id: DocumentId, verdict: Mapping[str, object]) -> None: ...
    def awaiting_archive(self, limit: int) -> Sequence[DocumentId]:
        """SEALED with an open intent row, oldest first."""
        ...

    def awaiting_timestamp(self, limit: int) -> Sequence[DocumentId]: ...
    def due_for_renewal(self, before: datetime, limit: int) -> Sequence[DocumentId]:
        """Archived ones whose last timestamp ends before that instant, the most urgent first."""
        ...

    def locks_ending(self, before: datetime, limit: int) -> Sequence[DocumentId]:
        """Archived ones whose lock ends before that instant and is not the last one, the most urgent first."""
        ...

    def archived(self, *, after: DocumentId | None, limit: int) -> Sequence[PowerOfAttorneyDocument]:
        """By id, those after that one."""
        ...


class Letters(Protocol):
    """What the hoster issued beside the Vollmacht, by kind ("acceptance") and subject; never changed."""

    def get(self, kind: str, subject: UUID) -> bytes | None: ...
    def add(self, kind: str, subject: UUID, reseller: ResellerId, content: bytes, at: datetime) -> bool:
        """False: somebody was faster, and his stays."""
        ...


@dataclass(frozen=True, slots=True)
class ArchiveIntent:
    """Written in the transaction that stores the sealed bytes; closed by the receipt."""

    document: DocumentId
    key: str
    sha256: str
    created_at: datetime
    closed_at: datetime | None = None


class ArchiveIntents(Protocol):
    def add(self, intent: ArchiveIntent) -> None: ...
    def get(self, document: DocumentId) -> ArchiveIntent | None: ...
    def known_keys(self, keys: Sequence[str]) -> Collection[str]:
        """Those of them that an intent names, or that the audit log knows as archived."""
        ...

    def close(self, document: DocumentId, receipt: ArchiveReceipt) -> None: ...


class SignatureRequests(Protocol):
    def get(self, id: SignatureRequestId, *, for_update: bool = False) -> SignatureRequest: ...
    def open_of(self, document: DocumentId) -> SignatureRequest | None: ...
    def of(self, document: DocumentId) -> Sequence[SignatureRequest]: ...
    def consented(self) -> Sequence[SignatureRequest]:
        """Open ones past the signer's consent: leg AUTHORISED or STAMPING, or state SIGNED or VALIDATED; oldest first."""
        ...

    def abandoned(self, at: datetime) -> Sequence[SignatureRequest]:
        """Open ones without consent whose time is over."""
        ...

    def by_oauth_state(self, oauth_state_sha256: str) -> SignatureRequest | None:
        """Locked for update."""
        ...

    def save(self, request: SignatureRequest) -> None: ...


class EmergencyContacts(Protocol):
    def due(self, at: datetime) -> Sequence[EmergencyContact]:
        """Those with `due_at` at or before then, at most 100, locked for update; who is locked by another is left out."""
        ...

    def get(self, id: EmergencyContactId, *, for_update: bool = False) -> EmergencyContact: ...
    def of(self, reseller: ResellerId) -> Sequence[EmergencyContact]: ...
    def save(self, contact: EmergencyContact) -> None: ...


class EmergencyCases(Protocol):
    def get(self, id: EmergencyCaseId, *, for_update: bool = False) -> EmergencyCase: ...
    def of(self, reseller: ResellerId) -> Sequence[EmergencyCase]:
        """Newest first."""
        ...

    def open(self) -> Sequence[EmergencyCase]: ...
    def ended_with_files(self, before: datetime) -> Sequence[EmergencyCase]:
        """Ended before then and still with evidence that was not erased: the longest ended first, at most 100, locked for update."""
        ...

    def save(self, case: EmergencyCase) -> None: ...


class EmergencyReports(Protocol):
    def get(self, id: EmergencyReportId, *, for_update: bool = False) -> EmergencyReport: ...
    def open(self) -> Sequence[EmergencyReport]:
        """Oldest first."""
        ...

    def of(self, reseller: ResellerId) -> Sequence[EmergencyReport]:
        """Newest first."""
        ...

    def received(self) -> Sequence[EmergencyReport]:
        """Those nobody looked at, at most 100, locked for update; who is locked by another is left out."""
        ...

    def save(self, report: EmergencyReport) -> None: ...
    def forget_dismissed(self, before: datetime) -> None: ...


class EvidenceFiles(Protocol):
    """Uploaded deeds and register extracts, kept apart from what they prove."""

    def add(self, id: EvidenceId, reseller: ResellerId, content: bytes, media_type: str, at: datetime) -> None: ...
    def read(self, id: EvidenceId) -> tuple[bytes, str]:
        """Content and media type."""
        ...

    def erase(self, id: EvidenceId) -> None:
        """Safe to repeat."""
        ...


class RegisterExtracts(Protocol):
    def add(self, extract: RegisterExtract) -> None: ...
    def of(self, reseller: ResellerId) -> Sequence[RegisterExtract]: ...


class AuditLog(Protocol):
    def append(self, event: AuditEvent) -> None: ...
    def of(self, subject: UUID, *, limit: int = 1000) -> Sequence[AuditEvent]:
        """Oldest first."""
        ...

    def of_reseller(self, reseller: ResellerId, *, limit: int | None = 1000, newest: int | None = None) -> Sequence[AuditEvent]:
        """Oldest first, the first `limit` (None: all); with `newest` the last so many, newest first."""
        ...

    def integrity(self) -> AuditIntegrity:
        """Needs sight of every tenant."""
        ...


class Outbox(Protocol):
    def add(self, notice: Notice) -> None:
        """The same key twice is one notice."""
        ...

    def of(self, subject: UUID) -> Sequence[Notice]: ...
    def claim(self, at: datetime, until: datetime) -> Notice | None:
        """The one due longest, for this process alone until then; after that it is due again. None: nothing is due."""
        ...

    def sent(self, id: NoticeId, at: datetime) -> None: ...
    def postpone(self, id: NoticeId, due_at: datetime, error: str) -> None: ...
    def give_up(self, id: NoticeId, at: datetime, error: str) -> None: ...


class Links(Protocol):
    def add(self, link: Link) -> None:
        """An earlier unused one of the same purpose, subject and recipient goes: only the newest letter's link opens."""
        ...

    def by_token(self, token_sha256: str, *, for_update: bool = False) -> Link | None: ...
    def save(self, link: Link) -> None: ...
    def withdraw(self, subject: UUID) -> None:
        """All unused ones of this thing end."""
        ...


class Tenants(Protocol):
    def owner_of(self, id: UUID) -> ResellerId | None:
        """The reseller whose thing this is; None: nobody's."""
        ...


class RateLimits(Protocol):
    def ask(self, key: str, *, times: int, window: timedelta, at: datetime) -> timedelta | None:
        """Count one question. None: it may be asked; else how long to wait, and it is not counted.

        Args:
            times: so many at once; after that one each `window / times`.
        """
        ...

    def peek(self, key: str, *, times: int, window: timedelta, at: datetime) -> timedelta | None:
        """The same answer, and nothing is counted."""
        ...

    def forget_idle(self, before: datetime) -> int: ...


class Backlogs(Protocol):
    def server_clock(self) -> datetime:
        """The database server's, aware."""
        ...

    def measure(self, at: datetime) -> Backlog: ...


class Jobs(Protocol):
    """Queued in the transaction of the change."""

    def defer(self, name: str, **arguments: str) -> None: ...


class Work(Protocol):
    """One transaction on behalf of one actor: commits at the end of the block, rolls back on any exception."""

    def apart(self, patience: timedelta) -> AbstractContextManager[None]:
        """A part whose failure leaves the rest usable; from here on no statement may take longer than that.

        Raises:
            Unavailable: a statement took too long, or could not be done; what the part had written is taken back.
        """
        ...

    @property
    def resellers(self) -> Resellers: ...
    @property
    def end_customers(self) -> EndCustomers: ...
    @property
    def customer_notices(self) -> CustomerNotices: ...
    @property
    def customer_objections(self) -> CustomerObjections: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def powers_of_attorney(self) -> PowersOfAttorney: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def archive_intents(self) -> ArchiveIntents: ...
    @property
    def signature_requests(self) -> SignatureRequests: ...
    @property
    def emergency_contacts(self) -> EmergencyContacts: ...
    @property
    def emergency_cases(self) -> EmergencyCases: ...
    @property
    def emergency_reports(self) -> EmergencyReports: ...
    @property
    def evidence_files(self) -> EvidenceFiles: ...
    @property
    def register_extracts(self) -> RegisterExtracts: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def verification_codes(self) -> VerificationCodes: ...
    @property
    def users(self) -> Users: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def api_tokens(self) -> ApiTokens: ...
    @property
    def openid_log_ins(self) -> OpenIdLogIns: ...
    @property
    def idempotency_keys(self) -> IdempotencyKeys: ...
    @property
    def audit_log(self) -> AuditLog: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def links(self) -> Links: ...
    @property
    def tenants(self) -> Tenants: ...
    @property
    def backlog(self) -> Backlogs: ...
    @property
    def rate_limits(self) -> RateLimits: ...
    @property
    def jobs(self) -> Jobs: ...


class Transactions(Protocol):
    def __call__(self, actor: Actor) -> AbstractContextManager[Work]: ...
