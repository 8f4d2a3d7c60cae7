"""The CMS structure of a signature whose value is made elsewhere: the bytes that pyHanko would write, in a fiftieth of the time."""

import hashlib

from asn1crypto import algos, x509

from signing.cms_structure import CONTENT_TYPE, SHA256, SIGNING_CERTIFICATE_V2, message_digest, signed_data
from signing.der import octet_string, sequence, set_of, tagged

__all__ = ["SignatureCms"]

_NULL = b"\x05\x00"
_DIGEST_ALGORITHM = sequence(SHA256, _NULL)


class SignatureCms:
    """Builds the structures of one signer.

    Args:
        chain: DER certificates, the signer's first.
        mechanism: how he signs.
    """

    def __init__(self, chain: tuple[bytes, ...], mechanism: algos.SignedDigestAlgorithm) -> None:
        body = x509.Certificate.load(chain[0])["tbs_certificate"]
        self._issuer, self._serial = body["issuer"].dump(), body["serial_number"].dump()
        self._chain, self._mechanism = chain, mechanism.dump()

    def signed_attributes(self, document_digest: bytes) -> bytes:
        """DER of the SET, as it is hashed. No signing-time: PAdES has /M (EN 319 142-1 § 6.3)."""
        digest = octet_string(hashlib.sha256(self._chain[0]).digest())
        # ESSCertIDv2 with its default SHA-256, issuer and serial number (RFC 5035 § 3)
        named = sequence(digest, sequence(sequence(tagged(4, self._issuer)), self._serial))
        signing_certificate = sequence(SIGNING_CERTIFICATE_V2, set_of(sequence(sequence(named))))
        return set_of(CONTENT_TYPE, message_digest(document_digest), signing_certificate)

    def signed_data(self, signed_attributes: bytes, signature: bytes, timestamp: bytes | None = None) -> bytes:
        """DER of the ContentInfo.

        Args:
            signed_attributes: as `signed_attributes` made them.
            timestamp: DER of a token over the signature value.
        """
        return signed_data(
            signature,
            signer=sequence(self._issuer, self._serial),
            signed_attributes=signed_attributes,
            digest_algorithm=_DIGEST_ALGORITHM,
            mechanism=self._mechanism,
            certificates=tagged(0, b"".join(sorted(set(self._chain)))),  # a SET OF
            timestamp=timestamp,
        )
