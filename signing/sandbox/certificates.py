"""Certificates of the sandbox: authorities, time stamping unit, OCSP responders, list signers, natural persons.

cryptography rather than certomancer: certomancer issues what its configuration names, here any person gets a certificate at run time, bad ones included.
ECDSA P-256 almost throughout: made in a millisecond, and pdfsig, EU DSS, openssl and pyHanko all verify it. Persons may have an RSA key, as most real ones do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from signing.sandbox import addresses

PROVIDER = "Vollmacht Sandbox QTSP"
"""Organisation in every CA certificate and TSPName on the list: EU DSS compares the two."""
SCHEME_OPERATOR = "Vollmacht Sandbox Scheme Operator"

LIST_SIGNING = ObjectIdentifier("0.4.0.2231.3.0")
QCP_NATURAL_QSCD = ObjectIdentifier("0.4.0.194112.1.2")
QCP_LEGAL_QSCD = ObjectIdentifier("0.4.0.194112.1.3")
FOR_SIGNATURES, FOR_SEALS = "0.4.0.1862.1.6.1", "0.4.0.1862.1.6.2"
"""QcType (EN 319 412-5 § 4.2.3)."""
QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")


class _Oids(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no stubs
    _child_spec = core.ObjectIdentifier


class _PdsLocation(core.Sequence):  # type: ignore[misc]  # asn1crypto has no stubs
    _fields: ClassVar = [("url", core.IA5String), ("language", core.PrintableString)]


class _PdsLocations(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no stubs
    _child_spec = _PdsLocation


class _Statement(core.Sequence):  # type: ignore[misc]  # asn1crypto has no stubs
    _fields: ClassVar = [("id", core.ObjectIdentifier), ("content", core.Any, {"optional": True})]


class _Statements(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no stubs
    _child_spec = _Statement


@dataclass(frozen=True, slots=True)
class Holder:
    """A key with its certificate. `label` names its files and, for an issuer, its addresses."""

    label: str
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class RsaHolder:
    """A person whose key is RSA-3072 (SOG-IS: at least 3000 bits)."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Validity:
    """From `starts_at` to `ends_at`, both aware."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a personal certificate names: given name and surname, or a pseudonym and neither."""

    given_name: str
    surname: str
    serial_number: str
    pseudonym: str | None = None


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def authority(label: str, common_name: str, issuer: Holder | None, validity: Validity) -> Holder:
    """A certification authority; without `issuer` a self-signed root."""
    constraint = x509.BasicConstraints(ca=True, path_length=None if issuer is None else 0)
    return _holder(
        label, _organisation(common_name, PROVIDER), issuer, validity, [(constraint, True)], {"key_cert_sign", "crl_sign"}
    )


def timestamping_unit(label: str, common_name: str, issuer: Holder, validity: Validity) -> Holder:
    """A time stamping unit (RFC 3161 § 2.3: the only extended usage, critical)."""
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return _holder(
        label, _organisation(common_name, PROVIDER), issuer, validity, [_END_ENTITY, (usage, True)], {"digital_signature"}
    )


def ocsp_responder(label: str, common_name: str, issuer: Holder, validity: Validity) -> Holder:
    """A delegated responder (RFC 6960 § 4.2.2.2); nobody need ask for its own revocation status."""
    extensions = [_END_ENTITY, (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False), (x509.OCSPNoCheck(), False)]
    return _holder(label, _organisation(common_name, PROVIDER), issuer, validity, extensions, {"digital_signature"})


def list_signer(label: str, common_name: str, validity: Validity) -> Holder:
    """The self-signed certificate of a list's operator (TS 119 612 § 5.7.1)."""
    usage = x509.ExtendedKeyUsage([LIST_SIGNING])
    return _holder(
        label, _organisation(common_name, SCHEME_OPERATOR), None, validity, [_END_ENTITY, (usage, False)], {"digital_signature"}
    )


def personal_certificate(subject: Subject, issuer: Holder, validity: Validity, *, on_qscd: bool = True) -> Holder:
    """A qualified certificate for electronic signatures of a natural person (EN 319 412-2, EN 319 412-5).

    Args:
        on_qscd: whether it claims that the key lies in a qualified device (QcSSCD).
    """
    return _holder("person", _person(subject), issuer, validity, _personal(on_qscd=on_qscd), {"content_commitment"})


def personal_rsa_certificate(subject: Subject, issuer: Holder, validity: Validity) -> RsaHolder:
    """The same for an RSA key."""
    key = rsa.generate_private_key(65537, 3072)
    return RsaHolder(_certificate(_person(subject), issuer, validity, _personal(on_qscd=True), {"content_commitment"}, key), key)


def _personal(*, on_qscd: bool) -> list[tuple[x509.ExtensionType, bool]]:
    policy = x509.CertificatePolicies([x509.PolicyInformation(QCP_NATURAL_QSCD, None)])
    statements = x509.UnrecognizedExtension(QC_STATEMENTS, qc_statements(on_qscd=on_qscd))
    return [_END_ENTITY, (policy, False), (statements, False)]


def seal_certificate(organisation: str, issuer: Holder, validity: Validity) -> Holder:
    """A qualified certificate for electronic seals of a legal person (EN 319 412-3)."""
    policy = x509.CertificatePolicies([x509.PolicyInformation(QCP_LEGAL_QSCD, None)])
    statements = x509.UnrecognizedExtension(QC_STATEMENTS, qc_statements(on_qscd=True, purpose=FOR_SEALS))
    extensions: list[tuple[x509.ExtensionType, bool]] = [_END_ENTITY, (policy, False), (statements, False)]
    return _holder("seal", _organisation(organisation, organisation), issuer, validity, extensions, {"content_commitment"})


def qc_statements(*, on_qscd: bool, purpose: str = FOR_SIGNATURES) -> bytes:
    """QCStatements, DER: QcCompliance, QcType, QcPDS and, if so, QcSSCD (EN 319 412-5 § 4)."""
    statements = [{"id": "0.4.0.1862.1.1"}, {"id": "0.4.0.1862.1.6", "content": _Oids([purpose])}]
    if on_qscd:
        statements.append({"id": "0.4.0.1862.1.4"})
    pds = _PdsLocations(
        [{"url": f"{addresses.BASE}/pds-de.pdf", "language": "de"}, {"url": f"{addresses.BASE}/pds-en.pdf", "language": "en"}]
    )
    statements.append({"id": "0.4.0.1862.1.5", "content": pds})
    der: bytes = _Statements(statements).dump()
    return der


_END_ENTITY: tuple[x509.ExtensionType, bool] = (x509.BasicConstraints(ca=False, path_length=None), True)
_USAGES = [
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
]


def _organisation(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, addresses.TERRITORY),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTR{addresses.TERRITORY}-SANDBOX"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _person(subject: Subject) -> x509.Name:
    named = [(NameOID.GIVEN_NAME, subject.given_name), (NameOID.SURNAME, subject.surname)]
    if subject.pseudonym is not None:
        named = [(NameOID.PSEUDONYM, subject.pseudonym)]
    shown = subject.pseudonym or f"{subject.given_name} {subject.surname}"
    attributes = [
        (NameOID.COUNTRY_NAME, addresses.TERRITORY),
        *named,
        (NameOID.SERIAL_NUMBER, subject.serial_number),
        (NameOID.COMMON_NAME, shown[:64]),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _holder(
    label: str,
    subject: x509.Name,
    issuer: Holder | None,
    validity: Validity,
    extensions: list[tuple[x509.ExtensionType, bool]],
    usages: set[str],
) -> Holder:
    key = new_key()
    return Holder(label, _certificate(subject, issuer, validity, extensions, usages, key), key)


def _certificate(
    subject: x509.Name,
    issuer: Holder | None,
    validity: Validity,
    extensions: list[tuple[x509.ExtensionType, bool]],
    usages: set[str],
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
) -> x509.Certificate:
    issuing_key = key if issuer is None else issuer.key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity.starts_at)
        .not_valid_after(validity.ends_at)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()), critical=False)
        .add_extension(x509.KeyUsage(**{usage: usage in usages for usage in _USAGES}), critical=True)
    )
    for extension, critical in [*extensions, *(_where_to_ask(issuer.label) if issuer else ())]:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuing_key, hashes.SHA256())


def _where_to_ask(issuer: str) -> list[tuple[x509.ExtensionType, bool]]:
    uri = x509.UniformResourceIdentifier
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(AuthorityInformationAccessOID.OCSP, uri(addresses.responder_of(issuer))),
            x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, uri(addresses.certificate_of(issuer))),
        ]
    )
    points = x509.CRLDistributionPoints([x509.DistributionPoint([uri(addresses.revocation_list_of(issuer))], None, None, None)])
    return [(access, False), (points, False)]
