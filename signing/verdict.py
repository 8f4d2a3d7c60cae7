"""The verdict on a signed file, as values.

A verdict is made in a confined child and crosses the pipe as JSON, so every value here goes to a plain dict and back without loss.
German sentences are no part of it: `signing.report` has the one table from code to sentence.

Shapes: instants are aware UTC; digests lower-case hex; `field` is the fully qualified name of a signature field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = [
    "SEAL_DETAIL",
    "ContentRemark",
    "Indication",
    "Overall",
    "Qualification",
    "Reason",
    "ReasonCode",
    "RevocationNeed",
    "SignatureFinding",
    "SignedAtSource",
    "Step",
    "StepName",
    "StepOutcome",
    "SubIndication",
    "TimestampFinding",
    "TimestampKind",
    "Verdict",
    "exit_code",
]


class Overall(StrEnum):
    """The answer in one word."""

    VALID = "VALID"
    INVALID = "INVALID"
    INDETERMINATE = "INDETERMINATE"
    UNREADABLE = "UNREADABLE"


class ReasonCode(StrEnum):
    """Why a file is not VALID. The names are fixed by the contract with the outside."""

    CONTENT_CHANGED = "CONTENT_CHANGED"
    CHAIN_UNTRUSTED = "CHAIN_UNTRUSTED"
    CERTIFICATE_REVOKED = "CERTIFICATE_REVOKED"
    CERTIFICATE_EXPIRED = "CERTIFICATE_EXPIRED"
    PSEUDONYM = "PSEUDONYM"
    NOT_QUALIFIED_AT_ISSUANCE = "NOT_QUALIFIED_AT_ISSUANCE"
    NOT_QUALIFIED_AT_SIGNING = "NOT_QUALIFIED_AT_SIGNING"
    NO_QSCD = "NO_QSCD"
    NAME_MISMATCH = "NAME_MISMATCH"
    NAME_NEAR_MISS = "NAME_NEAR_MISS"
    SIGNER_NOT_IN_SET = "SIGNER_NOT_IN_SET"
    JOINT_SIGNATURE_INCOMPLETE = "JOINT_SIGNATURE_INCOMPLETE"
    EARLIER_REVISION = "EARLIER_REVISION"
    STALE_REVISION = "STALE_REVISION"
    TIMESTAMP_INVALID = "TIMESTAMP_INVALID"
    TIMESTAMP_MISSING = "TIMESTAMP_MISSING"
    REVOCATION_UNKNOWN = "REVOCATION_UNKNOWN"
    LISTS_UNAVAILABLE = "LISTS_UNAVAILABLE"
    ALGORITHM_TOO_WEAK = "ALGORITHM_TOO_WEAK"
    NOT_A_PDF = "NOT_A_PDF"
    MALFORMED = "MALFORMED"
    ENCRYPTED = "ENCRYPTED"
    NO_SIGNATURE = "NO_SIGNATURE"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"

    @property
    def only_a_fact_is_missing(self) -> bool:
        """True if more facts, more signatures or a second pair of eyes could still make the file VALID."""
        return self in _MISSING_FACTS


_MISSING_FACTS = frozenset(
    {
        ReasonCode.NAME_NEAR_MISS,
        ReasonCode.JOINT_SIGNATURE_INCOMPLETE,
        ReasonCode.EARLIER_REVISION,
        ReasonCode.TIMESTAMP_MISSING,
        ReasonCode.REVOCATION_UNKNOWN,
        ReasonCode.LISTS_UNAVAILABLE,
    }
)


SEAL_DETAIL = "seal"
"""What the detail of a reason begins with that concerns a seal."""


class Indication(StrEnum):
    """Main status indication, ETSI EN 319 102-1 § 5.1.3."""

    TOTAL_PASSED = "TOTAL_PASSED"
    TOTAL_FAILED = "TOTAL_FAILED"
    INDETERMINATE = "INDETERMINATE"


class SubIndication(StrEnum):
    """Sub-indication, ETSI EN 319 102-1 table 6."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    POLICY_PROCESSING_ERROR = "POLICY_PROCESSING_ERROR"
    SIGNATURE_POLICY_NOT_AVAILABLE = "SIGNATURE_POLICY_NOT_AVAILABLE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND_NO_POE = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NOT_REVOKED = "OUT_OF_BOUNDS_NOT_REVOKED"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    REVOCATION_OUT_OF_BOUNDS_NO_POE = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    CUSTOM = "CUSTOM"


class Qualification(StrEnum):
    """What the certificate's trusted-list service makes of the signature, ETSI TS 119 615 / TS 119 172-4.

    QESIG is the Art. 3 (12) eIDAS signature; …_QC has a qualified certificate but no qualified device; UNKNOWN: the list is not at hand.
    """

    QESIG = "QESIG"
    ADESIG_QC = "ADESIG_QC"
    ADESIG = "ADESIG"
    QESEAL = "QESEAL"
    ADESEAL_QC = "ADESEAL_QC"
    ADESEAL = "ADESEAL"
    UNKNOWN = "UNKNOWN"
    NONE = "NONE"


class SignedAtSource(StrEnum):
    """Where a signing time comes from: a trusted timestamp, or the signer's own clock (`/M`, signing-time)."""

    TIMESTAMP = "TIMESTAMP"
    CLAIMED = "CLAIMED"


class StepName(StrEnum):
    """The numbered steps of a verdict, in their order."""

    READABLE = "1 READABLE"
    ISSUED_BYTES = "2 ISSUED_BYTES"
    REVISIONS = "3 REVISIONS"
    BYTE_RANGES = "4 BYTE_RANGES"
    SIGNATURE_VALUE = "5 SIGNATURE_VALUE"
    TIMESTAMPS = "6 TIMESTAMPS"
    CHAIN = "7 CHAIN"
    REVOCATION = "8 REVOCATION"
    QUALIFICATION = "9 QUALIFICATION"
    SIGNER = "10 SIGNER"
    COMPLETENESS = "11 COMPLETENESS"
    CONTENT = "12 CONTENT"


class ContentRemark(StrEnum):
    """What a signed file holds that acts or lies elsewhere; also the codes of the notes. It turns no verdict."""

    SCRIPT = "CONTENT_SCRIPT"
    PROGRAM = "CONTENT_STARTS_PROGRAM"
    SENT_OFF = "CONTENT_SENDS_FORM"
    EMBEDDED = "CONTENT_EMBEDDED_FILES"
    ELSEWHERE = "CONTENT_ELSEWHERE"
    MEDIA = "CONTENT_MEDIA"
    XFA = "CONTENT_XFA"
    NOT_SEEN = "CONTENT_NOT_SEEN"


class StepOutcome(StrEnum):
    """SKIPPED: the step does not apply to this file, or an earlier one ended the matter."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    SKIPPED = "SKIPPED"


class TimestampKind(StrEnum):
    """A signature timestamp is an unsigned attribute; a document timestamp a signature of its own; a content timestamp is signed."""

    CONTENT = "CONTENT"
    SIGNATURE = "SIGNATURE"
    DOCUMENT = "DOCUMENT"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why the file is not VALID.

    Attributes:
        field: the signature it concerns; None if it concerns the file.
        detail: evidence in technical words (object numbers, offsets, territories), never a person's name; "" if there is none.
    """

    code: ReasonCode
    field: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the verdict, for one signature or (field None) the file, with what was seen."""

    name: StepName
    outcome: StepOutcome
    field: str | None = None
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TimestampFinding:
    """One timestamp token.

    Attributes:
        field: the signature it belongs to, or the document timestamp's own field.
        at: what the token says; None if it cannot be read.
        qualified: by a QTST service granted at that instant; None if unknown.
        authority: common name in the TSU's certificate.
        token_sha256: of the token's DER.
        holds_until: end of the unit's certificate; a renewal has to come before.
    """

    kind: TimestampKind
    field: str
    at: datetime | None
    indication: Indication
    sub_indication: SubIndication | None
    qualified: bool | None
    authority: str | None
    whole_file: bool = False
    token_sha256: str | None = None
    holds_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignatureFinding:
    """One signature, in the order of the signed ranges.

    Attributes:
        signer: name in the certificate; None if it cannot be read.
        expected_signer: who was to sign this field; None on files we did not issue.
        certificate_sha256: of the DER.
        level: e.g. PAdES-BASELINE-LTA, PKCS7-T.
        newly_signed: not yet in the last accepted revision (False without an expectation).
        pseudonym: the certificate names a pseudonym.
        signed_sha256: of the signed bytes.
        signature_sha256: of the CMS structure's DER.
        is_seal: made with a certificate for seals: it vouches for origin and integrity, and nobody declares anything by it.
    """

    field: str
    signer: str | None
    expected_signer: str | None
    indication: Indication
    sub_indication: SubIndication | None
    qualification: Qualification
    level: str
    signed_at: datetime | None
    signed_at_source: SignedAtSource
    certificate_sha256: str | None = None
    issuer: str | None = None
    newly_signed: bool = False
    pseudonym: bool = False
    signed_sha256: str | None = None
    signature_sha256: str | None = None
    is_seal: bool = False


@dataclass(frozen=True, slots=True)
class RevocationNeed:
    """Revocation data the caller may fetch: the certificate's chain to a listed CA stands, so these addresses are the CA's, not an uploader's.

    Attributes:
        certificate, issuer: DER.
        ocsp_urls, crl_urls: as the certificate gives them, http(s) only; at least one of them.
    """

    certificate: bytes
    issuer: bytes
    ocsp_urls: tuple[str, ...] = ()
    crl_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that was found about one file.

    Attributes:
        complete: VALID, and in a file of ours every field is signed (and sealed, if it was to be finished).
        issued_here: judged against an expectation.
        notes: codes of remarks that are no reasons (`signing.report` has their sentences).
        revocation_needs: fetch these and judge again; empty if nothing would help.
    """

    sha256: str
    overall: Overall
    complete: bool
    issued_here: bool
    at: datetime
    reasons: tuple[Reason, ...] = ()
    signatures: tuple[SignatureFinding, ...] = ()
    timestamps: tuple[TimestampFinding, ...] = ()
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    revocation_needs: tuple[RevocationNeed, ...] = ()

    @property
    def codes(self) -> tuple[ReasonCode, ...]:
        """Each code once, in the order of the reasons."""
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))

    @property
    def newly_signed(self) -> tuple[str, ...]:
        """Fields signed in this file that are not signed in the last accepted revision."""
        return tuple(finding.field for finding in self.signatures if finding.newly_signed)


def exit_code(verdict: Verdict) -> int:
    """Exit status of `verify`: 0 VALID, 1 INVALID, 2 INDETERMINATE, 3 UNREADABLE."""
    return {Overall.VALID: 0, Overall.INVALID: 1, Overall.INDETERMINATE: 2, Overall.UNREADABLE: 3}[verdict.overall]


def overall_of(reasons: Sequence[Reason]) -> Overall:
    """VALID without a reason, INDETERMINATE if all that is wrong is a missing fact, else INVALID."""
    if not reasons:
        return Overall.VALID
    return Overall.INDETERMINATE if all(reason.code.only_a_fact_is_missing for reason in reasons) else Overall.INVALID
