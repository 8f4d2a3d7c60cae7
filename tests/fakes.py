"""In-memory fakes at the ports, for tests of the use cases; contract tests hold the real repositories to the same."""

import copy
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from service.documents.record import record_json
from service.domain.access import Actor, Role, User
from service.domain.archive_check import Irregularity
from service.domain.audit import AuditEvent
from service.domain.authority_json import decision_json
from service.domain.document import ArchiveReceipt, PowerOfAttorneyDocument
from service.domain.errors import Conflict, NotFound, SigningFailed, TimestampUnavailable, Unavailable
from service.domain.ids import DocumentId
from service.domain.link import Link
from service.domain.notice import Notice
from service.domain.parties import EndCustomer
from service.domain.power_of_attorney import State
from service.use_cases.decision_repositories import LoggedContact
from service.use_cases.document_orders import DOCUMENT_NAMES, IssuedDocument, IssueOrder, LetterOrder
from service.use_cases.ports import (
    Archive,
    Authorised,
    Callback,
    EvidencePackage,
    Expectation,
    Fetched,
    Judgement,
    Letterhead,
    OfferedProvider,
    Pending,
    Post,
    Redirect,
    ServicePolicy,
    Signatures,
    Signed,
    SigningOrder,
    Tools,
)
from service.use_cases.repositories import Transactions

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until told."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


class Versioned:
    """One table of things with `id` and `version`, saved by compare-and-set."""

    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}

    def get(self, id: UUID, *, for_update: bool = False) -> Any:
        if id not in self.rows:
            raise NotFound
        return self.rows[id]

    def save(self, thing: Any) -> None:
        known = self.rows.get(thing.id)
        if (known.version if known else 0) != thing.version:
            raise Conflict("Inzwischen hat jemand anderes etwas geändert.")
        self.rows[thing.id] = replace(thing, version=thing.version + 1)

    def newest_of(self, reseller: UUID) -> list[Any]:
        return [row for row in reversed(self.rows.values()) if row.reseller == reseller]


class FakeResellers(Versioned):
    def by_customer_no(self, customer_no: str) -> Any:
        return next((row for row in self.rows.values() if row.grantor.customer_no == customer_no), None)

    def exactly(self, text: str) -> list[Any]:
        wanted = text.strip().casefold()
        return [row for row in self.rows.values() if wanted in {row.grantor.customer_no.casefold(), row.grantor.name.casefold()}][
            :2
        ]

    def all(self, *, search: str = "", limit: int = 100) -> list[Any]:
        return [row for row in self.rows.values() if search in row.grantor.name or search in row.grantor.customer_no][:limit]


class FakeEndCustomers:
    def __init__(self) -> None:
        self.rows: dict[UUID, dict[str, EndCustomer]] = defaultdict(dict)

    def of(self, reseller: UUID) -> Sequence[EndCustomer]:
        return list(self.rows[reseller].values())

    def find(self, reseller: UUID, ref: str) -> EndCustomer | None:
        return self.rows[reseller].get(ref)

    def replace(self, reseller: UUID, customers: Sequence[EndCustomer]) -> None:
        self.rows[reseller] = {customer.ref: customer for customer in customers}

    def merge(self, reseller: UUID, customers: Sequence[EndCustomer]) -> None:
        self.rows[reseller] |= {customer.ref: customer for customer in customers}

    def owner_of_ref(self, ref: str) -> Any:
        return next((reseller for reseller, rows in self.rows.items() if ref in rows), None)


class FakeLetters:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, UUID], bytes] = {}

    def get(self, kind: str, subject: UUID) -> bytes | None:
        return self.rows.get((kind, subject))

    def add(self, kind: str, subject: UUID, reseller: UUID, content: bytes, at: datetime) -> bool:
        return self.rows.setdefault((kind, subject), content) is content


class FakeCustomerNotices:
    def __init__(self) -> None:
        self.rows: dict[tuple[UUID, str], Any] = {}

    def of(self, reseller: UUID) -> list[Any]:
        return [row for (owner, _), row in sorted(self.rows.items()) if owner == reseller]

    def save(self, notice: Any) -> None:
        self.rows[notice.reseller, notice.end_customer] = notice

    def remove(self, reseller: UUID, ref: str) -> None:
        self.rows.pop((reseller, ref), None)


class FakeCustomerObjections:
    def __init__(self) -> None:
        self.rows: dict[tuple[UUID, str], datetime] = {}

    def add(self, reseller: UUID, ref: str, *, by: str, at: datetime) -> bool:
        new = (reseller, ref) not in self.rows
        self.rows.setdefault((reseller, ref), at)
        return new

    def remove(self, reseller: UUID, ref: str) -> bool:
        return self.rows.pop((reseller, ref), None) is not None

    def objected(self, reseller: UUID, ref: str) -> bool:
        return (reseller, ref) in self.rows


class FakeVerificationCodes:
    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}
        self.looks: dict[UUID, Any] = {}

    def replace(self, code: Any) -> None:
        earlier = [one.id for one in self.rows.values() if (one.case, one.end_customer) == (code.case, code.end_customer)]
        for id in earlier:
            del self.rows[id]
        self.rows[code.id] = code

    def by_digest(self, digest: str) -> Any:
        return next((one for one in self.rows.values() if digest in one.digests), None)

    def of_case(self, case: UUID) -> list[Any]:
        return sorted((one for one in self.rows.values() if one.case == case), key=lambda one: one.created_at, reverse=True)

    def add_look(self, look: Any) -> None:
        self.looks[look.id] = look

    def looks_at(self, power: UUID, *, limit: int = 50) -> list[Any]:
        found = [one for one in self.looks.values() if one.power_of_attorney == power]
        return sorted(found, key=lambda one: one.at, reverse=True)[:limit]

    def forget(self, before: datetime) -> int:
        gone = [one.id for one in self.rows.values() if one.valid_until < before]
        for id in gone:
            del self.rows[id]
        return len(gone)

    def forget_looks(self, before: datetime) -> int:
        gone = [one.id for one in self.looks.values() if one.at < before]
        for id in gone:
            del self.looks[id]
        return len(gone)


class FakePowers(Versioned):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def numbered(self, number: str) -> Any:
        found = [row for row in self.rows.values() if row.number == number]
        if not found:
            raise NotFound
        return found[0]

    def of(self, reseller: UUID) -> list[Any]:
        return self.newest_of(reseller)

    def in_state(self, *states: State) -> list[Any]:
        return [row for row in self.rows.values() if row.state in states]

    def ending_by(self, day: date) -> list[Any]:
        return [row for row in self.in_state(State.EFFECTIVE, State.SUSPENDED) if row.last_day and row.last_day <= day]

    def save(self, thing: Any) -> None:
        rivals = [row for row in self.of(thing.reseller) if row.id != thing.id and row.state is State.EFFECTIVE]
        if thing.state is State.EFFECTIVE and rivals:
            raise Conflict("Es gibt schon eine wirksame Vollmacht.")
        super().save(thing)

    def next_number(self, year: int) -> str:
        self.count += 1
        return f"VM-{year}-{self.count:06d}"


class FakeDocuments(Versioned):
    def __init__(self) -> None:
        super().__init__()
        self.revisions: dict[tuple[UUID, int], bytes] = {}
        self.records: dict[UUID, bytes] = {}
        self.verdicts: dict[UUID, Mapping[str, object]] = {}
        self.reading_views: dict[UUID, str] = {}

    def of(self, power: UUID) -> PowerOfAttorneyDocument | None:
        return next((row for row in self.rows.values() if row.power_of_attorney == power), None)

    def add_revision(self, id: UUID, revision: int, content: bytes) -> None:
        assert (id, revision) not in self.revisions
        self.revisions[id, revision] = content

    def revision(self, id: UUID, revision: int) -> bytes:
        return self.revisions[id, revision]

    def drop_revisions(self, id: UUID) -> None:
        self.revisions = {key: value for key, value in self.revisions.items() if key[0] != id or key[1] == 0}

    def record(self, id: UUID) -> bytes:
        return self.records[id]

    def add_record(self, id: UUID, content: bytes) -> None:
        self.records[id] = content

    def reading_view(self, id: UUID) -> str | None:
        return self.reading_views.get(id)

    def add_reading_view(self, id: UUID, html: str) -> None:
        self.reading_views[id] = html

    def verdict(self, id: UUID) -> Mapping[str, object] | None:
        return self.verdicts.get(id)

    def save_verdict(self, id: UUID, verdict: Mapping[str, object]) -> None:
        self.verdicts[id] = verdict

    def archived(self, *, after: UUID | None, limit: int) -> list[PowerOfAttorneyDocument]:
        found = [row for id, row in sorted(self.rows.items()) if row.archive is not None and (after is None or id > after)]
        return found[:limit]

    def locks_ending(self, before: datetime, limit: int) -> list[UUID]:
        held = [(row.archive.retain_until, row.id) for row in self.rows.values() if row.archive and not row.archive.is_final]
        return [id for until, id in sorted(held) if until < before][:limit]

    def due_for_renewal(self, before: datetime, limit: int) -> list[UUID]:
        due = [row for row in self.rows.values() if row.archive is not None and row.renew_by and row.renew_by < before]
        return [row.id for row in sorted(due, key=lambda row: row.renew_by)][:limit]


class FakeIntents:
    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}

    def add(self, intent: Any) -> None:
        assert intent.document not in self.rows
        self.rows[intent.document] = intent

    def get(self, document: UUID) -> Any:
        return self.rows.get(document)

    def known_keys(self, keys: Sequence[str]) -> set[str]:
        return {row.key for row in self.rows.values()} & set(keys)

    def close(self, document: UUID, receipt: ArchiveReceipt) -> None:
        self.rows[document] = replace(self.rows[document], closed_at=receipt.archived_at)


class FakeRequests(Versioned):
    def of(self, document: UUID) -> list[Any]:
        return [row for row in self.rows.values() if row.document == document]

    def open_of(self, document: UUID) -> Any:
        return next((row for row in self.of(document) if row.is_open), None)

    def save(self, thing: Any) -> None:
        other = self.open_of(thing.document)
        if thing.is_open and other is not None and other.id != thing.id:
            raise Conflict("Für dieses Dokument läuft schon ein Signaturvorgang.")
        super().save(thing)

    def abandoned(self, at: datetime) -> list[Any]:
        return [row for row in self.rows.values() if row.is_open and not row.is_consented and row.expires_at <= at]

    def by_oauth_state(self, oauth_state_sha256: str) -> Any:
        return next((row for row in self.rows.values() if row.oauth_state_sha256 == oauth_state_sha256), None)

    def consented(self) -> list[Any]:
        return [row for row in self.rows.values() if row.is_consented]


class FakeOwned(Versioned):
    def of(self, reseller: UUID) -> list[Any]:
        return self.newest_of(reseller)

    def open(self) -> list[Any]:
        return [row for row in self.rows.values() if row.is_open]

    def ended_with_files(self, before: datetime) -> list[Any]:
        ended = [row for row in self.rows.values() if not row.is_open and row.ended_at is not None and row.ended_at < before]
        return [row for row in ended if any(piece.erased_at is None for piece in row.evidence)]

    def due(self, at: datetime) -> list[Any]:
        return [row for row in self.rows.values() if row.due_at is not None and row.due_at <= at]


class FakeReports(FakeOwned):
    def received(self) -> list[Any]:
        return [row for row in self.rows.values() if row.state.value == "RECEIVED"]

    def forget_dismissed(self, before: datetime) -> None:
        gone = [id for id, row in self.rows.items() if row.state.value == "DISMISSED" and row.handled_at < before]
        for id in gone:
            del self.rows[id]


class FakeFiles:
    def __init__(self) -> None:
        self.rows: dict[UUID, tuple[bytes, str]] = {}

    def add(self, id: UUID, reseller: UUID, content: bytes, media_type: str, at: datetime) -> None:
        self.rows[id] = (content, media_type)

    def read(self, id: UUID) -> tuple[bytes, str]:
        if id not in self.rows:
            raise NotFound
        return self.rows[id]

    def erase(self, id: UUID) -> None:
        self.rows.pop(id, None)


class FakeExtracts:
    def __init__(self) -> None:
        self.rows: list[Any] = []

    def add(self, extract: Any) -> None:
        self.rows.append(extract)

    def of(self, reseller: UUID) -> list[Any]:
        return [row for row in self.rows if row.reseller == reseller]


class FakeUsers:
    def __init__(self) -> None:
        self.rows: dict[UUID, User] = {}
        self.hashes: dict[UUID, str | None] = {}

    def get(self, id: UUID) -> User:
        return self.rows[id]

    def with_email(self, email: str) -> list[User]:
        return [user for user in reversed(self.rows.values()) if user.email == email.casefold()]

    def all(self) -> list[User]:
        return list(self.rows.values())

    def save(self, user: User, password_hash: str | None = None) -> None:
        self.rows[user.id] = user
        if password_hash is not None:
            self.hashes[user.id] = password_hash

    def password_hash(self, id: UUID) -> str | None:
        return self.hashes.get(id)

    def with_subject(self, issuer: str, subject: str) -> list[User]:
        return [user for user in reversed(self.rows.values()) if (user.issuer, user.subject) == (issuer, subject)]


class FakeSessions:
    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}

    def add(self, session: Any) -> None:
        self.rows[session.id] = session

    def get(self, id: UUID) -> Any:
        if id not in self.rows:
            raise NotFound
        return self.rows[id]

    def by_token(self, token_sha256: str) -> Any:
        return next((row for row in self.rows.values() if row.token_sha256 == token_sha256), None)

    def of(self, user: UUID) -> list[Any]:
        return [row for row in reversed(self.rows.values()) if row.user == user]

    def seen(self, id: UUID, at: datetime) -> None:
        self.rows[id] = replace(self.rows[id], last_seen_at=at)

    def end(self, id: UUID) -> None:
        self.rows.pop(id, None)

    def end_all(self, user: UUID, *, but: UUID | None = None) -> int:
        ended = [row.id for row in self.of(user) if row.id != but]
        for id in ended:
            del self.rows[id]
        return len(ended)

    def forget(self, *, expired_before: datetime, idle_since: datetime) -> int:
        past = [row.id for row in self.rows.values() if row.expires_at < expired_before or row.last_seen_at < idle_since]
        for id in past:
            del self.rows[id]
        return len(past)


class FakeApiTokens:
    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}

    def add(self, token: Any) -> None:
        self.rows[token.id] = token

    def get(self, id: UUID) -> Any:
        if id not in self.rows:
            raise NotFound
        return self.rows[id]

    def by_hash(self, token_sha256: str) -> Any:
        return next((row for row in self.rows.values() if row.token_sha256 == token_sha256), None)

    def of(self, user: UUID) -> list[Any]:
        return [row for row in reversed(self.rows.values()) if row.user == user]

    def revoke(self, id: UUID, at: datetime) -> None:
        self.rows[id] = replace(self.rows[id], revoked_at=at)

    def used(self, id: UUID, at: datetime) -> None:
        self.rows[id] = replace(self.rows[id], last_used_at=at)


class FakeOpenIdLogIns:
    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}

    def add(self, log_in: Any) -> None:
        self.rows[log_in.state_sha256] = log_in

    def claim(self, state_sha256: str) -> Any:
        return self.rows.pop(state_sha256, None)

    def forget(self, before: datetime) -> int:
        past = [key for key, row in self.rows.items() if row.expires_at < before]
        for key in past:
            del self.rows[key]
        return len(past)


class FakeAuditLog:
    def __init__(self) -> None:
        self.rows: list[AuditEvent] = []

    def append(self, event: AuditEvent) -> None:
        self.rows.append(event)

    def of(self, subject: UUID, *, limit: int = 1000) -> list[AuditEvent]:
        return [event for event in self.rows if event.subject == subject][:limit]

    def of_reseller(self, reseller: UUID, *, limit: int | None = 1000, newest: int | None = None) -> list[AuditEvent]:
        found = [event for event in self.rows if event.reseller == reseller]
        return found[:limit] if newest is None else found[::-1][:newest]

    def kinds(self) -> list[str]:
        return [event.kind for event in self.rows]


class FakeOutbox:
    def __init__(self) -> None:
        self.rows: dict[str, Notice] = {}

    def add(self, notice: Notice) -> None:
        self.rows.setdefault(notice.key, notice)

    def of(self, subject: UUID) -> list[Notice]:
        return [notice for notice in self.rows.values() if notice.subject == subject]

    def claim(self, at: datetime, until: datetime) -> Notice | None:
        return None


class FakePost:
    """Keeps what was sent; `refuses` is raised instead while it is set."""

    def __init__(self) -> None:
        self.sent: list[tuple[Notice, Letterhead]] = []
        self.refuses: Exception | None = None

    def preview(self, notice: Notice, head: Letterhead) -> tuple[str, str]:
        return f"Vorschau {notice.kind}", f"An {notice.recipient} von {head.customer}"

    def send(self, notice: Notice, head: Letterhead) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.sent.append((notice, head))


class FakeLinks:
    def __init__(self) -> None:
        self.rows: dict[str, Link] = {}

    def add(self, link: Link) -> None:
        self.rows[link.token_sha256] = link

    def by_token(self, token_sha256: str, *, for_update: bool = False) -> Link | None:
        return self.rows.get(token_sha256)

    def save(self, link: Link) -> None:
        self.rows[link.token_sha256] = link

    def withdraw(self, subject: UUID) -> None:
        self.rows = {key: link for key, link in self.rows.items() if link.subject != subject or link.used_at}


class FakeDecisions:
    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.contacts: list[tuple[Any, bool, datetime]] = []

    def add(self, decision: Any) -> None:
        self.rows.append(decision)

    def get(self, id: UUID) -> Mapping[str, object]:
        decision = next(row for row in self.rows if row.id == id)
        return decision_json(decision)

    def count_since(self, reseller: UUID, since: datetime) -> int:
        return sum(1 for row in self.rows if row.reseller == reseller and row.decided_at >= since)

    def contacts_since(self, reseller: UUID, end_customer: str, since: datetime) -> int:
        return sum(1 for row, _, at in self.contacts if row.end_customer == end_customer and at >= since)

    def notice_given(self, case: UUID, end_customer: str) -> bool:
        return any(given for row, given, _ in self.contacts if row.end_customer == end_customer)

    def contacts_in(self, case: UUID) -> list[LoggedContact]:
        made = [(row, at) for row, _, at in self.contacts if row.emergency_case and UUID(str(row.emergency_case["id"])) == case]
        return [LoggedContact(at, row.action.value, row.end_customer) for row, at in made]

    def log_contact(self, decision: Any, *, by: str, outcome: str, notice_given: bool, still_allowed: bool, at: datetime) -> None:
        self.contacts.append((decision, notice_given, at))

    def of(self, reseller: UUID, *, limit: int = 100) -> list[Mapping[str, object]]:
        return [self.get(row.id) for row in self.rows if row.reseller == reseller]


class FakeRateLimits:
    """GCRA, as the real one."""

    def __init__(self) -> None:
        self.rows: dict[str, datetime] = {}

    def ask(self, key: str, *, times: int, window: timedelta, at: datetime) -> timedelta | None:
        wait = self.peek(key, times=times, window=window, at=at)
        if wait is None:
            self.rows[key] = max(self.rows.get(key, at), at) + window / times
        return wait

    def peek(self, key: str, *, times: int, window: timedelta, at: datetime) -> timedelta | None:
        allowed = max(self.rows.get(key, at), at) + window / times - window
        return allowed - at if allowed > at else None

    def forget_idle(self, before: datetime) -> int:
        return 0


class FakeJobs:
    def __init__(self) -> None:
        self.rows: list[tuple[str, dict[str, str]]] = []

    def defer(self, name: str, **arguments: str) -> None:
        self.rows.append((name, arguments))


class FakeWork:
    """All tables; a transaction that fails puts them back as they were. `open`: how many are under way."""

    open: int = 0

    def __init__(self) -> None:
        self.resellers = FakeResellers()
        self.end_customers = FakeEndCustomers()
        self.customer_notices = FakeCustomerNotices()
        self.customer_objections = FakeCustomerObjections()
        self.letters = FakeLetters()
        self.verification_codes = FakeVerificationCodes()
        self.powers_of_attorney = FakePowers()
        self.documents = FakeDocuments()
        self.archive_intents = FakeIntents()
        self.signature_requests = FakeRequests()
        self.emergency_contacts = FakeOwned()
        self.emergency_cases = FakeOwned()
        self.emergency_reports = FakeReports()
        self.evidence_files = FakeFiles()
        self.register_extracts = FakeExtracts()
        self.decisions = FakeDecisions()
        self.users = FakeUsers()
        self.sessions = FakeSessions()
        self.api_tokens = FakeApiTokens()
        self.openid_log_ins = FakeOpenIdLogIns()
        self.idempotency_keys: Any = None
        self.audit_log = FakeAuditLog()
        self.outbox = FakeOutbox()
        self.links = FakeLinks()
        self.rate_limits = FakeRateLimits()
        self.jobs = FakeJobs()

    @contextmanager
    def apart(self, patience: timedelta) -> Iterator[None]:
        """What fails here was only read."""
        assert patience > timedelta(0)
        yield

    @contextmanager
    def transaction(self, actor: Actor) -> Iterator["FakeWork"]:
        tables = {name: table for name, table in vars(self).items() if name != "open"}
        before = {name: copy.copy(vars(table)) if table else None for name, table in tables.items()}
        kept = {name: {key: copy.copy(value) for key, value in rows.items()} for name, rows in before.items() if rows is not None}
        self.open += 1
        try:
            yield self
        except BaseException:
            for name, rows in kept.items():
                vars(getattr(self, name)).update(rows)
            raise
        finally:
            self.open -= 1


class FakeDocumentWriter:
    edition = "2026-11"

    def issue(self, order: IssueOrder) -> IssuedDocument:
        pdf = f"%PDF-1.7 {order.power_of_attorney.number} {len(order.signers)}".encode()
        return IssuedDocument(pdf=pdf, record=self.record(order), edition=self.edition, edition_sha256="e" * 64)

    def record(self, order: IssueOrder) -> bytes:
        return record_json(order)

    def translation(self, order: IssueOrder, language: str) -> bytes:
        return b"%PDF-1.7 " + f"{language} {order.power_of_attorney.number}".encode()

    def letter(self, order: LetterOrder) -> bytes:
        return b"%PDF-1.7 " + f"{DOCUMENT_NAMES[type(order.facts)]} {order.about.power_of_attorney.number}".encode()

    def letter_view(self, order: LetterOrder) -> str:
        return f"<article>{DOCUMENT_NAMES[type(order.facts)]}</article>"

    def reading_view(self, order: IssueOrder) -> str:
        scopes = "".join(f"<p>{scope.value}</p>" for scope in order.power_of_attorney.terms.scopes)
        return f"<p>{order.power_of_attorney.number}</p>{scopes}"

    def check_record(self, pdf: bytes, issued: bytes | None) -> Mapping[str, object]:
        return {"found": False, "equals_issued": None, "equals_text": None, "differs_on_page": None, "text": "Kein Datensatz."}

    def page_count(self, pdf: bytes) -> int:
        return 2

    def page_png(self, pdf: bytes, number: int) -> bytes:
        return b"\x89PNG " + f"{number}".encode() + pdf

    def undrawable(self, text: str) -> tuple[str, ...]:
        return ()

    def marked(self, pdf: bytes) -> DocumentId | None:
        return None


def certificate_of(field: str) -> str:
    """SHA-256 of the certificate with which that field is signed."""
    return hashlib.sha256(field.encode()).hexdigest()


@dataclass
class FakeSignatures:
    """A provider whose signature is `|field` at the end of the file, and a judge who looks for it.

    `outage`: raised by the next `fetch`, once. `charged`: what the provider signed. `asynchronous`: how often it says "not yet".
    `almost`: field → the almost right name its certificate bears; a confirmed certificate is good.
    """

    verdict: str = "VALID"
    reasons: tuple[tuple[str, str], ...] = ()
    outage: SigningFailed | None = None
    timestamps_away: bool = False
    timestamps_end: datetime | None = None
    stamps_away: bool = False
    lists_away: bool = False
    asynchronous: int = 0
    on_device: bool = False
    issuer: str | None = None
    charged: set[str] = field(default_factory=set)
    asked: int = 0
    states: int = 0
    almost: dict[str, str] = field(default_factory=dict)

    def offered(self) -> list[OfferedProvider]:
        return [OfferedProvider("sandbox", "Sandbox"), OfferedProvider("other", "Anderer Dienst")]

    def clock(self, provider: str) -> datetime | None:
        return None

    def patience(self, provider: str) -> timedelta:
        return timedelta(seconds=20)

    def is_from(self, provider: str, callback: Callback) -> bool:
        return callback.issuer == self.issuer

    def begin(self, order: SigningOrder) -> Redirect | Authorised:
        return Authorised(b"token") if self.on_device else self._redirect(b"service")

    def resume(self, order: SigningOrder, legs: bytes, callback: Callback) -> Redirect | Authorised:
        if callback.error:
            raise SigningFailed("DECLINED", "Sie haben die Unterschrift abgelehnt.")
        return self._redirect(b"credential") if legs == b"service" else Authorised(b"token")

    def fetch(self, order: SigningOrder, legs: bytes) -> Fetched | Pending:
        self.asked += 1
        if self.outage is not None:
            outage, self.outage = self.outage, None
            raise outage
        self.charged.add(hashlib.sha256(order.pdf + order.signer.field.encode()).hexdigest())
        if self.asynchronous:
            self.asynchronous -= 1
            return Pending(b"response")
        return Fetched(b"value")

    def embed(self, order: SigningOrder, legs: bytes) -> Signed:
        assert legs == b"value"
        if self.stamps_away:
            raise SigningFailed("PROVIDER_OUTAGE", "Kein Zeitstempeldienst antwortet.")
        return Signed(order.pdf + b"|" + order.signer.field.encode())

    def judge(self, pdf: bytes, expectation: Expectation | None, *, at: datetime) -> Judgement:
        if self.lists_away:
            raise Unavailable("Die Vertrauenslisten sind nicht lesbar.")
        fields = [part.decode() for part in pdf.split(b"|")[1:] if part != b"sealed"]
        done = expectation.signed_fields if expectation and not expectation.finished else ()
        complete = pdf.endswith(b"|sealed")
        confirmed = expectation.confirmed if expectation else {}
        near_miss = any(name in fields and confirmed.get(name) != certificate_of(name) for name in self.almost)
        return Judgement(
            verdict="INDETERMINATE" if near_miss else self.verdict,
            complete=complete,
            reasons=(("NAME_NEAR_MISS", "Der Name weicht ab."),) if near_miss else self.reasons,
            newly_signed=tuple(name for name in fields if name not in done),
            signed_at=at,
            as_json=self._verify_json(complete, fields),
            renew_by=self.timestamps_end if complete else None,
        )

    def _verify_json(self, complete: bool, fields: Sequence[str]) -> Mapping[str, object]:
        """The fixed shape of `verify --json`."""
        signature = {
            "expected_signer": None,
            "indication": "TOTAL_PASSED",
            "sub_indication": None,
            "qualification": "QESIG",
            "level": "PAdES-BASELINE-LTA",
            "signed_at": "2026-11-24T09:00:00Z",
            "signed_at_source": "TIMESTAMP",
        }
        return {
            "sha256": "f" * 64,
            "verdict": self.verdict,
            "complete": complete,
            "issued_here": True,
            "power_of_attorney_id": None,
            "sandbox": True,
            "reasons": [],
            "signatures": [
                {
                    "field": name,
                    "signer": self.almost.get(name, name),
                    "certificate_sha256": certificate_of(name),
                    "issuer": "Beispiel-Diensteanbieter",
                    **signature,
                }
                for name in fields
            ],
        }

    def report_xml(self, verdict: Mapping[str, object]) -> bytes:
        return f"<report>{verdict['verdict']}</report>".encode()

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        if self.timestamps_away:
            raise TimestampUnavailable("Kein Zeitstempeldienst antwortet.")
        return pdf + b"|sealed"

    def _redirect(self, legs: bytes) -> Redirect:
        self.states += 1
        return Redirect(url=f"https://provider.example/{self.states}", oauth_state=f"state-{self.states}", legs=legs)


@dataclass
class FakeArchive:
    objects: dict[str, bytes] = field(default_factory=dict)
    events: list[Mapping[str, object]] = field(default_factory=list)
    puts: int = 0
    away: bool = False
    odd: dict[str, list[Irregularity]] = field(default_factory=dict)
    packages: list[EvidencePackage] = field(default_factory=list)

    def inspect(self, receipt: ArchiveReceipt, *, at: datetime) -> list[Irregularity]:
        if self.away:
            raise Unavailable("Das Archiv antwortet nicht.")
        return self.odd.get(receipt.key, [])

    def documents(self) -> Iterator[str]:
        yield from sorted(self.objects)

    def key_for(self, document: PowerOfAttorneyDocument, sha256: str) -> str:
        return f"poa/2026/{document.id}/1-{sha256}.pdf"

    def store(self, key: str, content: bytes, manifest: Mapping[str, object], *, at: datetime) -> ArchiveReceipt:
        if self.away:
            raise Unavailable("Das Archiv antwortet nicht.")
        self.puts += key not in self.objects
        self.objects[key] = content
        return ArchiveReceipt(
            key=key,
            version="1",
            sha256=hashlib.sha256(content).hexdigest(),
            retain_until=at + timedelta(days=400),
            archived_at=at,
        )

    def append_event(self, document: PowerOfAttorneyDocument, event: Mapping[str, object], *, at: datetime) -> None:
        self.events.append(event)

    def clock(self) -> datetime | None:
        return None

    def extend_lock(self, receipt: ArchiveReceipt, *, at: datetime, no_longer_than: datetime | None) -> datetime:
        if self.away:
            raise Unavailable("Das Archiv antwortet nicht.")
        return min(at + timedelta(days=400), no_longer_than or datetime.max.replace(tzinfo=UTC))

    def read(self, receipt: ArchiveReceipt) -> bytes:
        if self.away:
            raise Unavailable("Das Archiv antwortet nicht.")
        return self.objects[receipt.key]

    def evidence_package(self, package: EvidencePackage) -> bytes:
        self.packages.append(package)
        return b"PK" + package.pdf


class PlainPasswords:
    def hash(self, password: str) -> str:
        return f"hash:{password}"

    def matches(self, hashed: str, password: str) -> bool:
        return hashed == f"hash:{password}"


class Outside:
    """A port to somebody who may hang: asked in the middle of a transaction, it would hold a connection, and perhaps a row."""

    PURE = frozenset({"key_for", "offered", "patience", "is_from", "report_xml", "preview"})

    def __init__(self, port: object, work: FakeWork) -> None:
        self._port, self._work = port, work

    def __getattr__(self, name: str) -> Any:
        if name not in self.PURE:
            assert not self._work.open, f"{type(self._port).__name__}.{name} is asked in the middle of a transaction"
        return getattr(self._port, name)


@dataclass
class World:
    """Fakes and the tools made of them."""

    clock: FakeClock = field(default_factory=FakeClock)
    work: FakeWork = field(default_factory=FakeWork)
    signatures: FakeSignatures = field(default_factory=FakeSignatures)
    archive: FakeArchive = field(default_factory=FakeArchive)
    post: FakePost = field(default_factory=FakePost)
    policy: ServicePolicy = field(
        default_factory=lambda: ServicePolicy(deed_waiting=timedelta(0), sandbox_password_hash="hash:sandbox")
    )
    ids: int = 0

    def new_id(self) -> UUID:
        self.ids += 1
        return UUID(int=(0x7 << 76) | (0b10 << 62) | self.ids)

    def tools(self) -> Tools:
        return Tools(
            clock=self.clock,
            new_id=self.new_id,
            new_token=lambda: f"token-{self.new_id()}",
            transactions=cast(Transactions, self.work.transaction),
            documents=FakeDocumentWriter(),
            signatures=cast(Signatures, Outside(self.signatures, self.work)),
            archive=cast(Archive, Outside(self.archive, self.work)),
            passwords=PlainPasswords(),
            policy=self.policy,
            post=cast(Post, Outside(self.post, self.work)),
        )


def staff(role: Role, number: int = 1) -> Actor:
    return Actor(label=f"user:{role.value}-{number}", role=role, email=f"{role.value}-{number}@hoster.example")
