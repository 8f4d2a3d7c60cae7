"""Embed a signature value that came from the provider, with a signature timestamp: PAdES B-T."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509 import load_der_x509_certificate
from pyhanko.sign.timestamps import TimeStamper

from signing import rsassa_pss
from signing.data_to_sign import DIGEST, PreparedSignature, mechanism_of
from signing.errors import DocumentError, SignatureDoesNotMatch
from signing.outcome import outcome_of
from signing.signature_cms import SignatureCms


def embed(
    prepared: PreparedSignature,
    signature_value: bytes,
    chain: tuple[bytes, ...],
    *,
    timestamper: TimeStamper | None,
    signature_algorithm: str = "",
) -> bytes:
    """The signed revision.

    Args:
        signature_value: as the provider gave it: DER ECDSA-Sig-Value, or the RSA octets.
        signature_algorithm: as in `prepare`.
        timestamper: None: B-B, the caller waits for a timestamp elsewhere.

    Raises:
        SignatureDoesNotMatch: the value does not verify; nothing was embedded.
        TimestampError: no timestamp could be had.
        DocumentError: the CMS does not fit.
    """
    require_match(chain[0], prepared.hash_to_sign, signature_value, signature_algorithm)
    token = None
    if timestamper is not None:
        stamp = timestamper.async_timestamp(hashlib.sha256(signature_value).digest(), DIGEST)
        token = outcome_of(stamp).dump()
    structure = SignatureCms(chain, mechanism_of(chain[0], signature_algorithm))
    return _filled(prepared, structure.signed_data(prepared.signed_attributes, signature_value, token))


def _filled(prepared: PreparedSignature, contained: bytes) -> bytes:
    """The revision with the structure in its placeholder; what is left of that stays zeros."""
    start, end = prepared.contents_start, prepared.contents_end
    digits, room = contained.hex().upper().encode(), end - start - 2
    if len(digits) > room:
        raise DocumentError(f"the signature needs {len(contained)} bytes, {room // 2} were kept")
    if prepared.revision[start:end] != b"<" + b"0" * room + b">":
        raise DocumentError("the place for the signature is not where it was")
    return b"".join((prepared.revision[: start + 1], digits.ljust(room, b"0"), prepared.revision[end - 1 :]))


def require_match(certificate: bytes, hash_to_sign: bytes, signature_value: bytes, signature_algorithm: str = "") -> None:
    """Raises SignatureDoesNotMatch unless the value verifies with the certificate's public key."""
    key = load_der_x509_certificate(certificate).public_key()
    prehashed = utils.Prehashed(hashes.SHA256())
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature_value, hash_to_sign, ec.ECDSA(prehashed))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature_value, hash_to_sign, _padding(signature_algorithm), prehashed)
        else:
            raise SignatureDoesNotMatch(f"signatures with {type(key).__name__} are not made here")
    except InvalidSignature as error:
        raise SignatureDoesNotMatch("the provider's signature does not fit the certificate it named") from error


def _padding(signature_algorithm: str) -> padding.AsymmetricPadding:
    if signature_algorithm == rsassa_pss.OID:
        return padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=rsassa_pss.SALT_BYTES)
    return padding.PKCS1v15()
