"""What a certificate says of itself that a trusted list's criteria ask for (ETSI EN 319 412-5, TS 119 612 § 5.5.9.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from asn1crypto import core, x509

__all__ = ["CertificateFacts", "facts_of"]

QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
QC_COMPLIANCE = "0.4.0.1862.1.1"
QC_SSCD = "0.4.0.1862.1.4"
QC_TYPE = "0.4.0.1862.1.6"
QC_LEGISLATION = "0.4.0.1862.1.7"

_USAGE_BITS = {
    "digital_signature": "digitalSignature",
    "non_repudiation": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "crlSign",
    "encipher_only": "encipherOnly",
    "decipher_only": "decipherOnly",
}


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """The certificate's own statements.

    Attributes:
        issued_at: notBefore.
        usage: bits in the list's spelling (nonRepudiation …).
        qc_types: OIDs of QcType; empty if it has none.
        foreign_legislation: QcCClegislation names a state outside the EU's scheme.
    """

    issued_at: datetime
    usage: frozenset[str]
    extended_usage: frozenset[str]
    policies: frozenset[str]
    subject_attributes: frozenset[str]
    qc_compliance: bool
    qc_sscd: bool
    qc_types: tuple[str, ...]
    foreign_legislation: bool


class _QcStatement(core.Sequence):  # type: ignore[misc]  # asn1crypto has no stubs
    _fields: ClassVar[list[tuple[object, ...]]] = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]


class _QcStatements(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no stubs
    _child_spec = _QcStatement


class _Identifiers(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no stubs
    _child_spec = core.ObjectIdentifier


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """Raises ValueError if an extension cannot be read."""
    statements = _qc_statements(certificate)
    usage = certificate.key_usage_value
    extended = certificate.extended_key_usage_value
    policies = certificate.certificate_policies_value
    return CertificateFacts(
        issued_at=certificate.not_valid_before,
        usage=frozenset(_USAGE_BITS[bit] for bit in usage.native if bit in _USAGE_BITS) if usage else frozenset(),
        extended_usage=frozenset(item.dotted for item in extended) if extended else frozenset(),
        policies=frozenset(item["policy_identifier"].dotted for item in policies) if policies else frozenset(),
        subject_attributes=frozenset(
            pair["type"].dotted for relative_name in certificate.subject.chosen for pair in relative_name
        ),
        qc_compliance=QC_COMPLIANCE in statements,
        qc_sscd=QC_SSCD in statements,
        qc_types=_qc_types(statements.get(QC_TYPE)),
        foreign_legislation=QC_LEGISLATION in statements,
    )


def _qc_statements(certificate: x509.Certificate) -> dict[str, core.Any]:
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted == QC_STATEMENTS:
            parsed = _QcStatements.load(extension["extn_value"].contents, strict=True)
            return {statement["id"].dotted: statement["info"] for statement in parsed}
    return {}


def _qc_types(information: core.Any | None) -> tuple[str, ...]:
    if information is None or not information.contents:
        return ()
    return tuple(item.dotted for item in information.parse(_Identifiers))
