"""Names, attributes, algorithm identifiers and signature values: the small parts of certificates and CMS structures."""

import hashlib

from asn1crypto import algos, cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - what the verdict must refuse
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_512": hashes.SHA3_512(),
}


def person_name(given: str, surname: str, *, pseudonym: str | None = None, common_name: str | None = None) -> x509.Name:
    oid = x509.NameOID
    named = [(oid.PSEUDONYM, pseudonym)] if pseudonym else [(oid.GIVEN_NAME, given), (oid.SURNAME, surname)]
    shown = common_name or pseudonym or f"{given} {surname}"
    pairs = [(oid.COUNTRY_NAME, "XS"), *named, (oid.SERIAL_NUMBER, "PNOXS-1"), (oid.COMMON_NAME, shown[:64])]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in pairs])


def organisation(common_name: str) -> x509.Name:
    oid = x509.NameOID
    return x509.Name([x509.NameAttribute(oid.ORGANIZATION_NAME, "Forger"), x509.NameAttribute(oid.COMMON_NAME, common_name)])


def attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})


def naming(der: bytes) -> tsp.SigningCertificateV2:
    return tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(der).digest()})]})


def digest_of(name: str, *parts: bytes) -> bytes:
    if name == "shake256":
        return hashlib.shake_256(b"".join(parts)).digest(64)
    return hashlib.new(name, b"".join(parts)).digest()


def fitting(key: Key, digest: str) -> algos.SignedDigestAlgorithm:
    match key:
        case rsa.RSAPrivateKey():
            return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa"})
        case ec.EllipticCurvePrivateKey():
            return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"})
        case ed25519.Ed25519PrivateKey():
            return algos.SignedDigestAlgorithm({"algorithm": "ed25519"})
        case _:
            return algos.SignedDigestAlgorithm({"algorithm": "ed448"})


def pss(digest: str = "sha256", salt: int = 32) -> algos.SignedDigestAlgorithm:
    parameters = {
        "hash_algorithm": {"algorithm": digest},
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
        "salt_length": salt,
    }
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)})


def plain_ecdsa(oid: str = "0.4.0.127.0.7.1.1.4.1.3") -> algos.SignedDigestAlgorithm:
    """BSI TR-03111 § 5.2.1; by default with SHA-256."""
    encoded: bytes = core.ObjectIdentifier(oid).dump()
    return algos.SignedDigestAlgorithm.load(b"\x30" + bytes([len(encoded)]) + encoded)


def value_of(key: Key, algorithm: algos.SignedDigestAlgorithm, octets: bytes) -> bytes:
    """The signature value that the algorithm identifier promises."""
    oid = algorithm["algorithm"].dotted
    if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return key.sign(octets)
    if isinstance(key, rsa.RSAPrivateKey):
        if oid == "1.2.840.113549.1.1.10":
            parameters = algorithm["parameters"]
            name = HASHES[parameters["hash_algorithm"]["algorithm"].native]
            return key.sign(octets, padding.PSS(padding.MGF1(name), parameters["salt_length"].native), name)
        return key.sign(octets, padding.PKCS1v15(), HASHES[_digest_in(algorithm)])
    if oid.startswith("0.4.0.127.0.7.1.1.4.1."):
        digest = {"1": "sha1", "3": "sha256", "4": "sha384", "5": "sha512"}[oid.rpartition(".")[2]]
        r, s = decode_dss_signature(key.sign(octets, ec.ECDSA(HASHES[digest])))
        half = (key.curve.key_size + 7) // 8
        return r.to_bytes(half) + s.to_bytes(half)
    return key.sign(octets, ec.ECDSA(HASHES[_digest_in(algorithm)]))


def _digest_in(algorithm: algos.SignedDigestAlgorithm) -> str:
    """asn1crypto knows the names of those with SHA-3, and not their digests."""
    name: str = algorithm["algorithm"].native
    return name.rpartition("_")[0] if name.startswith("sha3") else algorithm.hash_algo
