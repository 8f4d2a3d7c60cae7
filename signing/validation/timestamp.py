"""One timestamp token: does it prove that what it stamps existed at its time? (RFC 3161, ETSI EN 319 102-1 § 5.4)

(1) structure, signature value, digest of its content, its certificate     (forged token)
(2) its imprint is the digest of what it is said to stamp                  (token of another document)
(3) the unit's certificate is for time stamping and nothing else           (any certificate of a listed CA)
(4) chain to a listed service, valid and not revoked at its time           (stranger's authority)
(5) the token is proven to have existed before that certificate ended      (expired authority's key found; a listed unit has no such end)
(6) the service is a QTST service, granted then                            (unqualified; a reason only in files of ours)
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import x509

from signing.qualification.determination import is_qualified_timestamp_service
from signing.validation.circumstances import Circumstances, Fault
from signing.validation.cms import CmsSignature, read_cms
from signing.validation.errors import AlgorithmTooWeak, SignatureMalformed
from signing.verdict import Indication, ReasonCode, SubIndication, TimestampFinding, TimestampKind

__all__ = ["TimestampJudgement", "judge_timestamp"]

TIME_STAMPING = "1.3.6.1.5.5.7.3.8"


@dataclass(frozen=True, slots=True)
class TimestampJudgement:
    """Finding and faults; `token` None if it cannot be read."""

    finding: TimestampFinding
    faults: tuple[Fault, ...]
    token: CmsSignature | None

    @property
    def holds(self) -> bool:
        return self.finding.indication is Indication.TOTAL_PASSED


def judge_timestamp(
    der: bytes,
    stamped: Callable[[str], bytes],
    circumstances: Circumstances,
    *,
    kind: TimestampKind,
    field: str,
    position: int,
    whole_file: bool = False,
) -> TimestampJudgement:
    """Judge one token.

    Args:
        stamped: digest's name → digest of what the token is said to stamp.
        position: end offset of the token's place in the file, for proofs of its existence.
    """
    token: CmsSignature | None = None
    faults: tuple[Fault, ...]
    qualified: bool | None = None
    try:
        token = read_cms(der, timestamp=True)
        faults = _integrity_faults(token, stamped)
        if not faults:
            faults, qualified = _trust_faults(token, circumstances, position)
    except AlgorithmTooWeak as error:
        faults = (Fault(ReasonCode.ALGORITHM_TOO_WEAK, SubIndication.CRYPTO_CONSTRAINTS_FAILURE, str(error)),)
    except SignatureMalformed as error:
        faults = (Fault(ReasonCode.TIMESTAMP_INVALID, SubIndication.FORMAT_FAILURE, str(error)),)
    imprint = token.imprint if token is not None else None
    finding = TimestampFinding(
        kind=kind,
        field=field,
        at=imprint.at if imprint else None,
        indication=_indication(faults),
        sub_indication=faults[0].sub_indication if faults else None,
        qualified=qualified,
        authority=_common_name(token.certificate.asn1) if token is not None else None,
        whole_file=whole_file,
        token_sha256=hashlib.sha256(der).hexdigest(),
        holds_until=token.certificate.not_after if token is not None else None,
    )
    return TimestampJudgement(finding, faults, token)


def _integrity_faults(token: CmsSignature, stamped: Callable[[str], bytes]) -> tuple[Fault, ...]:
    # (1)
    if not token.digest_matches():
        return (Fault(ReasonCode.TIMESTAMP_INVALID, SubIndication.HASH_FAILURE, "content of the token"),)
    if not token.value_holds():
        return (Fault(ReasonCode.TIMESTAMP_INVALID, SubIndication.SIG_CRYPTO_FAILURE, "signature of the token"),)
    if not token.names_certificate:
        return (Fault(ReasonCode.TIMESTAMP_INVALID, SubIndication.SIG_CONSTRAINTS_FAILURE, "token that names no certificate"),)
    # (2)
    if token.imprint is None or stamped(token.imprint.digest) != token.imprint.value:
        return (Fault(ReasonCode.TIMESTAMP_INVALID, SubIndication.HASH_FAILURE, "imprint"),)
    # (3)
    if token.certificate.extended_usage != {TIME_STAMPING}:
        return (
            Fault(ReasonCode.TIMESTAMP_INVALID, SubIndication.CHAIN_CONSTRAINTS_FAILURE, "certificate is not for time stamping"),
        )
    return ()


def _trust_faults(token: CmsSignature, circumstances: Circumstances, position: int) -> tuple[tuple[Fault, ...], bool | None]:
    if token.imprint is None:
        raise SignatureMalformed("no TSTInfo")
    at = token.imprint.at
    knowing = circumstances.with_more(token.certificates, ())
    # (4)
    existed_at = circumstances.proven_at(position)
    judged = knowing.judge_chain(token.certificate, used_at=at, proves_time=True, existed_at=existed_at)
    faults = [_as_timestamp_fault(fault) for fault in judged.faults]
    if (unvouched := knowing.unvouched(token.certificates, token.certificate)) is not None:
        faults.append(unvouched)
    if at > circumstances.at:
        faults.append(
            Fault(ReasonCode.TIMESTAMP_INVALID, SubIndication.TIMESTAMP_ORDER_FAILURE, "later than the instant of the verdict")
        )
    # (5)
    if judged.chain is not None and len(judged.chain.path) > 1 and existed_at > token.certificate.not_after:
        faults.append(
            Fault(
                ReasonCode.TIMESTAMP_INVALID,
                SubIndication.OUT_OF_BOUNDS_NO_POE,
                f"authority's certificate ended {token.certificate.not_after:%Y-%m-%d}",
            )
        )
    # (6)
    on_current_list = judged.chain is not None and all(
        circumstances.registry.is_current(service.territory) for service in judged.chain.services
    )
    qualified = (
        is_qualified_timestamp_service(judged.chain.services, at=at) if judged.chain is not None and on_current_list else None
    )
    return tuple(faults), qualified


def _as_timestamp_fault(fault: Fault) -> Fault:
    """Missing facts stay missing facts; whatever else is wrong with its certificate makes the timestamp invalid."""
    if fault.code.only_a_fact_is_missing or fault.code is ReasonCode.ALGORITHM_TOO_WEAK:
        return fault
    return Fault(ReasonCode.TIMESTAMP_INVALID, fault.sub_indication, f"{fault.code} {fault.detail}".strip())


def _indication(faults: tuple[Fault, ...]) -> Indication:
    if not faults:
        return Indication.TOTAL_PASSED
    failed = {SubIndication.HASH_FAILURE, SubIndication.SIG_CRYPTO_FAILURE, SubIndication.FORMAT_FAILURE, SubIndication.REVOKED}
    return Indication.TOTAL_FAILED if any(fault.sub_indication in failed for fault in faults) else Indication.INDETERMINATE


def _common_name(certificate: x509.Certificate) -> str | None:
    try:
        names = certificate.subject.native
    except (ValueError, TypeError):
        return None
    name = names.get("common_name") or names.get("organization_name")
    return name if isinstance(name, str) else None
