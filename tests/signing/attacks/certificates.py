"""Certificates and revocation data of anybody: by the sandbox's authorities or by authorities of the case's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import crl, ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.x509 import ocsp as x509_ocsp

from signing.sandbox.certificates import Holder, qc_statements
from signing.sandbox.revocation import revocation_list
from tests.signing.attacks.parts import HASHES, Key, organisation, person_name
from tests.signing.builders import MADE_AT, Authority

Extensions = Sequence[tuple[x509.ExtensionType, bool]]

_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
_QCP_NATURAL_QSCD = x509.ObjectIdentifier("0.4.0.194112.1.2")
_QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")


@dataclass(frozen=True, slots=True)
class Owner:
    """Any key with its certificate."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class CertificateBench:
    """Makes certificates, and what is said of them."""

    authority: Authority

    def owner(self, holder: Holder) -> Owner:
        return Owner(holder.certificate, holder.key)

    def installed(self, label: str) -> Owner:
        return self.owner(self.authority.installation.holders[label])

    def person(
        self,
        name: str = "Zoë Łukaszewicz",
        *,
        key: Key | None = None,
        issuer: Owner | None = None,
        subject: x509.Name | None = None,
        statements: bytes | None = None,
        usages: Iterable[str] = ("content_commitment",),
        extra: Extensions = (),
        from_: datetime = MADE_AT - timedelta(days=1),
        until: datetime = MADE_AT + timedelta(days=700),
        digest: str = "sha256",
    ) -> Owner:
        """A qualified certificate of a natural person, by the listed CA if nobody else is named; the CA's responder knows it."""
        given, _, surname = name.partition(" ")
        named = subject or person_name(given, surname)
        policy = x509.CertificatePolicies([x509.PolicyInformation(_QCP_NATURAL_QSCD, None)])
        said = x509.UnrecognizedExtension(_QC_STATEMENTS, qc_statements(on_qscd=True) if statements is None else statements)
        plain: Extensions = [(x509.BasicConstraints(ca=False, path_length=None), True), (policy, False), (said, False), *extra]
        return self.certified(named, issuer or self.installed("qualified-ca"), key, plain, usages, from_, until, digest)

    def intermediate(
        self, common_name: str = "Sub CA", *, issuer: Owner | None = None, extra: Extensions | None = None, **more: datetime
    ) -> Owner:
        """A CA below the listed one."""
        constraints: Extensions = [(x509.BasicConstraints(ca=True, path_length=0), True)] if extra is None else extra
        return self.certified(
            organisation(common_name),
            issuer or self.installed("qualified-ca"),
            None,
            constraints,
            ("key_cert_sign", "crl_sign"),
            more.get("from_", MADE_AT - timedelta(days=400)),
            more.get("until", MADE_AT + timedelta(days=4000)),
        )

    def certified(
        self,
        subject: x509.Name,
        issuer: Owner | None,
        key: Key | None,
        extensions: Extensions,
        usages: Iterable[str],
        from_: datetime,
        until: datetime,
        digest: str = "sha256",
    ) -> Owner:
        key = key or ec.generate_private_key(ec.SECP256R1())
        issuing = key if issuer is None else issuer.key
        chosen = set(usages)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if issuer is None else issuer.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(from_)
            .not_valid_after(until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()), critical=False)
            .add_extension(x509.KeyUsage(**{usage: usage in chosen for usage in _USAGES}), critical=True)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        plain = isinstance(issuing, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
        certificate = builder.sign(issuing, None if plain else HASHES[digest])  # type: ignore[arg-type]
        if issuer is not None and (label := self._label(issuer)) is not None:
            self.authority.register.record(label, certificate, from_)
        return Owner(certificate, key)

    def _label(self, issuer: Owner) -> str | None:
        """The sandbox's own name for an authority it runs."""
        holders = self.authority.installation.holders
        return next((label for label, holder in holders.items() if holder.certificate == issuer.certificate), None)

    def good(
        self,
        owner: Owner,
        issuer: Owner,
        *,
        responder: Owner | None = None,
        at: datetime = MADE_AT,
        revoked_at: datetime | None = None,
    ) -> ocsp.OCSPResponse:
        """An OCSP response about one certificate."""
        signer = responder or issuer
        status = x509_ocsp.OCSPCertStatus.GOOD if revoked_at is None else x509_ocsp.OCSPCertStatus.REVOKED
        builder = x509_ocsp.OCSPResponseBuilder().add_response(
            owner.certificate, issuer.certificate, hashes.SHA256(), status, at, at + timedelta(days=7), revoked_at, None
        )
        builder = builder.responder_id(x509_ocsp.OCSPResponderEncoding.HASH, signer.certificate)
        if responder is not None:
            builder = builder.certificates([responder.certificate])
        signed = builder.sign(signer.key, hashes.SHA256())
        return ocsp.OCSPResponse.load(signed.public_bytes(serialization.Encoding.DER))

    def revocation_list(self, label: str) -> bytes:
        """The CRL of one of the sandbox's authorities, DER."""
        return revocation_list(self.authority.installation, self.authority.register, label, MADE_AT + timedelta(minutes=10))

    def revocations(
        self,
        issuer: Owner,
        *,
        at: datetime = MADE_AT,
        revoked: Iterable[Owner] = (),
        key: Key | None = None,
        reason: x509.ReasonFlags | None = None,
        extra: Extensions = (),
    ) -> crl.CertificateList:
        """A CRL with that issuer's name, by its key or another, good for a month."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(at)
            .next_update(at + timedelta(days=30))
        )
        for each in revoked:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(each.certificate.serial_number)
                .revocation_date(at - timedelta(hours=1))
            )
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), critical=False)
            builder = builder.add_revoked_certificate(entry.build())
        for extension, critical in extra:
            builder = builder.add_extension(extension, critical=critical)
        signed = builder.sign(key or issuer.key, hashes.SHA256())
        return crl.CertificateList.load(signed.public_bytes(serialization.Encoding.DER))
