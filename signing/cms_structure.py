"""SignedData with one signer (RFC 5652; ETSI EN 319 122-1 § 6.3, levels B-B and B-T), written directly. Reading it is `validation.cms`."""

from signing.der import integer, object_identifier, octet_string, sequence, set_of, tagged

__all__ = ["CONTENT_TYPE", "SHA256", "SIGNING_CERTIFICATE_V2", "message_digest", "signed_data"]

SHA256 = object_identifier("2.16.840.1.101.3.4.2.1")
SIGNING_CERTIFICATE_V2 = object_identifier("1.2.840.113549.1.9.16.2.47")
_DATA = object_identifier("1.2.840.113549.1.7.1")
_SIGNED_DATA = object_identifier("1.2.840.113549.1.7.2")
_MESSAGE_DIGEST = object_identifier("1.2.840.113549.1.9.4")
_SIGNATURE_TIMESTAMP = object_identifier("1.2.840.113549.1.9.16.2.14")
CONTENT_TYPE = sequence(object_identifier("1.2.840.113549.1.9.3"), set_of(_DATA))
"""The attribute content-type: data."""


def message_digest(digest: bytes) -> bytes:
    """The attribute message-digest."""
    return sequence(_MESSAGE_DIGEST, set_of(octet_string(digest)))


def signed_data(
    signature: bytes,
    *,
    signer: bytes,
    signed_attributes: bytes,
    digest_algorithm: bytes,
    mechanism: bytes,
    certificates: bytes,
    timestamp: bytes | None = None,
) -> bytes:
    """DER of the ContentInfo; what goes in is DER, too.

    Args:
        signature: the value, bare.
        signer: IssuerAndSerialNumber.
        signed_attributes: a SET, as it is hashed.
        certificates: [0] IMPLICIT.
        timestamp: a token over the signature value.
    """
    unsigned = b""
    if timestamp is not None:
        unsigned = tagged(1, sequence(_SIGNATURE_TIMESTAMP, set_of(timestamp)))
    signer_info = sequence(
        integer(1),
        signer,
        digest_algorithm,
        b"\xa0" + signed_attributes[1:],  # IMPLICIT [0] instead of SET
        mechanism,
        octet_string(signature),
        unsigned,
    )
    content = sequence(integer(1), set_of(digest_algorithm), sequence(_DATA), certificates, set_of(signer_info))
    return sequence(_SIGNED_DATA, tagged(0, content))
