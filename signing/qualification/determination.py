"""Is this certificate qualified, for what, and is its key in a qualified device? (ETSI TS 119 615 v1.2.1 §§ 4.4, 4.5)

Asked twice, for the instant of issuance and the instant of signing; a signature is qualified only if both answers say so. Numbered steps:

    (1) services whose identity is in the certificate's chain, of type CA/QC                      (a listed CA of another kind)
    (2) their status at the instant: granted, before eIDAS supervised or accredited               (withdrawn, or granted later)
    (3) the service issues for signatures, seals or web sites; the certificate's own QcType       (a seal passed off as a signature)
    (4) the list's qualifiers whose criteria match correct what the certificate says of itself    (NotQualified, QCNoQSCD …)
    (5) services that contradict each other decide nothing
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from signing.qualification.certificate_facts import CertificateFacts
from signing.qualification.registry import CA_QC, QTST, ListedService, ServiceStatus

__all__ = ["CertificatePurpose", "Determination", "determine", "is_qualified_timestamp_service"]

EIDAS_APPLIES = datetime(2016, 6, 30, 22, tzinfo=UTC)
"""1 July 2016, 0 h Brussels (Art. 52 (2) eIDAS)."""

_GRANTED_BEFORE_EIDAS = frozenset(
    {"undersupervision", "supervisionincessation", "accredited", "granted", "setbynationallaw", "recognisedatnationallevel"}
)
_GRANTED = frozenset({"granted"})

_QCP_PUBLIC = "0.4.0.1456.1.2"
_QCP_PUBLIC_WITH_SSCD = "0.4.0.1456.1.1"


class CertificatePurpose(StrEnum):
    SIGNATURE = "SIGNATURE"
    SEAL = "SEAL"
    WEBSITE = "WEBSITE"
    UNKNOWN = "UNKNOWN"


_QC_TYPES = {
    "0.4.0.1862.1.6.1": CertificatePurpose.SIGNATURE,
    "0.4.0.1862.1.6.2": CertificatePurpose.SEAL,
    "0.4.0.1862.1.6.3": CertificatePurpose.WEBSITE,
}
_SERVICE_PURPOSES = {
    "ForeSignatures": CertificatePurpose.SIGNATURE,
    "ForeSeals": CertificatePurpose.SEAL,
    "ForWebSiteAuthentication": CertificatePurpose.WEBSITE,
}
_QUALIFIER_PURPOSES = {
    "QCForESig": CertificatePurpose.SIGNATURE,
    "QCForESeal": CertificatePurpose.SEAL,
    "QCForWSA": CertificatePurpose.WEBSITE,
}
_QUALIFIED_DEVICE = frozenset({"QCWithSSCD", "QCWithQSCD", "QCQSCDManagedOnBehalf"})
_NO_QUALIFIED_DEVICE = frozenset({"QCNoSSCD", "QCNoQSCD"})


@dataclass(frozen=True, slots=True)
class Determination:
    """The answer for one instant.

    Attributes:
        decided: False if listed services contradict each other; then nothing else counts.
        status: the service's status at the instant, for the report; None if no CA/QC service was listed then.
        service: its name on the list.
    """

    qualified: bool
    purpose: CertificatePurpose
    qualified_device: bool
    decided: bool = True
    status: str | None = None
    service: str | None = None
    territory: str | None = None


def determine(facts: CertificateFacts, services: Sequence[ListedService], *, at: datetime) -> Determination:
    """Determine what the certificate was at that instant.

    Args:
        services: listed services whose identity (name and key) is one of the certificate's issuers in its chain.
    """
    # (1), (2)
    granted = _GRANTED if at >= EIDAS_APPLIES else _GRANTED_BEFORE_EIDAS
    listed = [(service, status) for service in services if (status := service.status_at(at)) is not None and status.type == CA_QC]
    answers = [_answer(facts, service, status, at) for service, status in listed if status.status in granted]
    if not answers:
        seen = listed[0] if listed else None
        return Determination(
            qualified=False,
            purpose=_own_purpose(facts),
            qualified_device=False,
            status=seen[1].status if seen else None,
            service=seen[0].name if seen else None,
            territory=seen[0].territory if seen else None,
        )
    # (3): services for another purpose do not contradict, they are not meant
    meant = [answer for answer in answers if answer.qualified] or answers
    # (5)
    if len({(answer.qualified, answer.purpose, answer.qualified_device) for answer in meant}) > 1:
        return Determination(False, CertificatePurpose.UNKNOWN, False, decided=False, status="conflict", service=meant[0].service)
    return meant[0]


def is_qualified_timestamp_service(services: Iterable[ListedService], *, at: datetime) -> bool:
    """True if one of the services was a QTST service in good standing at that instant."""
    granted = _GRANTED if at >= EIDAS_APPLIES else _GRANTED_BEFORE_EIDAS
    return any(
        (status := service.status_at(at)) is not None and status.type == QTST and status.status in granted for service in services
    )


def _answer(facts: CertificateFacts, service: ListedService, status: ServiceStatus, at: datetime) -> Determination:
    qualifiers = {
        qualifier for element in status.qualifications if _matches(element.criteria, facts) for qualifier in element.qualifiers
    }
    purpose = _purpose(facts, qualifiers)
    qualified = _qualified(facts, qualifiers) and _issued_for(status, purpose, facts.issued_at)
    return Determination(
        qualified=qualified,
        purpose=purpose,
        qualified_device=qualified and _device(facts, qualifiers, at),
        status=status.status,
        service=service.name,
        territory=service.territory,
    )


def _qualified(facts: CertificateFacts, qualifiers: set[str]) -> bool:
    # (4)
    if "NotQualified" in qualifiers or facts.foreign_legislation:
        return False
    if "QCStatement" in qualifiers or facts.qc_compliance:
        return True
    return facts.issued_at < EIDAS_APPLIES and bool(facts.policies & {_QCP_PUBLIC, _QCP_PUBLIC_WITH_SSCD})


def _purpose(facts: CertificateFacts, qualifiers: set[str]) -> CertificatePurpose:
    # (4): the list's word, if it is one word, goes before the certificate's
    said = {_QUALIFIER_PURPOSES[qualifier] for qualifier in qualifiers if qualifier in _QUALIFIER_PURPOSES}
    if len(said) == 1:
        return said.pop()
    if len(said) > 1:
        return CertificatePurpose.UNKNOWN
    return _own_purpose(facts)


def _own_purpose(facts: CertificateFacts) -> CertificatePurpose:
    """EN 319 412-5 § 4.2.3: a qualified certificate without QcType is one for signatures."""
    if not facts.qc_types:
        return CertificatePurpose.SIGNATURE
    types = {_QC_TYPES.get(identifier, CertificatePurpose.UNKNOWN) for identifier in facts.qc_types}
    return types.pop() if len(types) == 1 else CertificatePurpose.UNKNOWN


def _issued_for(status: ServiceStatus, purpose: CertificatePurpose, issued_at: datetime) -> bool:
    """(3) Since eIDAS a service names its purposes; before, all qualified certificates were for signatures."""
    purposes = {_SERVICE_PURPOSES[name] for name in status.additional if name in _SERVICE_PURPOSES}
    if not purposes:
        return issued_at < EIDAS_APPLIES and purpose is CertificatePurpose.SIGNATURE
    return purpose in purposes


def _device(facts: CertificateFacts, qualifiers: set[str], at: datetime) -> bool:
    with_device, without = qualifiers & _QUALIFIED_DEVICE, qualifiers & _NO_QUALIFIED_DEVICE
    if with_device and without:
        return False
    if with_device or without:
        return bool(with_device)
    return facts.qc_sscd or (at < EIDAS_APPLIES and _QCP_PUBLIC_WITH_SSCD in facts.policies)


def _matches(criteria: Sequence[Any], facts: CertificateFacts) -> bool:
    demand, items = criteria[0], criteria[1]
    outcomes = [_criterion(item, facts) for item in items]
    match demand:
        case "all":
            return bool(outcomes) and all(outcomes)
        case "atLeastOne":
            return any(outcomes)
        case "none":
            return not any(outcomes)
        case _:
            return False


def _criterion(item: Sequence[Any], facts: CertificateFacts) -> bool:
    match item[0]:
        case "usage":
            return all((bit in facts.usage) == wanted for bit, wanted in item[1])
        case "policies":
            return all(policy in facts.policies for policy in item[1])
        case "eku":
            return all(usage in facts.extended_usage for usage in item[1])
        case "subject":
            return all(attribute in facts.subject_attributes for attribute in item[1])
        case "all" | "atLeastOne" | "none":
            return _matches(item, facts)
        case _:
            return False
