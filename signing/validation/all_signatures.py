"""All signatures and document timestamps of one file, judged; and what is missing for that."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from signing.qualification.registry import TrustRegistry
from signing.validation.algorithms import digest
from signing.validation.certificate import Certificate
from signing.validation.circumstances import Circumstances
from signing.validation.errors import UNEXPECTED, SignatureMalformed, Unreadable
from signing.validation.expectation import NO_REVOCATION_DATA, Limits, RevocationData
from signing.validation.revocation import Evidence
from signing.validation.signature import SignatureJudgement, judge_signature
from signing.validation.signed_file import SignatureSlot, SignedFile, read_signed_file
from signing.validation.timestamp import TimestampJudgement, judge_timestamp
from signing.verdict import RevocationNeed, TimestampKind

__all__ = ["Judged", "circumstances_of", "judge_all", "revocation_needs"]

Judged = tuple[dict[str, TimestampJudgement], list[SignatureJudgement]]
"""Document timestamps by field, and the signatures, both in the order of the file."""


def revocation_needs(
    pdf: bytes,
    *,
    registry: TrustRegistry,
    at: datetime,
    given: RevocationData = NO_REVOCATION_DATA,
    seal_anchors: Sequence[bytes] = (),
) -> tuple[RevocationNeed, ...]:
    """The certificates of a file's signatures and timestamps that the given data does not answer for, whatever the file itself carries: what an earlier signer's
    tool put in may be older than the last signature.

    That question alone, for a file that was judged before and will be judged again: nothing is said of revisions, names and content. Empty for a file that
    cannot be read.

    Args:
        registry, at, seal_anchors: as in `validate`.
    """
    try:
        file = read_signed_file(pdf, Limits())
        circumstances = circumstances_of(file, registry, at, given, unaided=True)
        circumstances.seal_anchors = tuple(seal_anchors)
        judge_all(file, circumstances, seals_count=True)
    except (Unreadable, *UNEXPECTED):
        return ()
    return tuple(circumstances.needs)


def circumstances_of(
    file: SignedFile, registry: TrustRegistry, at: datetime, revocation: RevocationData, *, unaided: bool = False
) -> Circumstances:
    """`unaided`: pass over the revocation data in the file's store."""
    handed_in = [Evidence("CRL", der, None) for der in revocation.crls] + [
        Evidence("OCSP", der, None) for der in revocation.ocsps
    ]
    own = () if unaided else file.evidence
    return Circumstances(registry, at, tuple(_readable(file.certificates)), (*own, *handed_in))


def _readable(certificates: Iterable[bytes]) -> Iterator[Certificate]:
    for der in certificates:
        try:
            yield Certificate(der)
        except SignatureMalformed:
            continue


def judge_all(file: SignedFile, circumstances: Circumstances, *, seals_count: bool) -> Judged:
    """From the last to the first, so that each is judged knowing the proofs of what follows; returned in the order of the file."""
    timestamps: dict[str, TimestampJudgement] = {}
    signatures: list[SignatureJudgement] = []
    document_timestamp_holds = False
    for slot in reversed(file.slots):
        if slot.is_timestamp:
            judged = _judge_document_timestamp(file, slot, circumstances)
            timestamps[slot.field] = judged
            if judged.holds and judged.finding.at is not None:
                circumstances.proofs.append((slot.signed_end, judged.finding.at))
                document_timestamp_holds = True
        else:
            signature = judge_signature(
                file, slot, circumstances, proven_by_file=document_timestamp_holds, seals_count=seals_count
            )
            signatures.append(signature)
            if signature.time_is_proven:
                circumstances.proofs.append((slot.signed_end, signature.best_time))
    return dict(reversed(timestamps.items())), signatures[::-1]


def _judge_document_timestamp(file: SignedFile, slot: SignatureSlot, circumstances: Circumstances) -> TimestampJudgement:
    parts = slot.signed_parts(file.pdf)
    return judge_timestamp(
        slot.der,
        lambda name: digest(name, *parts),
        circumstances,
        kind=TimestampKind.DOCUMENT,
        field=slot.field,
        position=slot.signed_end + 1,
        whole_file=slot.signed_end == len(file.pdf),
    )
