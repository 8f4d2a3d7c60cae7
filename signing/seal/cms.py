"""The CMS structure of a seal (RFC 5652; ETSI EN 319 122-1 § 6.3, level B-B or B-T): what never changes is encoded once."""

import hashlib

from asn1crypto import x509

from signing.cms_structure import CONTENT_TYPE, SHA256, SIGNING_CERTIFICATE_V2, message_digest, signed_data
from signing.der import integer, object_identifier, octet_string, sequence, set_of, tagged
from signing.seal.key import SealKey

__all__ = ["SealCms"]

_SHA256 = sequence(SHA256)
_NULL = b"\x05\x00"
_MECHANISMS = {
    "RSA": sequence(object_identifier("1.2.840.113549.1.1.11"), _NULL),
    "ECDSA": sequence(object_identifier("1.2.840.10045.4.3.2")),
}


class SealCms:
    """Builds the structures of one key."""

    def __init__(self, key: SealKey) -> None:
        certificate = x509.Certificate.load(key.chain[0])
        body = certificate["tbs_certificate"]
        # ESSCertIDv2 with its default SHA-256 (RFC 5035 § 3)
        named = sequence(sequence(sequence(octet_string(hashlib.sha256(key.chain[0]).digest()))))
        self._signing_certificate = sequence(SIGNING_CERTIFICATE_V2, set_of(named))
        self._signer = sequence(body["issuer"].dump(), integer(body["serial_number"].native))
        self._mechanism = _MECHANISMS[key.algorithm]
        self._certificates = tagged(0, b"".join(sorted(key.chain)))  # a SET OF
        self.largest_bytes = len(self._certificates) + key.largest_signature_bytes + len(self._signer) + 400

    def signed_attributes(self, document_digest: bytes) -> bytes:
        """DER of the SET, as it is hashed. No signing-time: PAdES has /M (EN 319 142-1 § 6.3)."""
        return set_of(CONTENT_TYPE, message_digest(document_digest), self._signing_certificate)

    def signed_data(self, signed_attributes: bytes, signature: bytes, timestamp: bytes | None = None) -> bytes:
        """DER of the ContentInfo.

        Args:
            signed_attributes: as `signed_attributes` made them.
            timestamp: DER of a token over the signature value.
        """
        return signed_data(
            signature,
            signer=self._signer,
            signed_attributes=signed_attributes,
            digest_algorithm=_SHA256,
            mechanism=self._mechanism,
            certificates=self._certificates,
            timestamp=timestamp,
        )
