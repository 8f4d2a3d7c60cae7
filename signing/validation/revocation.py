"""Was this certificate revoked? Answered from CRLs and OCSP responses at hand (RFC 5280 § 6.3, RFC 6960 § 3.2, ETSI EN 319 102-1 § 5.2.5).

Each piece of evidence must (1) be about this certificate and its issuer, (2) be signed by that issuer or a responder the issuer appointed, (3) have existed
while its signer's certificate was valid, (4) be fresh for the instant asked, and (5) not date from after the certificate's end, when a CA may drop it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from asn1crypto import algos, core, ocsp, parser
from cryptography import x509 as pyca_x509
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID

from signing.qualification.name_key import name_key
from signing.validation.algorithms import DIGEST_BY_OID, digest, signature_holds
from signing.validation.certificate import Certificate
from signing.validation.errors import AlgorithmTooWeak, SignatureMalformed
from signing.verdict import RevocationNeed

__all__ = ["Evidence", "RevocationState", "RevocationStatus", "revocation_need", "revocation_status"]

OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
_EXPIRED_CERTS_ON_CRL = "2.5.29.60"
_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6"
_BASIC_RESPONSE = "1.3.6.1.5.5.7.48.1.1"
_WITHOUT_NEXT_UPDATE = timedelta(days=1)
_CLOCK_TOLERANCE = timedelta(minutes=5)

# reasons after which what was signed before stays good for a timestamping unit (RFC 3161 § 4)
_HARMLESS = frozenset(
    {"affiliation_changed", "superseded", "cessation_of_operation", "affiliationChanged", "cessationOfOperation"}
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One CRL or OCSP response.

    Attributes:
        position: end offset of the part of the file it lies in; None if it was handed in with the file.
    """

    kind: str
    der: bytes
    position: int | None


class RevocationState(StrEnum):
    GOOD = "GOOD"
    REVOKED = "REVOKED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class RevocationStatus:
    """The answer, and from what.

    Attributes:
        known_at: thisUpdate of the evidence.
        harmless: revoked for a reason that leaves earlier timestamps good.
        remark: why evidence at hand was of no use; "" if none was there.
        in_file: the file itself carries evidence that answers.
    """

    state: RevocationState
    revoked_at: datetime | None = None
    harmless: bool = False
    known_at: datetime | None = None
    source: str = ""
    remark: str = ""
    in_file: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None
    reason: str
    knows_expired: bool
    source: str
    in_file: bool = False


def revocation_status(
    certificate: Certificate,
    issuer: Certificate,
    evidence: Iterable[Evidence],
    *,
    at: datetime,
    proven_at: Callable[[int | None], datetime],
) -> RevocationStatus:
    """The certificate's state at an instant.

    Args:
        at: the instant of use.
        proven_at: position → earliest instant at which what lies there is proven to have existed.
    """
    remark = ""
    answers: list[_Answer] = []
    for item in evidence:
        try:
            found = (
                _from_ocsp(item, certificate, issuer, proven_at) if item.kind == "OCSP" else _from_crl(item, certificate, issuer)
            )
        except AlgorithmTooWeak as error:
            remark = f"{item.kind} signed with {error}"
            continue
        except (SignatureMalformed, ValueError, TypeError, KeyError, AttributeError, IndexError, NotImplementedError):
            continue
        if found is not None:
            answers.append(replace(found, in_file=item.position is not None))
    revoked = [answer for answer in answers if answer.revoked_at is not None and answer.revoked_at <= at]
    if revoked:
        first = min(revoked, key=lambda answer: answer.revoked_at or at)
        return RevocationStatus(RevocationState.REVOKED, first.revoked_at, False, first.this_update, first.source)
    later = [answer for answer in answers if answer.revoked_at is not None]
    fresh = [answer for answer in answers if _fresh(answer, certificate, at)]
    if not fresh:
        return RevocationStatus(RevocationState.UNKNOWN, remark=remark or ("only outdated evidence" if answers else ""))
    best = max(fresh, key=lambda answer: answer.this_update)
    revoked_later = min((answer.revoked_at for answer in later if answer.revoked_at), default=None)
    harmless = all(answer.reason in _HARMLESS for answer in later)
    in_file = any(answer.in_file for answer in fresh)
    return RevocationStatus(RevocationState.GOOD, revoked_later, harmless, best.this_update, best.source, in_file=in_file)


def revocation_need(certificate: Certificate, issuer: Certificate) -> RevocationNeed | None:
    """Where to ask; None if the certificate names no place (http or https)."""
    ocsp_urls = tuple(url for url in certificate.asn1.ocsp_urls if _is_http(url))
    crl_urls = tuple(
        url for point in certificate.asn1.crl_distribution_points if isinstance(url := point.url, str) and _is_http(url)
    )
    return RevocationNeed(certificate.der, issuer.der, ocsp_urls, crl_urls) if ocsp_urls or crl_urls else None


def _is_http(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _fresh(answer: _Answer, certificate: Certificate, at: datetime) -> bool:
    if answer.this_update > certificate.not_after and not answer.knows_expired:
        return False  # (5)
    if answer.this_update + _CLOCK_TOLERANCE >= at:
        return True  # (4) made after the use: the best there is
    return at <= (answer.next_update if answer.next_update is not None else answer.this_update + _WITHOUT_NEXT_UPDATE)


# -- OCSP --


def _from_ocsp(
    item: Evidence, certificate: Certificate, issuer: Certificate, proven_at: Callable[[int | None], datetime]
) -> _Answer | None:
    response = ocsp.OCSPResponse.load(item.der)
    if response["response_status"].native != "successful":
        return None
    basic = response["response_bytes"]["response"].parsed
    body = basic["tbs_response_data"]
    for single in body["responses"]:
        if _is_about(single["cert_id"], certificate, issuer):  # (1)
            if not _response_is_signed(basic, issuer, item, proven_at):
                return None
            return _ocsp_answer(single, certificate)
    return None


def _is_about(identifier: ocsp.CertId, certificate: Certificate, issuer: Certificate) -> bool:
    if identifier["serial_number"].native != certificate.serial:
        return False
    oid = identifier["hash_algorithm"]["algorithm"].dotted
    key_bits: bytes = issuer.key["public_key"].contents[1:]
    if oid == "1.3.14.3.2.26":  # RFC 6960 identifies by SHA-1; it proves nothing and need not
        names = issuer.asn1.subject.sha1 if issuer.subject == certificate.issuer else None
        return identifier["issuer_key_hash"].native == issuer.key.sha1 and (
            names is None or identifier["issuer_name_hash"].native in {names, certificate.asn1.issuer.sha1}
        )
    if oid not in DIGEST_BY_OID:
        return False
    name = DIGEST_BY_OID[oid]
    return bool(
        identifier["issuer_key_hash"].native == digest(name, key_bits)
        and identifier["issuer_name_hash"].native in {digest(name, issuer.subject), digest(name, certificate.issuer)}
    )


def _response_is_signed(
    basic: ocsp.BasicOCSPResponse, issuer: Certificate, item: Evidence, proven_at: Callable[[int | None], datetime]
) -> bool:
    """(2), (3)"""
    body = basic["tbs_response_data"]
    produced_at = body["produced_at"].native
    appointed = [Certificate(embedded.dump()) for embedded in basic["certs"]] if not isinstance(basic["certs"], core.Void) else []
    for candidate in [issuer, *appointed]:
        if not _is_responder(body["responder_id"], candidate):
            continue
        if not signature_holds(basic["signature"].native, body.dump(), candidate.key, basic["signature_algorithm"]):
            continue
        if candidate.key_der == issuer.key_der:
            return True
        if (
            OCSP_SIGNING in candidate.extended_usage
            and candidate.valid_at(produced_at)
            and proven_at(item.position) <= candidate.not_after
            and candidate.issued_by(issuer)
        ):
            return True
    return False


def _is_responder(identifier: ocsp.ResponderId, candidate: Certificate) -> bool:
    if identifier.name == "by_key":
        return bool(identifier.chosen.native == candidate.key.sha1)
    name = parser.parse(identifier.dump())[4]  # [1] EXPLICIT Name
    return name_key(name) == candidate.subject_key


def _ocsp_answer(single: ocsp.SingleResponse, certificate: Certificate) -> _Answer | None:
    status = single["cert_status"]
    next_update = single["next_update"].native
    revoked_at, reason = None, ""
    if status.name == "revoked":
        revoked_at = status.chosen["revocation_time"].native
        reason = status.chosen["revocation_reason"].native or "unspecified"
    elif status.name != "good":
        return None
    extensions = single["single_extensions"]
    cutoff = None
    if not isinstance(extensions, core.Void):
        for extension in extensions:
            if extension["extn_id"].dotted == _ARCHIVE_CUTOFF:
                cutoff = core.GeneralizedTime.load(extension["extn_value"].contents).native
    knows_expired = cutoff is not None and cutoff <= certificate.not_after
    return _Answer(single["this_update"].native, next_update, revoked_at, str(reason), knows_expired, "OCSP")


# -- CRL --


def _from_crl(item: Evidence, certificate: Certificate, issuer: Certificate) -> _Answer | None:
    # cryptography looks a serial number up in a CRL of megabytes without building a Python object for each entry
    crl = pyca_x509.load_der_x509_crl(item.der)
    if crl.issuer.public_bytes() not in {issuer.subject, certificate.issuer}:
        return None  # (1); indirect CRLs are not supported
    if not _crl_is_in_scope(crl, certificate):
        return None
    body, algorithm, value = _parts(item.der)
    if not signature_holds(value, body, issuer.key, algorithm):
        return None  # (2)
    if "crl_sign" not in issuer.usage and issuer.usage:
        return None
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial)
    revoked_at, reason = None, ""
    if entry is not None:
        revoked_at, reason = entry.revocation_date_utc, _reason(entry)
    if reason == "removeFromCRL":
        revoked_at = None
    knows_expired = any(
        extension.oid.dotted_string == _EXPIRED_CERTS_ON_CRL and _expired_since(extension) <= certificate.not_after
        for extension in crl.extensions
    )
    return _Answer(crl.last_update_utc, crl.next_update_utc, revoked_at, reason, knows_expired, "CRL")


def _parts(der: bytes) -> tuple[bytes, algos.SignedDigestAlgorithm, bytes]:
    content = parser.parse(der, strict=True)[4]
    pieces: list[bytes] = []
    position = 0
    while position < len(content):
        length = parser.peek(content[position:])
        pieces.append(content[position : position + length])
        position += length
    body, algorithm, value = pieces
    return body, algos.SignedDigestAlgorithm.load(algorithm, strict=True), core.OctetBitString.load(value, strict=True).native


def _crl_is_in_scope(crl: pyca_x509.CertificateRevocationList, certificate: Certificate) -> bool:
    for extension in crl.extensions:
        if extension.oid == ExtensionOID.DELTA_CRL_INDICATOR:
            return False
        if extension.oid == ExtensionOID.ISSUING_DISTRIBUTION_POINT:
            point = extension.value
            if not isinstance(point, pyca_x509.IssuingDistributionPoint):
                return False
            if point.indirect_crl or point.only_contains_attribute_certs or point.only_some_reasons:
                return False
            if (point.only_contains_user_certs and certificate.is_authority) or (
                point.only_contains_ca_certs and not certificate.is_authority
            ):
                return False
            if point.full_name is not None and not _names_point(point.full_name, certificate):
                return False
        elif extension.critical and extension.oid != ExtensionOID.AUTHORITY_KEY_IDENTIFIER:
            return False
    return True


def _names_point(names: Sequence[pyca_x509.GeneralName], certificate: Certificate) -> bool:
    """A partitioned CRL counts only for certificates that name the same place (RFC 5280 § 6.3.3 (b) (2))."""
    urls = {name.value for name in names if isinstance(name, pyca_x509.UniformResourceIdentifier)}
    own = {point.url for point in certificate.asn1.crl_distribution_points}
    return bool(urls & own) or not urls


def _reason(entry: pyca_x509.RevokedCertificate) -> str:
    for extension in entry.extensions:
        if extension.oid == CRLEntryExtensionOID.CRL_REASON and isinstance(extension.value, pyca_x509.CRLReason):
            return extension.value.reason.value
    return "unspecified"


def _expired_since(extension: pyca_x509.Extension[pyca_x509.ExtensionType]) -> datetime:
    value = extension.value
    if not isinstance(value, pyca_x509.UnrecognizedExtension):
        return datetime.max.replace(tzinfo=UTC)
    since: datetime = core.GeneralizedTime.load(value.value).native
    return since
