"""What a CRL says of a certificate, and whether it is about it at all (RFC 5280 § 6.3)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from asn1crypto import algos, core, parser, x509
from cryptography import x509 as pyca_x509
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID

from signing.qualification.name_key import name_key
from signing.validation.algorithms import signature_holds
from signing.validation.certificate import Certificate
from signing.validation.revocation_evidence import Answer, Evidence

__all__ = ["from_crl"]

_EXPIRED_CERTS_ON_CRL = "2.5.29.60"


def from_crl(item: Evidence, certificate: Certificate, issuer: Certificate) -> Answer | None:
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
    return Answer(crl.last_update_utc, crl.next_update_utc, revoked_at, reason, knows_expired, "CRL")


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
            if point.relative_name is not None or (
                point.full_name is not None and not _names_point(point.full_name, certificate)
            ):
                return False
        elif extension.critical and extension.oid != ExtensionOID.AUTHORITY_KEY_IDENTIFIER:
            return False
    return True


def _names_point(names: Sequence[pyca_x509.GeneralName], certificate: Certificate) -> bool:
    """A partitioned CRL counts only for certificates that name the same place (RFC 5280 § 6.3.3 (b) (2))."""
    own = {
        _place(name)
        for point in certificate.asn1.crl_distribution_points
        if point["distribution_point"].name == "full_name"
        for name in point["distribution_point"].chosen
    }
    return any(
        (isinstance(name, pyca_x509.UniformResourceIdentifier) and name.value in own)
        or (isinstance(name, pyca_x509.DirectoryName) and name_key(name.value.public_bytes()) in own)
        for name in names
    )


def _place(name: x509.GeneralName) -> str:
    """A URI, or a directory name's key; what else a place may be is not compared."""
    if name.name == "uniform_resource_identifier":
        return str(name.native)
    return name_key(name.chosen.dump()) if name.name == "directory_name" else ""


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
