"""The seal's key: read once, kept, used for each seal. Where it lies is its own matter."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from signing.errors import SealFault, SealUnusable

__all__ = ["Pkcs12Key", "SealKey", "largest_signature", "pkcs12_key", "require_fit"]

LEAST_RSA_BITS = 3000
"""SOG-IS Agreed Cryptographic Mechanisms 1.3, § 4.1."""


class SealKey(Protocol):
    """Attributes:
    chain: DER certificates, the seal's first, then its issuers.
    """

    @property
    def chain(self) -> tuple[bytes, ...]: ...
    @property
    def algorithm(self) -> Literal["RSA", "ECDSA"]: ...
    @property
    def largest_signature_bytes(self) -> int: ...
    def sign(self, content: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 or ECDSA (DER) with SHA-256 over the content. Raises SealUnusable: the key does not answer."""
        ...


@dataclass(frozen=True, slots=True)
class Pkcs12Key:
    """A key held in memory."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    chain: tuple[bytes, ...]

    @property
    def algorithm(self) -> Literal["RSA", "ECDSA"]:
        return "RSA" if isinstance(self.key, rsa.RSAPrivateKey) else "ECDSA"

    @property
    def largest_signature_bytes(self) -> int:
        return largest_signature(self.key)

    def sign(self, content: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(content, ec.ECDSA(hashes.SHA256()))


def pkcs12_key(file: Path, password: str | None) -> Pkcs12Key:
    """The key and chain of a PKCS#12 file.

    Raises:
        SealUnusable: unreadable, wrong password, or a key we do not seal with.
    """
    try:
        found = load_pkcs12(file.read_bytes(), password.encode() if password else None)
    except OSError as error:
        raise SealUnusable(SealFault.FILE_UNREADABLE, f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SealUnusable(SealFault.PASSWORD_WRONG, f"{file} is no PKCS#12 file, or its password is another") from error
    if found.key is None or found.cert is None:
        raise SealUnusable(SealFault.KEY_NOT_FOUND, f"{file} holds no key with its certificate")
    require_fit(found.cert.certificate.public_key(), str(file))
    certificates = [found.cert, *found.additional_certs]
    chain = tuple(one.certificate.public_bytes(serialization.Encoding.DER) for one in certificates)
    return Pkcs12Key(cast("rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey", found.key), chain)


def require_fit(key: object, where: str) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """The public key, if we seal with such a one.

    Raises:
        SealUnusable: neither RSA nor ECDSA, or too short.
    """
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < LEAST_RSA_BITS:
            raise SealUnusable(SealFault.KEY_UNFIT, f"{where} holds an RSA key of {key.key_size} bits; 3072 or more are needed")
        return key
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key
    raise SealUnusable(SealFault.KEY_UNFIT, f"{where} holds a key that is neither RSA nor ECDSA")


def largest_signature(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> int:
    """Octets of the longest signature value (ECDSA: DER)."""
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        return key.key_size // 8
    return 2 * (key.key_size // 8 + 1) + 16
