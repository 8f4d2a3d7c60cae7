"""Raw signatures: which algorithms count, and does this one hold?

Accepted by ETSI TS 119 312 / SOG-IS ACM: SHA-2 and SHA-3; RSA from 1,900 bits (PKCS#1 v1.5 and PSS); the NIST and brainpool curves from 256 bits in X9.62
form and in the plain form of BSI TR-03111 (German signature cards); Ed25519 and Ed448 (RFC 8032). SHA-1, MD5, DSA, shorter and other curves never.
"""

from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import algos, core, keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signing.validation.errors import AlgorithmTooWeak, SignatureMalformed

__all__ = ["DIGEST_BY_OID", "WEAK_DIGESTS", "check_digest_allowed", "digest", "signature_holds"]

SMALLEST_RSA_BITS = 1900
AGREED_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"})
"""SOG-IS ACM 1.3 § 4.3 (FRP256v1, too, which no library at hand knows)."""

_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
    "shake256": lambda: hashes.SHAKE256(64),
}
DIGEST_BY_OID = {
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.8": "sha3_256",
    "2.16.840.1.101.3.4.2.9": "sha3_384",
    "2.16.840.1.101.3.4.2.10": "sha3_512",
    "2.16.840.1.101.3.4.2.12": "shake256",  # of 64 bytes, with Ed448 (RFC 8419 § 2.3)
}
WEAK_DIGESTS = {
    "1.3.14.3.2.26": "SHA-1",
    "1.2.840.113549.2.5": "MD5",
    "1.2.840.113549.2.2": "MD2",
    "1.3.36.3.2.1": "RIPEMD-160",
    "2.16.840.1.101.3.4.2.7": "SHA3-224",
}

_RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
_RSA_PSS = "1.2.840.113549.1.1.10"
_RSA_V15 = {
    "1.2.840.113549.1.1.14": "sha224",
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
    "2.16.840.1.101.3.4.3.14": "sha3_256",
    "2.16.840.1.101.3.4.3.15": "sha3_384",
    "2.16.840.1.101.3.4.3.16": "sha3_512",
}
_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
_ECDSA = {
    "1.2.840.10045.4.3.1": "sha224",
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
    "2.16.840.1.101.3.4.3.10": "sha3_256",
    "2.16.840.1.101.3.4.3.11": "sha3_384",
    "2.16.840.1.101.3.4.3.12": "sha3_512",
}
_PLAIN_ECDSA = {
    "0.4.0.127.0.7.1.1.4.1.2": "sha224",
    "0.4.0.127.0.7.1.1.4.1.3": "sha256",
    "0.4.0.127.0.7.1.1.4.1.4": "sha384",
    "0.4.0.127.0.7.1.1.4.1.5": "sha512",
    "0.4.0.127.0.7.1.1.4.1.9": "sha3_256",
    "0.4.0.127.0.7.1.1.4.1.10": "sha3_384",
    "0.4.0.127.0.7.1.1.4.1.11": "sha3_512",
}
_EDWARDS = {"1.3.101.112", "1.3.101.113"}
_WEAK_SIGNATURES = {
    "1.2.840.113549.1.1.5": "SHA-1 with RSA",
    "1.2.840.113549.1.1.4": "MD5 with RSA",
    "1.2.840.113549.1.1.2": "MD2 with RSA",
    "1.3.14.3.2.29": "SHA-1 with RSA",
    "1.2.840.10045.4.1": "ECDSA with SHA-1",
    "0.4.0.127.0.7.1.1.4.1.1": "plain ECDSA with SHA-1",
    "1.2.840.10040.4.3": "DSA",
    "2.16.840.1.101.3.4.3.2": "DSA",
}
_NULL = b"\x05\x00"


@dataclass(frozen=True, slots=True)
class _Scheme:
    """A signature algorithm, taken apart. `salt_bytes` is for PSS only; `mask` its mask's digest."""

    kind: str
    digest: str | None
    mask: str | None = None
    salt_bytes: int = 0


def check_digest_allowed(algorithm: algos.DigestAlgorithm) -> str:
    """The digest's name.

    Raises:
        AlgorithmTooWeak, SignatureMalformed: broken digest; unknown one, or parameters that are neither absent nor NULL.
    """
    oid = algorithm["algorithm"].dotted
    if oid in WEAK_DIGESTS:
        raise AlgorithmTooWeak(WEAK_DIGESTS[oid])
    if oid not in DIGEST_BY_OID:
        raise SignatureMalformed(f"unknown digest {oid}")
    _check_no_parameters(algorithm)
    return DIGEST_BY_OID[oid]


def digest(name: str, *parts: bytes) -> bytes:
    """Digest of the parts, one after another."""
    running = hashes.Hash(_HASHES[name]())
    for part in parts:
        running.update(part)
    return running.finalize()


def signature_holds(
    signature: bytes,
    signed: bytes,
    key: keys.PublicKeyInfo,
    algorithm: algos.SignedDigestAlgorithm,
    *,
    digest_in_context: str | None = None,
) -> bool:
    """True if the signature over `signed` was made with that key.

    Args:
        digest_in_context: the CMS digest, for algorithm identifiers that name none (rsaEncryption, id-ecPublicKey). One that names another is refused
            (RFC 8933 § 3).

    Raises:
        AlgorithmTooWeak: it may hold, but proves nothing.
        SignatureMalformed: unknown algorithm, or key, digest and algorithm do not fit.
    """
    scheme = _scheme(algorithm, digest_in_context)
    if digest_in_context is not None and scheme.digest not in {None, digest_in_context}:
        raise SignatureMalformed(f"{digest_in_context} for the document, {scheme.digest} for the signature")
    loaded = _load_key(key, scheme)
    try:
        _verify(loaded, scheme, signature, signed)
    except InvalidSignature:
        return False
    return True


def _scheme(algorithm: algos.SignedDigestAlgorithm, digest_in_context: str | None) -> _Scheme:
    oid = algorithm["algorithm"].dotted
    if oid in _WEAK_SIGNATURES:
        raise AlgorithmTooWeak(_WEAK_SIGNATURES[oid])
    if oid == _RSA_PSS:
        return _pss(algorithm)
    _check_no_parameters(algorithm)
    if oid in _RSA_V15 or oid == _RSA_ENCRYPTION:
        return _Scheme("rsa", _RSA_V15.get(oid, digest_in_context))
    if oid in _ECDSA or oid == _EC_PUBLIC_KEY:
        return _Scheme("ecdsa", _ECDSA.get(oid, digest_in_context))
    if oid in _PLAIN_ECDSA:
        return _Scheme("plain-ecdsa", _PLAIN_ECDSA[oid])
    if oid in _EDWARDS:
        return _Scheme("edwards", None)
    raise SignatureMalformed(f"unknown signature algorithm {oid}")


def _check_no_parameters(algorithm: core.Sequence) -> None:
    parameters = algorithm["parameters"]
    if not isinstance(parameters, core.Void) and parameters.dump() not in {b"", _NULL}:
        raise SignatureMalformed("unexpected algorithm parameters")


def _pss(algorithm: algos.SignedDigestAlgorithm) -> _Scheme:
    parameters = algorithm["parameters"]
    if not isinstance(parameters, algos.RSASSAPSSParams):
        raise AlgorithmTooWeak("PSS without parameters, which means SHA-1")
    if parameters["trailer_field"].native not in {1, "trailer_field_bc"}:
        raise SignatureMalformed("PSS trailer")
    mask = parameters["mask_gen_algorithm"]
    if mask["algorithm"].dotted != "1.2.840.113549.1.1.8":
        raise SignatureMalformed("PSS mask")
    return _Scheme(
        "pss",
        check_digest_allowed(parameters["hash_algorithm"]),
        check_digest_allowed(mask["parameters"]),
        parameters["salt_length"].native,
    )


_Key = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey


def _load_key(key: keys.PublicKeyInfo, scheme: _Scheme) -> _Key:
    if key["algorithm"]["algorithm"].dotted == _RSA_PSS:
        _check_key_allows(key["algorithm"]["parameters"], scheme)
        # cryptography loads only plain RSA keys
        key = keys.PublicKeyInfo({"algorithm": {"algorithm": "rsa"}, "public_key": key["public_key"].parsed})
    try:
        loaded = serialization.load_der_public_key(key.dump())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SignatureMalformed("a public key that cannot be read") from error
    match loaded:
        case rsa.RSAPublicKey():
            if loaded.key_size < SMALLEST_RSA_BITS:
                raise AlgorithmTooWeak(f"RSA with {loaded.key_size} bits")
            return loaded
        case ec.EllipticCurvePublicKey():
            if loaded.curve.name not in AGREED_CURVES:
                raise AlgorithmTooWeak(f"elliptic curve {loaded.curve.name}")
            return loaded
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            return loaded
        case _:
            raise AlgorithmTooWeak("DSA or a key of an unknown kind")


def _check_key_allows(parameters: core.Asn1Value, scheme: _Scheme) -> None:
    """A key for PSS makes no other signatures, and with parameters only such as they say (RFC 4055 § 3.3)."""
    if scheme.kind != "pss":
        raise SignatureMalformed("a key for PSS only")
    if isinstance(parameters, algos.RSASSAPSSParams):
        digests = (
            check_digest_allowed(parameters["hash_algorithm"]),
            check_digest_allowed(parameters["mask_gen_algorithm"]["parameters"]),
        )
        if digests != (scheme.digest, scheme.mask) or scheme.salt_bytes < parameters["salt_length"].native:
            raise SignatureMalformed("PSS otherwise than the key allows")


def _verify(key: _Key, scheme: _Scheme, signature: bytes, signed: bytes) -> None:
    if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        if scheme.kind != "edwards":
            raise SignatureMalformed("key and signature algorithm do not fit")
        key.verify(signature, signed)
        return
    if scheme.digest is None or scheme.digest == "shake256":
        raise SignatureMalformed("no digest that fits")
    name = _HASHES[scheme.digest]()
    if isinstance(key, rsa.RSAPublicKey) and scheme.kind == "rsa":
        key.verify(signature, signed, padding.PKCS1v15(), name)
    elif isinstance(key, rsa.RSAPublicKey) and scheme.kind == "pss" and scheme.mask is not None:
        key.verify(signature, signed, padding.PSS(padding.MGF1(_HASHES[scheme.mask]()), scheme.salt_bytes), name)
    elif isinstance(key, ec.EllipticCurvePublicKey) and scheme.kind == "ecdsa":
        key.verify(signature, signed, ec.ECDSA(name))
    elif isinstance(key, ec.EllipticCurvePublicKey) and scheme.kind == "plain-ecdsa":
        key.verify(_from_plain(signature, key), signed, ec.ECDSA(name))
    else:
        raise SignatureMalformed("key and signature algorithm do not fit")


def _from_plain(signature: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """r‖s, each as long as the curve's order (BSI TR-03111 § 5.2.1) → DER."""
    half = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * half:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
