"""Documents are written, signed and judged without one byte of PDF."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.documents.record import record_json
from service.domain.errors import SigningFailed, TimestampUnavailable, Unavailable
from service.domain.ids import DocumentId
from service.use_cases.document_orders import DOCUMENT_NAMES, IssuedDocument, IssueOrder, LetterOrder
from service.use_cases.ports import (
    Authorised,
    Callback,
    Expectation,
    Fetched,
    Judgement,
    OfferedProvider,
    Pending,
    Redirect,
    Signed,
    SigningOrder,
)


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


@dataclass
class FakeSignatures:
    """A provider whose signature is `|field` at the end of the file, and a judge who looks for it.

    `outage`: raised by the next `fetch`, once. `charged`: what the provider signed. `asynchronous`: how often it says "not yet".
    `almost`: field → the almost right name its certificate bears; a confirmed certificate is good. `reissued`: how often everybody got a new one.
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
    reissued: int = 0

    def certificate_of(self, name: str) -> str:
        """SHA-256 of the certificate with which that field is signed."""
        return hashlib.sha256(f"{name} {self.reissued}".encode()).hexdigest()

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
        near_miss = any(name in fields and confirmed.get(name) != self.certificate_of(name) for name in self.almost)
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
                    "certificate_sha256": self.certificate_of(name),
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
