"""What the use cases need of the world but the database: documents, signatures, archive, time and chance.

Domain values in, domain values out; the adapters stand in `service/{documents,signatures,archive}`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from service.domain.archive_check import Irregularity
from service.domain.authority import Policy
from service.domain.document import ArchiveReceipt, PowerOfAttorneyDocument
from service.domain.ids import DocumentId, PowerOfAttorneyId, SignatureRequestId
from service.domain.notice import Notice
from service.domain.parties import Hoster
from service.domain.power_of_attorney import Signer
from service.use_cases.document_orders import IssuedDocument, IssueOrder, LetterOrder
from service.use_cases.ground_port import SoundGround, nothing_to_require
from service.use_cases.openid_port import IdentityProvider
from service.use_cases.repositories import Transactions
from service.use_cases.trust_ports import Seals, TrustedLists

# -- documents --


class DocumentWriter(Protocol):
    @property
    def edition(self) -> str:
        """The released edition new drafts use."""
        ...

    def issue(self, order: IssueOrder) -> IssuedDocument: ...
    def record(self, order: IssueOrder) -> bytes:
        """What the document says, as data (JSON), without making it."""
        ...

    def reading_view(self, order: IssueOrder) -> str:
        """The same wording as an HTML fragment, safe to embed."""
        ...

    def translation(self, order: IssueOrder, language: str) -> bytes:
        """The main document in another language: a PDF for reading, marked as a translation, with nothing to sign."""
        ...

    def letter(self, order: LetterOrder) -> bytes:
        """A document beside the main one, as an unsealed PDF."""
        ...

    def letter_view(self, order: LetterOrder) -> str:
        """The same as an HTML fragment, safe to embed."""
        ...

    def page_count(self, pdf: bytes) -> int:
        """Pages of a file we issued."""
        ...

    def page_png(self, pdf: bytes, number: int) -> bytes:
        """One page of a file we issued, as an image; `number` from 1."""
        ...

    def undrawable(self, text: str) -> tuple[str, ...]:
        """Characters of the text no embedded font draws."""
        ...

    def check_record(self, pdf: bytes, issued: bytes | None) -> Mapping[str, object]:
        """The record attached to a file of ours against what was issued (None: nothing) and against its text; `text` says it."""
        ...

    def marked(self, pdf: bytes) -> DocumentId | None:
        """The document whose mark a file bears; it proves nothing, it says where to look."""
        ...


# -- signatures --


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the signer there.

    Attributes:
        oauth_state: comes back in the callback; only its hash is stored.
        legs: to be kept until then.
    """

    url: str
    oauth_state: str
    legs: bytes


@dataclass(frozen=True, slots=True)
class Authorised:
    """The signer consented; `legs` now hold the token. `Signatures.sign` comes next and may be repeated."""

    legs: bytes


@dataclass(frozen=True, slots=True)
class Pending:
    """The provider signs in its own time; `legs` know what to ask for."""

    legs: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """The provider has signed: the value lies in `legs`, to be kept before it is stamped and embedded."""

    legs: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """The next revision of the file, not yet judged."""

    pdf: bytes


@dataclass(frozen=True, slots=True)
class Callback:
    """What the provider's redirect brought back."""

    state: str
    code: str | None
    error: str | None
    issuer: str | None


@dataclass(frozen=True, slots=True)
class SigningOrder:
    """Whose signature on which bytes.

    Attributes:
        pdf: last accepted revision.
        redirect_uri: exact, registered with the provider.
    """

    request: SignatureRequestId
    provider: str
    pdf: bytes
    signer: Signer
    document_label: str
    redirect_uri: str
    at: datetime
    sandbox: bool


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a file of ours must be.

    Attributes:
        issued, accepted: bytes of revision 0 and of the last accepted one.
        signed_fields: those already accepted.
        finished: a document timestamp over the entire file is demanded.
        record: the structured record as issued; empty: not looked up.
        confirmed: field → SHA-256 of the certificate of which two persons have confirmed that its name means the signer.
    """

    power_of_attorney: PowerOfAttorneyId
    issued: bytes
    accepted: bytes
    signers: tuple[Signer, ...]
    signed_fields: tuple[str, ...]
    finished: bool
    record: bytes = b""
    confirmed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a signed file.

    Attributes:
        verdict: VALID | INVALID | INDETERMINATE | UNREADABLE.
        newly_signed: fields signed in this file that were not in `Expectation.signed_fields`.
        signed_at: trusted time of the newest of them, None if unknown.
        as_json: the fixed shape of `verify --json`.
        lines: the same for a person at a terminal, German.
        renew_by: end of the last document timestamp's certificate; None: the file has none.
    """

    verdict: str
    complete: bool
    reasons: tuple[tuple[str, str], ...]
    newly_signed: tuple[str, ...]
    signed_at: datetime | None
    as_json: Mapping[str, object]
    lines: tuple[str, ...] = ()
    renew_by: datetime | None = None

    def with_record(self, check: Mapping[str, object]) -> "Judgement":
        """The same, with what was found about the attached record; it turns no verdict, since the text prevails."""
        notes = self.as_json.get("notes")
        said = {"code": "RECORD", "text": check["text"]}
        as_json = {**self.as_json, "record": check, "notes": [*(notes if isinstance(notes, list) else ()), said]}
        return replace(self, as_json=as_json, lines=(*self.lines, str(check["text"])))


@dataclass(frozen=True, slots=True)
class OfferedProvider:
    """A trust service provider that signers may choose."""

    name: str
    label: str


class Signatures(Protocol):
    """Making and judging qualified electronic signatures. Errors: `SigningFailed`, never a library's."""

    def offered(self) -> Sequence[OfferedProvider]:
        """The providers in use, the usual one first."""
        ...

    def patience(self, provider: str) -> timedelta:
        """How long one `fetch` lasts at most."""
        ...

    def clock(self, provider: str) -> datetime | None:
        """That provider's clock; None: it shows none. Raises Unavailable."""
        ...

    def is_from(self, provider: str, callback: Callback) -> bool:
        """Whether the callback's issuer is that provider (RFC 9207)."""
        ...

    def begin(self, order: SigningOrder) -> Redirect | Authorised:
        """First leg: the provider's service authorisation; or the signer's consent, where he gives it on a device of his own."""
        ...

    def resume(self, order: SigningOrder, legs: bytes, callback: Callback) -> Redirect | Authorised:
        """A redirect came back: next leg, or the signer's consent."""
        ...

    def fetch(self, order: SigningOrder, legs: bytes) -> Fetched | Pending:
        """Ask for the consented signature. Repeating it neither signs nor bills twice."""
        ...

    def embed(self, order: SigningOrder, legs: bytes) -> Signed:
        """Put the fetched value into the file, with a timestamp. Asks the provider nothing."""
        ...

    def judge(self, pdf: bytes, expectation: Expectation | None, *, at: datetime) -> Judgement:
        """In the limited child; fetches missing revocation data by the parent. With an expectation that is not `finished` this is
        the acceptance of one received signature."""
        ...

    def report_xml(self, verdict: Mapping[str, object]) -> bytes:
        """The verdict (`verify --json`, fresh or stored) as ETSI TS 119 102-2 XML. Raises NotFound: it is none."""
        ...

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        """To PAdES B-LTA. Raises TimestampUnavailable."""
        ...


# -- archive --


class Passwords(Protocol):
    """argon2id; slow by design, so bounded in parallel."""

    def hash(self, password: str) -> str: ...
    def matches(self, hashed: str, password: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class EvidencePackage:
    """What the auditor takes along.

    Attributes:
        pdf: the last accepted revision, as archived.
        record: the attached structured record, JSON.
        verdict: `verify --json` as stored at sealing.
        acceptance: the Annahme as issued; None: not accepted, or not issued yet.
    """

    power_of_attorney: PowerOfAttorneyId
    number: str
    pdf: bytes
    record: bytes
    verdict: Mapping[str, object]
    state: Mapping[str, object]
    events: Sequence[Mapping[str, object]]
    register_extracts: Sequence[Mapping[str, object]]
    receipt: ArchiveReceipt
    edition: str
    edition_sha256: str
    exported_at: datetime
    sandbox: bool
    acceptance: bytes | None = None


class Archive(Protocol):
    def key_for(self, document: PowerOfAttorneyDocument, sha256: str) -> str: ...
    def store(self, key: str, content: bytes, manifest: Mapping[str, object], *, at: datetime) -> ArchiveReceipt:
        """Write once, read back, verify; adopts an identical copy. Raises Unavailable."""
        ...

    def append_event(self, document: PowerOfAttorneyDocument, event: Mapping[str, object], *, at: datetime) -> None:
        """A state change after archiving (revocation …), so that the index can be rebuilt from the archive alone."""
        ...

    def extend_lock(self, receipt: ArchiveReceipt, *, at: datetime, no_longer_than: datetime | None) -> datetime:
        """Lock the document and all that lies beside it for longer, as long as the store takes at once; until when it is locked now.

        Args:
            no_longer_than: the end of retention; None: it is not known yet.

        Raises:
            Unavailable: the store is away, or did not take it.
        """
        ...

    def read(self, receipt: ArchiveReceipt) -> bytes:
        """Hashed on reading. Raises Unavailable, ArchiveChecksumMismatch."""
        ...

    def inspect(self, receipt: ArchiveReceipt, *, at: datetime) -> Sequence[Irregularity]:
        """What is odd about it: read, hashed, its lock and its key's other versions asked for. Raises Unavailable."""
        ...

    def clock(self) -> datetime | None:
        """The store's own; None: it has none but ours. Raises Unavailable."""
        ...

    def documents(self) -> Iterator[str]:
        """Keys of all documents that lie there, whoever wrote them. Raises Unavailable."""
        ...

    def evidence_package(self, package: EvidencePackage) -> bytes:
        """BagIt ZIP that verifies offline with standard tools."""
        ...


# -- post --


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every letter needs besides its notice.

    Attributes:
        customer: the reseller's name; empty where no reseller is concerned.
        token: of a link made for this letter alone; empty: it carries none.
    """

    hoster: Hoster
    customer: str
    customer_no: str
    public_url: str
    sandbox: bool
    token: str = ""
    token_expires_at: datetime | None = None


class Post(Protocol):
    def preview(self, notice: Notice, head: Letterhead) -> tuple[str, str]:
        """Subject and text as they would be sent; nothing is."""
        ...

    def send(self, notice: Notice, head: Letterhead) -> None:
        """Raises Unavailable: later perhaps. MailRejected: never."""
        ...


@dataclass(frozen=True, slots=True)
class DeliveredMail:
    """A letter in the sandbox's folder."""

    id: str
    to: str
    subject: str
    date: str
    text: str


class Mailbox(Protocol):
    """The sandbox's letters, newest first; there is none in production."""

    def newest(self) -> Sequence[DeliveredMail]: ...


# -- all together --


@dataclass(frozen=True, slots=True)
class ServicePolicy:
    """The hoster's settings the use cases need.

    Attributes:
        cooling_off: default period between acceptance and effect.
        deed_waiting: wait for a sign of life after a deed, 0–24 h.
        sandbox_password_hash: sandbox only: representatives of imported records get a log-in with this password.
        session_lifetime, session_idle: a session ends so long after the log-in, or after its last request.
    """

    authority: Policy = field(default_factory=Policy)
    cooling_off: timedelta = timedelta(days=14)
    deed_waiting: timedelta = timedelta(hours=24)
    public_url: str = "http://127.0.0.1"
    sandbox: bool = True
    hoster: Hoster | None = None
    sandbox_password_hash: str | None = None
    session_lifetime: timedelta = timedelta(hours=8)
    session_idle: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything a use case may touch.

    Attributes:
        clock: aware UTC instant.
        new_id: UUIDv7.
        new_token: URL-safe secret of at least 256 bits.
        lists: None where nothing is judged.
        seals: None: the hoster has no seal; what he issues goes out unsealed.
        identity_provider: None: people log in with the sandbox's password.
    """

    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    new_token: Callable[[], str]
    transactions: Transactions
    documents: DocumentWriter
    signatures: Signatures
    archive: Archive
    passwords: Passwords
    policy: ServicePolicy
    post: Post
    mailbox: Mailbox | None = None
    lists: TrustedLists | None = None
    seals: Seals | None = None
    identity_provider: IdentityProvider | None = None
    require_sound_ground: SoundGround = nothing_to_require
