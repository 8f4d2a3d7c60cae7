"""One signature: is it what a qualified signature must be? (ETSI EN 319 102-1 §§ 5.3, 5.5, 5.6; TS 119 172-4)

(1) structure, digest of the signed ranges, signature value                        (forged or changed)
(2) its timestamps hold; the earliest proof of its existence is the signing time   (backdating; /M proves nothing)
(3) the certificate may sign                                                       (TLS or encryption certificate)
(4) chain to a listed CA, valid and not revoked at the signing time                (stranger, revoked, expired)
(5) qualified for signatures, at issuance and at signing, on a qualified device    (withdrawn, granted later, no QSCD)
    or, in a file of others, a seal: qualified for seals, or of a known issuer      (seal passed off as a signature: `seal`)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from signing.qualification.certificate_facts import facts_of
from signing.qualification.determination import CertificatePurpose, Determination, determine
from signing.validation.algorithms import digest
from signing.validation.circumstances import ChainJudgement, Circumstances, Fault
from signing.validation.cms import CmsSignature, read_cms
from signing.validation.errors import AlgorithmTooWeak, SignatureMalformed
from signing.validation.revocation import Evidence
from signing.validation.seal import is_for_seals, may_be_seal, names_no_person, qualification_faults, told_of_seal
from signing.validation.signed_file import DETACHED_CADES, SignatureSlot, SignedFile
from signing.validation.signer_name import SignerName, signer_name
from signing.validation.timestamp import TimestampJudgement, judge_timestamp
from signing.verdict import (
    Indication,
    Qualification,
    ReasonCode,
    Step,
    StepName,
    StepOutcome,
    SubIndication,
    TimestampKind,
)

__all__ = ["SignatureJudgement", "judge_signature"]


@dataclass(frozen=True, slots=True)
class SignatureJudgement:
    """All that was found about one signature.

    Attributes:
        best_time: earliest proven instant of existence; the instant of the verdict if nothing proves an earlier one.
        time_is_proven: a timestamp of its own or a later one in the file proves it.
        name: None if the certificate cannot be read.
        is_seal: the certificate is one for seals: it names no person who signed.
        known_seal: it ends at an anchor of the operator's own, not at a list.
    """

    slot: SignatureSlot
    cms: CmsSignature | None
    faults: tuple[Fault, ...]
    timestamps: tuple[TimestampJudgement, ...]
    best_time: datetime
    time_is_proven: bool
    qualification: Qualification
    level: str
    name: SignerName | None
    steps: tuple[Step, ...]
    is_seal: bool = False
    known_seal: bool = False

    @property
    def indication(self) -> Indication:
        etsi = [fault for fault in self.faults if fault.sub_indication is not None]
        if not etsi:
            return Indication.TOTAL_PASSED
        return Indication.TOTAL_FAILED if any(fault.sub_indication in _FAILED for fault in etsi) else Indication.INDETERMINATE

    @property
    def sub_indication(self) -> SubIndication | None:
        subs = [fault.sub_indication for fault in self.faults if fault.sub_indication is not None]
        return next((sub for sub in subs if sub in _FAILED), subs[0] if subs else None)


_FAILED = frozenset(
    {
        SubIndication.FORMAT_FAILURE,
        SubIndication.HASH_FAILURE,
        SubIndication.SIG_CRYPTO_FAILURE,
        SubIndication.REVOKED,
        SubIndication.NOT_YET_VALID,
    }
)


def judge_signature(
    file: SignedFile, slot: SignatureSlot, circumstances: Circumstances, *, proven_by_file: bool, seals_count: bool
) -> SignatureJudgement:
    """Judge one signature field that is no document timestamp.

    Args:
        circumstances: knowing the proofs of everything later in the file.
        seals_count: a seal is as good as a signature here; False in a file of ours, where a person has to sign.
        proven_by_file: a later document timestamp that holds covers this signature.
    """
    # (1)
    try:
        if slot.fault is not None:
            raise (
                AlgorithmTooWeak(slot.fault)
                if slot.fault_code is ReasonCode.ALGORITHM_TOO_WEAK
                else SignatureMalformed(slot.fault)
            )
        cms = read_cms(slot.der, timestamp=False)
    except (SignatureMalformed, AlgorithmTooWeak) as error:
        return _unread(slot, error, circumstances)
    faults = list(_integrity_faults(file, slot, cms))
    steps = [
        _step(StepName.SIGNATURE_VALUE, slot, faults, (("digest", cms.digest_name), ("certificate", cms.certificate.sha256)))
    ]
    evidence = [Evidence("CRL", der, slot.signed_end + 1) for der in cms.crls] + [
        Evidence("OCSP", der, slot.signed_end + 1) for der in cms.ocsps
    ]
    knowing = circumstances.with_more(cms.certificates, evidence)
    if (unvouched := knowing.unvouched(cms.certificates, cms.certificate)) is not None:
        faults.append(unvouched)
    # (2)
    timestamps = _timestamps(file, slot, cms, knowing)
    best_time = min(
        [
            knowing.proven_at(slot.signed_end + 1),
            *(judged.finding.at for judged in timestamps if _proves(judged) and judged.finding.at),
        ]
    )
    time_is_proven = proven_by_file or any(_proves(judged) for judged in timestamps)
    for judged in timestamps:
        faults.extend(judged.faults)
        if judged.finding.kind is TimestampKind.CONTENT and judged.finding.at is not None and judged.finding.at > best_time:
            faults.append(
                Fault(
                    ReasonCode.TIMESTAMP_INVALID, SubIndication.TIMESTAMP_ORDER_FAILURE, "content timestamp after the signature"
                )
            )
    steps.append(_timestamp_step(slot, timestamps, best_time, proven=time_is_proven))
    # (3), (4)
    chain = _chain(cms, knowing, best_time)
    known_seal = False
    if chain.chain is None and seals_count and knowing.seal_anchors and may_be_seal(cms.certificate):
        known = _chain(cms, knowing.for_known_seals(), best_time)
        known_seal = known.chain is not None
        chain = known if known_seal else chain
    # (5)
    determinations = None if known_seal else _determinations(cms, chain, best_time)
    is_seal = known_seal or is_for_seals(cms.certificate, determinations)
    unqualified = (
        ()
        if known_seal
        else qualification_faults(determinations, as_seal=is_seal and seals_count and names_no_person(cms.certificate))
    )
    chain_faults = tuple(told_of_seal(fault) for fault in chain.faults) if is_seal else chain.faults
    faults.extend((*chain_faults, *unqualified))
    steps.extend(_chain_steps(slot, ChainJudgement(chain.search, chain_faults, chain.revocation)))
    steps.append(_qualification_step(slot, determinations, tuple(unqualified)))
    return SignatureJudgement(
        slot=slot,
        cms=cms,
        faults=tuple(dict.fromkeys(faults)),
        timestamps=timestamps,
        best_time=best_time,
        time_is_proven=time_is_proven,
        qualification=Qualification.ADESEAL if known_seal else _qualification(chain, determinations),
        level=_level(slot, chain, stamped=time_is_proven, archived=proven_by_file),
        name=signer_name(cms.certificate.asn1),
        steps=tuple(steps),
        is_seal=is_seal,
        known_seal=known_seal,
    )


def _unread(slot: SignatureSlot, error: Exception, circumstances: Circumstances) -> SignatureJudgement:
    weak = isinstance(error, AlgorithmTooWeak)
    fault = Fault(
        ReasonCode.ALGORITHM_TOO_WEAK if weak else ReasonCode.MALFORMED,
        SubIndication.CRYPTO_CONSTRAINTS_FAILURE if weak else SubIndication.FORMAT_FAILURE,
        str(error),
    )
    step = Step(StepName.SIGNATURE_VALUE, StepOutcome.FAILED, slot.field, (("fault", str(error)),))
    return SignatureJudgement(
        slot, None, (fault,), (), circumstances.at, False, Qualification.NONE, _family(slot) + "B", None, (step,)
    )


def _integrity_faults(file: SignedFile, slot: SignatureSlot, cms: CmsSignature) -> list[Fault]:
    try:
        if not cms.digest_matches(*slot.signed_parts(file.pdf)):
            return [Fault(ReasonCode.CONTENT_CHANGED, SubIndication.HASH_FAILURE, "signed bytes")]
        if not cms.value_holds():
            return [Fault(ReasonCode.CONTENT_CHANGED, SubIndication.SIG_CRYPTO_FAILURE, "signature value")]
        if slot.sub_filter == DETACHED_CADES and not cms.names_certificate:
            return [Fault(ReasonCode.MALFORMED, SubIndication.SIG_CONSTRAINTS_FAILURE, "no signing-certificate attribute")]
    except AlgorithmTooWeak as error:
        return [Fault(ReasonCode.ALGORITHM_TOO_WEAK, SubIndication.CRYPTO_CONSTRAINTS_FAILURE, str(error))]
    except SignatureMalformed as error:
        return [Fault(ReasonCode.MALFORMED, SubIndication.FORMAT_FAILURE, str(error))]
    return []


def _timestamps(
    file: SignedFile, slot: SignatureSlot, cms: CmsSignature, circumstances: Circumstances
) -> tuple[TimestampJudgement, ...]:
    parts = slot.signed_parts(file.pdf)

    def of_content(name: str) -> bytes:
        return digest(name, *parts)

    def of_value(name: str) -> bytes:
        return digest(name, cms.value)

    kinds: list[tuple[bytes, TimestampKind, Callable[[str], bytes]]] = [
        *((der, TimestampKind.CONTENT, of_content) for der in cms.content_timestamps),
        *((der, TimestampKind.SIGNATURE, of_value) for der in cms.timestamps),
    ]
    return tuple(
        judge_timestamp(der, stamped, circumstances, kind=kind, field=slot.field, position=slot.signed_end + 1)
        for der, kind, stamped in kinds
    )


def _proves(judged: TimestampJudgement) -> bool:
    return judged.holds and judged.finding.kind is TimestampKind.SIGNATURE


def _chain(cms: CmsSignature, circumstances: Circumstances, best_time: datetime) -> ChainJudgement:
    judged = circumstances.judge_chain(cms.certificate, used_at=best_time, proves_time=False)
    usage = cms.certificate.usage
    if usage and not usage & {"digital_signature", "non_repudiation"}:
        # (3)
        fault = Fault(ReasonCode.CHAIN_UNTRUSTED, SubIndication.CHAIN_CONSTRAINTS_FAILURE, "certificate is not for signing")
        return ChainJudgement(judged.search, (fault, *judged.faults), judged.revocation)
    return judged


def _determinations(cms: CmsSignature, chain: ChainJudgement, best_time: datetime) -> tuple[Determination, Determination] | None:
    if chain.chain is None:
        return None
    facts = facts_of(cms.certificate.asn1)
    services = chain.chain.services
    return determine(facts, services, at=facts.issued_at), determine(facts, services, at=best_time)


def _qualification(chain: ChainJudgement, determinations: tuple[Determination, Determination] | None) -> Qualification:
    """TS 119 172-4 annex A, in the words of `Qualification`."""
    if determinations is None:
        unknown = any(fault.code is ReasonCode.LISTS_UNAVAILABLE for fault in chain.faults)
        return Qualification.UNKNOWN if unknown else Qualification.NONE
    at_issuance, at_signing = determinations
    qualified = at_issuance.qualified and at_signing.qualified
    device = at_issuance.qualified_device and at_signing.qualified_device
    match at_signing.purpose:
        case CertificatePurpose.SIGNATURE:
            return (Qualification.QESIG if device else Qualification.ADESIG_QC) if qualified else Qualification.ADESIG
        case CertificatePurpose.SEAL:
            return (Qualification.QESEAL if device else Qualification.ADESEAL_QC) if qualified else Qualification.ADESEAL
        case _:
            return Qualification.NONE


def _family(slot: SignatureSlot) -> str:
    return "PAdES-BASELINE-" if slot.sub_filter == DETACHED_CADES else "PKCS7-"


def _level(slot: SignatureSlot, chain: ChainJudgement, *, stamped: bool, archived: bool) -> str:
    """By what the file itself carries: revocation data that had to be fetched makes no LT (ETSI EN 319 142-1 § 6)."""
    long_term = stamped and bool(chain.revocation) and all(state.in_file for state in chain.revocation)
    suffix = "LTA" if long_term and archived else "LT" if long_term else "T" if stamped else "B"
    return _family(slot) + suffix


# -- steps for the report --


def _outcome(faults: list[Fault] | tuple[Fault, ...]) -> StepOutcome:
    if not faults:
        return StepOutcome.PASSED
    return StepOutcome.UNKNOWN if all(fault.code.only_a_fact_is_missing for fault in faults) else StepOutcome.FAILED


def _step(
    name: StepName, slot: SignatureSlot, faults: list[Fault] | tuple[Fault, ...], evidence: tuple[tuple[str, str], ...]
) -> Step:
    return Step(name, _outcome(faults), slot.field, evidence + tuple((fault.code.value, fault.detail) for fault in faults))


def _timestamp_step(
    slot: SignatureSlot, timestamps: tuple[TimestampJudgement, ...], best_time: datetime, *, proven: bool
) -> Step:
    faults = tuple(fault for judged in timestamps for fault in judged.faults)
    step = _step(StepName.TIMESTAMPS, slot, faults, (("best_time", best_time.isoformat()), ("proven", str(proven))))
    return step if proven or faults else Step(step.name, StepOutcome.UNKNOWN, step.field, step.evidence)


def _chain_steps(slot: SignatureSlot, chain: ChainJudgement) -> list[Step]:
    of_revocation = {ReasonCode.CERTIFICATE_REVOKED, ReasonCode.REVOCATION_UNKNOWN}
    path = chain.chain.path if chain.chain else ()
    chain_faults = tuple(fault for fault in chain.faults if fault.code not in of_revocation)
    revocation_faults = tuple(fault for fault in chain.faults if fault.code in of_revocation)
    states = tuple(
        (state.source or "none", f"{state.state} {state.known_at.isoformat() if state.known_at else ''}".strip())
        for state in chain.revocation
    )
    steps = [_step(StepName.CHAIN, slot, chain_faults, tuple(("certificate", item.sha256) for item in path))]
    steps.append(
        _step(StepName.REVOCATION, slot, revocation_faults, states)
        if path
        else Step(StepName.REVOCATION, StepOutcome.SKIPPED, slot.field)
    )
    return steps


def _qualification_step(
    slot: SignatureSlot, determinations: tuple[Determination, Determination] | None, faults: tuple[Fault, ...]
) -> Step:
    if determinations is None:
        return Step(StepName.QUALIFICATION, StepOutcome.SKIPPED, slot.field)
    at_issuance, at_signing = determinations
    evidence = (
        ("service", at_signing.service or ""),
        ("territory", at_signing.territory or ""),
        ("at_issuance", at_issuance.status or ""),
        ("at_signing", at_signing.status or ""),
        ("purpose", at_signing.purpose.value),
        ("qualified_device", str(at_signing.qualified_device)),
    )
    return _step(StepName.QUALIFICATION, slot, faults, evidence)
