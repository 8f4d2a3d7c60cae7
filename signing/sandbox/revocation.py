"""Revocation data of the sandbox's authorities: CRLs (RFC 5280) and OCSP responses (RFC 6960)."""

from __future__ import annotations

from datetime import datetime, timedelta

from asn1crypto import algos, core, keys, ocsp
from asn1crypto import x509 as asn1_x509
from certomancer.services import RevocationInfoInterface, SimpleOCSPResponder
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp as x509_ocsp

from signing.sandbox.certificates import Holder
from signing.sandbox.installation import ISSUERS, Installation, write_atomically
from signing.sandbox.register import Register, Revocation

CRL_LIFE = timedelta(days=180)
OCSP_LIFE = timedelta(days=7)
_EXPIRED_CERTS_ON_CRL = x509.ObjectIdentifier("2.5.29.60")
_ECDSA = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})


def revocation_list(installation: Installation, register: Register, issuer: str, now: datetime) -> bytes:
    """The CRL of an issuer, DER, as of now.

    By cryptography: certomancer writes GeneralizedTime before 2050 and an empty list of revoked certificates, which RFC 5280 § 5.1.2.4 and 5.1.2.6 forbid.
    """
    holder = installation.holders[issuer]
    at = now.replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(holder.certificate.subject)
        .last_update(at)
        .next_update(at + CRL_LIFE)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)  # grows with time, without a counter to lose
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(holder.key.public_key()), critical=False)
        .add_extension(
            x509.UnrecognizedExtension(_EXPIRED_CERTS_ON_CRL, core.GeneralizedTime(_since(holder)).dump()), critical=False
        )
    )
    for entry in register.revocations(issuer):
        revoked = x509.RevokedCertificateBuilder().serial_number(entry.serial_number).revocation_date(entry.revoked_at)
        builder = builder.add_revoked_certificate(
            revoked.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False).build()
        )
    return builder.sign(holder.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _since(issuer: Holder) -> datetime:
    """Expired certificates stay on record from the authority's first day (EN 319 411-2 CSS-6.3.10): else nobody could judge them any more."""
    return issuer.certificate.not_valid_before_utc


def renew_revocation_lists(installation: Installation, register: Register, now: datetime) -> None:
    """Write the CRLs to the directory where they are missing, older than a revocation, or past half their life."""
    with installation.locked():
        for issuer in ISSUERS:
            path = installation.directory / "revocation" / f"{issuer}.crl"
            if not _still_good(path.read_bytes() if path.exists() else b"", register.revocations(issuer), now):
                write_atomically(path, revocation_list(installation, register, issuer, now), 0o644)


def _still_good(stored: bytes, revocations: list[Revocation], now: datetime) -> bool:
    try:
        found = x509.load_der_x509_crl(stored)
    except ValueError:
        return False
    return len(found) == len(revocations) and found.last_update_utc + CRL_LIFE / 2 > now


class _Status(RevocationInfoInterface):
    """Certomancer's window on our register."""

    def __init__(self, installation: Installation, register: Register, issuer: str) -> None:
        self._installation, self._register, self._issuer = installation, register, issuer

    def get_issuer_cert(self) -> asn1_x509.Certificate:
        return as_asn1(self._installation.holders[self._issuer].certificate)

    def check_revocation_status(
        self,
        cid: ocsp.CertId,
        at_time: datetime,  # noqa: ARG002 - certomancer's signature
    ) -> tuple[ocsp.CertStatus, list[ocsp.SingleResponseExtension]]:
        since = _since(self._installation.holders[self._issuer])
        return self._certificate_status(cid["serial_number"].native), [
            ocsp.SingleResponseExtension({"extn_id": "archive_cutoff", "extn_value": core.GeneralizedTime(since)})
        ]

    def _certificate_status(self, serial_number: int) -> ocsp.CertStatus:
        match self._status(serial_number):
            case Revocation(revoked_at=revoked_at):
                revoked = ocsp.RevokedInfo({"revocation_time": revoked_at, "revocation_reason": "key_compromise"})
                return ocsp.CertStatus(name="revoked", value=revoked)
            case True:
                return ocsp.CertStatus(name="good", value=core.Null())
            case _:
                return ocsp.CertStatus(name="unknown", value=core.Null())

    def _status(self, serial_number: int) -> Revocation | bool:
        own = {h.certificate.serial_number for h in self._installation.holders.values() if self._installed_by_us(h)}
        return serial_number in own or self._register.status(self._issuer, serial_number)

    def _installed_by_us(self, holder: Holder) -> bool:
        return holder.certificate.issuer == self._installation.holders[self._issuer].certificate.subject


def ocsp_answer(installation: Installation, register: Register, issuer: str, request: bytes, now: datetime) -> bytes:
    """The answer of an issuer's responder to one OCSP request, both DER. Anything that is no request: malformedRequest."""
    try:
        asked = ocsp.OCSPRequest.load(request, strict=True)
        assert asked.native is not None  # noqa: S101  # asn1crypto parses lazily: only now is the whole of it read
    except (ValueError, TypeError, AssertionError):
        refused: bytes = ocsp.OCSPResponse({"response_status": "malformed_request"}).dump()
        return refused
    responder = installation.holders[f"ocsp-{issuer}"]
    service = SimpleOCSPResponder(
        responder_cert=as_asn1(responder.certificate),
        responder_key=private_key_info(responder),
        signature_algo=_ECDSA,
        at_time=now.replace(microsecond=0),
        revinfo_interface=_Status(installation, register, issuer),
        validity=OCSP_LIFE,
    )
    answer: bytes = service.build_ocsp_response(asked).dump()
    return answer


def ocsp_request(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """A request for one certificate, DER, SHA-256 in its CertID."""
    builder = x509_ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA256())
    return builder.build().public_bytes(serialization.Encoding.DER)


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def private_key_info(holder: Holder) -> keys.PrivateKeyInfo:
    der = holder.key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return keys.PrivateKeyInfo.load(der)
