"""How providers write the same bytes: hashes in authorisation requests, ECDSA values in answers."""

import base64
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509 import load_der_x509_certificate

from signing.errors import ProviderProtocolError
from signing.provider.profile import ProviderProfile


def standard(digest: bytes) -> str:
    """Base64 with + and /, padded: what every body of the API holds."""
    return base64.b64encode(digest).decode()


def in_authorisation(digest: bytes, profile: ProviderProfile) -> str:
    """A hash as the provider's authorisation server reads it."""
    match profile.hash_encoding:
        case "base64":
            return standard(digest)
        case "base64url":
            return base64.urlsafe_b64encode(digest).decode()
        case "base64url_unpadded":
            return base64.urlsafe_b64encode(digest).decode().rstrip("=")
        case "percent_encoded":
            return quote(standard(digest), safe="")


def signature_value(text: object, certificate: bytes, profile: ProviderProfile) -> bytes:
    """What CMS wants, of what the provider gave: DER for ECDSA, the octets for RSA.

    Raises:
        ProviderProtocolError: it is no base64, or no such value.
    """
    try:
        value = base64.b64decode(str(text), validate=True)
    except ValueError as error:
        raise ProviderProtocolError("the signature is not base64") from error
    if profile.signature_encoding == "der":
        return value
    key = load_der_x509_certificate(certificate).public_key()
    if not isinstance(key, EllipticCurvePublicKey):
        return value
    half = (key.curve.key_size + 7) // 8
    if len(value) != 2 * half:
        raise ProviderProtocolError("the signature is no pair of numbers of the curve's size")
    return encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
