"""The verdict on one file. Numbered as `StepName`; each step answers the attack its module names.

    (1)  readable at all                                    signed_file
    (2)  starts with the issued and last accepted bytes      expected
    (3)  revisions hold nothing but signatures               revisions (ours), modifications, placement, late_revisions (all)
    (4)  byte ranges                                         signed_file
    (5)–(9) each signature and each document timestamp       signature, timestamp
    (10) the signer is who was to sign                       expected
    (11) everyone has signed, and the file is sealed         expected
    (12) what acts or lies elsewhere is remarked             active_content (a file of others)

It never raises for a file's sake and never touches the network: what is missing is named in `revocation_needs`, the caller fetches and asks again.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from signing.qualification.registry import TrustRegistry
from signing.validation.active_content import content_remarks
from signing.validation.all_signatures import Judged, circumstances_of, judge_all
from signing.validation.certificate import Certificate
from signing.validation.circumstances import Circumstances, Fault
from signing.validation.errors import UNEXPECTED, Unreadable
from signing.validation.expectation import NO_REVOCATION_DATA, Expectation, Limits, RevocationData
from signing.validation.expected import completeness_faults, issued_bytes_fault, name_was_confirmed, signer_faults
from signing.validation.late_revisions import late_revision_faults
from signing.validation.later_stamps import later_signer_shows_something
from signing.validation.modifications import modification_faults, tail_fault
from signing.validation.placement import placement_faults
from signing.validation.revisions import revision_faults
from signing.validation.signature import SignatureJudgement
from signing.validation.signed_file import SignedFile, read_signed_file
from signing.validation.timestamp import TimestampJudgement
from signing.verdict import (
    Overall,
    Reason,
    ReasonCode,
    RevocationNeed,
    SignatureFinding,
    SignedAtSource,
    Step,
    StepName,
    StepOutcome,
    Verdict,
    overall_of,
)

__all__ = ["validate", "verdict_or_needs"]

Found = TypeVar("Found")

NOTE_SHADOW = "LAST_SIGNATURE_ENDS_THE_FILE"
NOTE_LATER_STAMP = "LATER_SIGNER_SHOWS_SOMETHING"
NOTE_UNQUALIFIED_TIMESTAMP = "TIMESTAMP_NOT_QUALIFIED"
NOTE_CONFIRMED_NAME = "NAME_CONFIRMED_BY_TWO"
NOTE_SEAL = "SEAL_IS_NO_SIGNATURE"
NOTE_KNOWN_SEAL = "SEAL_OF_A_KNOWN_ISSUER"
NOTE_OWN_REPORT = "NOT_A_QUALIFIED_VALIDATION"


def validate(
    pdf: bytes,
    *,
    registry: TrustRegistry,
    at: datetime,
    expectation: Expectation | None = None,
    revocation: RevocationData = NO_REVOCATION_DATA,
    limits: Limits | None = None,
    seal_anchors: Sequence[bytes] = (),
) -> Verdict:
    """Judge a file.

    Args:
        registry: the trusted lists, made for the same instant.
        at: aware instant as of which to judge.
        expectation: for a file the service issued; None for any other.
        revocation: what the caller fetched for an earlier verdict's `revocation_needs`.
        seal_anchors: DER certificates; seals under one of them are known, besides those that the lists call qualified.
    """

    def judged() -> Verdict:
        file, circumstances = _opened(pdf, registry, at, revocation, seal_anchors, limits)
        return _verdict(file, circumstances, expectation, judge_all(file, circumstances, seals_count=expectation is None))

    return _guarded(judged, pdf, at, issued_here=expectation is not None)


def verdict_or_needs(
    pdf: bytes,
    *,
    registry: TrustRegistry,
    at: datetime,
    expectation: Expectation | None = None,
    seal_anchors: Sequence[bytes] = (),
) -> Verdict | tuple[RevocationNeed, ...]:
    """The verdict, as of `validate`; but if revocation data is missing, only that, before the work is done that would have to be done once more with the data."""

    def judged() -> Verdict | tuple[RevocationNeed, ...]:
        file, circumstances = _opened(pdf, registry, at, NO_REVOCATION_DATA, seal_anchors, None)
        signatures = judge_all(file, circumstances, seals_count=expectation is None)
        return tuple(circumstances.needs) or _verdict(file, circumstances, expectation, signatures)

    return _guarded(judged, pdf, at, issued_here=expectation is not None)


def _opened(
    pdf: bytes,
    registry: TrustRegistry,
    at: datetime,
    revocation: RevocationData,
    seal_anchors: Sequence[bytes],
    limits: Limits | None,
) -> tuple[SignedFile, Circumstances]:
    file = read_signed_file(pdf, limits or Limits())
    circumstances = circumstances_of(file, registry, at, revocation)
    circumstances.seal_anchors = tuple(seal_anchors)
    return file, circumstances


def _guarded(act: Callable[[], Found], pdf: bytes, at: datetime, *, issued_here: bool) -> Found | Verdict:
    try:
        return act()
    except Unreadable as error:
        unreadable = Reason(error.code, None, error.detail)
        return _without_signatures(pdf, at, Overall.UNREADABLE, unreadable, issued_here=issued_here)
    except MemoryError:
        exceeded = Reason(ReasonCode.LIMIT_EXCEEDED, None, "memory")
        return _without_signatures(pdf, at, Overall.UNREADABLE, exceeded, issued_here=issued_here)
    except UNEXPECTED as error:
        # whatever a hostile file provokes is "not valid", never a failure of ours
        logging.getLogger(__name__).info("unexpected while judging", exc_info=error)
        malformed = Reason(ReasonCode.MALFORMED, None, type(error).__name__)
        return _without_signatures(pdf, at, Overall.INVALID, malformed, issued_here=issued_here)


def _verdict(file: SignedFile, circumstances: Circumstances, expectation: Expectation | None, judged: Judged) -> Verdict:
    pdf = file.pdf
    # (1), (4)
    reasons: list[Reason] = []
    steps: list[Step] = [
        Step(StepName.READABLE, StepOutcome.PASSED, None, (("bytes", str(len(pdf))), ("revisions", str(len(file.revision_ends)))))
    ]
    # (2)
    if expectation is not None:
        _add(reasons, steps, StepName.ISSUED_BYTES, None, [fault for fault in [issued_bytes_fault(file, expectation)] if fault])
    # (3)
    _add(reasons, steps, StepName.REVISIONS, None, _revision_faults(file, expectation))
    _add_byte_ranges(reasons, steps, file)
    # (5)–(9)
    timestamps, signatures = judged
    for stamp in timestamps.values():
        reasons.extend(_reasons(stamp.faults, stamp.finding.field))
    for signature in signatures:
        reasons.extend(_reasons(signature.faults, signature.slot.field))
        steps.extend(signature.steps)
    stamps = [*(judged for signature in signatures for judged in signature.timestamps), *timestamps.values()]
    # (10), (11)
    if expectation is not None:
        for signature in signatures:
            _add(reasons, steps, StepName.SIGNER, signature.slot.field, list(signer_faults(signature, signatures, expectation)))
        faults = completeness_faults(signatures, list(timestamps.values()), stamps, expectation, reasons)
        _add(reasons, steps, StepName.COMPLETENESS, None, list(faults))
    else:
        _add(reasons, steps, StepName.COMPLETENESS, None, list(_foreign_faults(signatures)))
    # (12)
    remarks = content_remarks(file) if expectation is None and signatures else ()
    if expectation is None and signatures:
        outcome = StepOutcome.UNKNOWN if remarks else StepOutcome.PASSED
        steps.append(Step(StepName.CONTENT, outcome, None, tuple((remark.value, "") for remark in remarks)))
    unique = tuple(dict.fromkeys(reasons))
    overall = overall_of(unique)
    return Verdict(
        sha256=hashlib.sha256(pdf).hexdigest(),
        overall=overall,
        complete=overall is Overall.VALID
        and (expectation is None or set(expectation.signers) <= {item.slot.field for item in signatures}),
        issued_here=expectation is not None,
        at=circumstances.at,
        reasons=unique,
        signatures=tuple(_finding(file, signature, expectation) for signature in signatures),
        timestamps=tuple(judged.finding for judged in stamps),
        steps=tuple(steps),
        notes=(*_notes(file, expectation, stamps, signatures), *remarks),
        revocation_needs=tuple(circumstances.needs),
    )


def _revision_faults(file: SignedFile, expectation: Expectation | None) -> list[Fault]:
    faults = [fault for fault in [tail_fault(file)] if fault is not None]
    faults.extend(placement_faults(file, known_bytes=_issued_bytes(file, expectation)))
    faults.extend(late_revision_faults(file))
    if expectation is not None:
        faults.extend(revision_faults(file, expectation))
    faults.extend(modification_faults(file))
    return faults


def _issued_bytes(file: SignedFile, expectation: Expectation | None) -> int:
    issued = expectation.issued if expectation is not None else b""
    return len(issued) if file.pdf.startswith(issued) else 0


def _add_byte_ranges(reasons: list[Reason], steps: list[Step], file: SignedFile) -> None:
    for slot in file.slots:
        outcome = StepOutcome.PASSED if slot.fault is None else StepOutcome.FAILED
        evidence = (("gap", f"{slot.gap[0]}–{slot.gap[1]}"), ("end", f"{slot.signed_end} of {len(file.pdf)}"))
        steps.append(
            Step(StepName.BYTE_RANGES, outcome, slot.field, evidence if slot.fault is None else (("fault", slot.fault),))
        )
        if slot.fault is not None:
            reasons.append(Reason(slot.fault_code, slot.field, slot.fault))


def _foreign_faults(signatures: list[SignatureJudgement]) -> Iterator[Fault]:
    """A file we did not issue: at least one signature, each with a proven time."""
    if not signatures:
        yield Fault(ReasonCode.NO_SIGNATURE, None)
    for signature in signatures:
        if signature.cms is not None and not signature.time_is_proven and not any(item.faults for item in signature.timestamps):
            yield Fault(ReasonCode.TIMESTAMP_MISSING, None, signature.slot.field)


def _add(reasons: list[Reason], steps: list[Step], name: StepName, field: str | None, faults: list[Fault]) -> None:
    missing = all(fault.code.only_a_fact_is_missing for fault in faults)
    outcome = StepOutcome.PASSED if not faults else StepOutcome.UNKNOWN if missing else StepOutcome.FAILED
    steps.append(Step(name, outcome, field, tuple((fault.code.value, fault.detail) for fault in faults)))
    reasons.extend(_reasons(faults, field))


def _reasons(faults: Iterable[Fault], field: str | None) -> Iterator[Reason]:
    return (Reason(fault.code, field, fault.detail) for fault in faults)


def _finding(file: SignedFile, signature: SignatureJudgement, expectation: Expectation | None) -> SignatureFinding:
    cms = signature.cms
    claimed = (cms.claimed_at if cms is not None else None) or signature.slot.claimed_at
    expected = expectation.signers.get(signature.slot.field) if expectation is not None else None
    return SignatureFinding(
        field=signature.slot.field,
        signer=signature.name.display_name if signature.name is not None else None,
        expected_signer=expected.display_name if expected is not None else None,
        indication=signature.indication,
        sub_indication=signature.sub_indication,
        qualification=signature.qualification,
        level=signature.level,
        signed_at=signature.best_time if signature.time_is_proven else claimed,
        signed_at_source=SignedAtSource.TIMESTAMP if signature.time_is_proven else SignedAtSource.CLAIMED,
        certificate_sha256=cms.certificate.sha256 if cms is not None else None,
        issuer=_issuer(cms.certificate) if cms is not None else None,
        pseudonym=signature.name is not None and bool(signature.name.pseudonym),
        signed_sha256=hashlib.sha256(b"".join(signature.slot.signed_parts(file.pdf))).hexdigest() if cms is not None else None,
        signature_sha256=hashlib.sha256(signature.slot.der).hexdigest() if signature.slot.der else None,
        is_seal=signature.is_seal,
        newly_signed=expectation is not None and signature.slot.signed_end > len(expectation.accepted),
    )


def _issuer(certificate: Certificate) -> str | None:
    try:
        issuer: str = certificate.asn1.issuer.human_friendly
    except (ValueError, TypeError):
        return None
    return issuer


def _notes(
    file: SignedFile, expectation: Expectation | None, stamps: list[TimestampJudgement], signatures: list[SignatureJudgement]
) -> Iterator[str]:
    yield NOTE_OWN_REPORT
    if expectation is not None and any(
        name_was_confirmed(signature, expectation.signers.get(signature.slot.field)) for signature in signatures
    ):
        yield NOTE_CONFIRMED_NAME
    if any(signature.is_seal for signature in signatures):
        yield NOTE_SEAL
    if any(signature.known_seal for signature in signatures):
        yield NOTE_KNOWN_SEAL
    if expectation is None:
        yield NOTE_SHADOW
        if later_signer_shows_something(file):
            yield NOTE_LATER_STAMP
        if any(judged.holds and judged.finding.qualified is False for judged in stamps):
            yield NOTE_UNQUALIFIED_TIMESTAMP


def _without_signatures(pdf: bytes, at: datetime, overall: Overall, reason: Reason, *, issued_here: bool) -> Verdict:
    step = Step(StepName.READABLE, StepOutcome.FAILED, None, ((reason.code.value, reason.detail),))
    return Verdict(
        hashlib.sha256(pdf).hexdigest(), overall, False, issued_here, at, (reason,), steps=(step,), notes=(NOTE_OWN_REPORT,)
    )
