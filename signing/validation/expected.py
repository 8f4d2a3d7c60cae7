"""What a file of ours must be beyond its signatures: our bytes, our signers, complete.

(a) it starts with the issued bytes                               (another document under our name)
(b) and with the last accepted revision                           (a file on an older revision drops a signer)
(c) an earlier revision of ours is recognised as such             (a prefix that ends at one of its %%EOF)
(d) each signature is in a field of the set, by that very person  (stranger, colleague, pseudonym)
(e) one person signs once
(f) finished: everyone signed, one document timestamp over the entire file, every timestamp by a listed QTST service
"""

from collections.abc import Iterator, Sequence

from signing.names import NameMatch, compare_names
from signing.validation.circumstances import Fault
from signing.validation.expectation import Expectation, ExpectedSigner
from signing.validation.signature import SignatureJudgement
from signing.validation.signed_file import SignedFile
from signing.validation.signer_name import SignerName
from signing.validation.timestamp import TimestampJudgement
from signing.verdict import Reason, ReasonCode

__all__ = ["completeness_faults", "issued_bytes_fault", "name_was_confirmed", "signer_faults"]

_ENDS = (b"%%EOF", b"%%EOF\n", b"%%EOF\r", b"%%EOF\r\n")


def issued_bytes_fault(file: SignedFile, expectation: Expectation) -> Fault | None:
    """(a)–(c)"""
    pdf = file.pdf
    if pdf.startswith(expectation.accepted):
        return None
    if _is_earlier_revision(pdf, expectation):
        return Fault(ReasonCode.EARLIER_REVISION, None, f"{len(pdf)} of {len(expectation.accepted)} bytes")
    if pdf.startswith(expectation.issued):
        return Fault(ReasonCode.STALE_REVISION, None)
    return Fault(ReasonCode.CONTENT_CHANGED, None, "does not start with the issued bytes")


def _is_earlier_revision(pdf: bytes, expectation: Expectation) -> bool:
    return len(pdf) >= len(expectation.issued) and expectation.accepted.startswith(pdf) and pdf.endswith(_ENDS)


def signer_faults(
    signature: SignatureJudgement, all_signatures: Sequence[SignatureJudgement], expectation: Expectation
) -> Iterator[Fault]:
    """(d), (e)"""
    expected = expectation.signers.get(signature.slot.field)
    if expected is None:
        yield Fault(ReasonCode.SIGNER_NOT_IN_SET, None, "not a field of the issued document")
    if signature.is_seal and expected is not None:
        yield Fault(ReasonCode.SIGNER_NOT_IN_SET, None, "a seal is nobody's signature")
    if signature.name is None:
        return
    if signature.name.pseudonym:
        yield Fault(ReasonCode.PSEUDONYM, None)
        return
    if expected is not None:
        match _compared(signature.name, expected):
            case NameMatch.NEAR_MISS if not name_was_confirmed(signature, expected):
                yield Fault(ReasonCode.NAME_NEAR_MISS, None)
            case NameMatch.MISMATCH:
                yield Fault(ReasonCode.NAME_MISMATCH, None)
                if all(_compared(signature.name, other) is NameMatch.MISMATCH for other in expectation.signers.values()):
                    yield Fault(ReasonCode.SIGNER_NOT_IN_SET, None, "nobody of the set")
    if _signed_before(signature, all_signatures):
        yield Fault(ReasonCode.NAME_MISMATCH, None, "the same certificate signed another field")


def name_was_confirmed(signature: SignatureJudgement, expected: ExpectedSigner | None) -> bool:
    """An almost right name that two persons have looked at: it counts for that very certificate, and mends nothing but a near miss."""
    return (
        expected is not None
        and signature.cms is not None
        and signature.name is not None
        and signature.cms.certificate.sha256 == expected.confirmed_certificate
        and _compared(signature.name, expected) is NameMatch.NEAR_MISS
    )


def _compared(name: SignerName, expected: ExpectedSigner) -> NameMatch:
    given, surname = (name.given_name, name.surname) if name.surname else (name.common_name, "")
    return compare_names(
        given, surname, expected_given_name=expected.given_name, expected_surname=expected.surname, birth_name=expected.birth_name
    )


def _signed_before(signature: SignatureJudgement, all_signatures: Sequence[SignatureJudgement]) -> bool:
    own = signature.cms.certificate if signature.cms is not None else None
    return any(
        other.slot.signed_end < signature.slot.signed_end
        and other.cms is not None
        and own is not None
        and other.cms.certificate == own
        for other in all_signatures
    )


def completeness_faults(
    signatures: Sequence[SignatureJudgement],
    document_timestamps: Sequence[TimestampJudgement],
    all_timestamps: Sequence[TimestampJudgement],
    expectation: Expectation,
    reasons: Sequence[Reason],
) -> Iterator[Fault]:
    """(f), and for one received signature: that there is one."""
    for judged in all_timestamps:
        if judged.holds and judged.finding.qualified is False:
            yield Fault(ReasonCode.TIMESTAMP_INVALID, None, "not by a qualified service")
        elif judged.holds and judged.finding.qualified is None:
            yield Fault(ReasonCode.LISTS_UNAVAILABLE, None, "the time stamping authority's list has expired")
    earlier = any(reason.code is ReasonCode.EARLIER_REVISION for reason in reasons)
    stale = any(reason.code is ReasonCode.STALE_REVISION for reason in reasons)
    if not expectation.finished:
        if (
            not earlier
            and not stale
            and not any(signature.slot.signed_end > len(expectation.accepted) for signature in signatures)
        ):
            yield Fault(ReasonCode.NO_SIGNATURE, None, "no new signature")
        return
    if earlier:
        return
    signed = {signature.slot.field for signature in signatures}
    missing = sorted(set(expectation.signers) - signed)
    if missing:
        yield Fault(ReasonCode.JOINT_SIGNATURE_INCOMPLETE, None, ", ".join(missing))
        return
    if not document_timestamps:
        yield Fault(ReasonCode.TIMESTAMP_MISSING, None, "document timestamp")
    elif not document_timestamps[-1].finding.whole_file:
        yield Fault(ReasonCode.CONTENT_CHANGED, None, "the document timestamp does not cover the entire file")
