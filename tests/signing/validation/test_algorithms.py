"""Every accepted way to sign holds, and no weak, unknown or mismatched one does."""

from collections.abc import Callable

import pytest
from asn1crypto import algos, core, keys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from signing.validation.algorithms import check_digest_allowed, digest, signature_holds
from signing.validation.errors import AlgorithmTooWeak, SignatureMalformed

MESSAGE = b"signed attributes"
RSA = rsa.generate_private_key(65537, 2048)
P256 = ec.generate_private_key(ec.SECP256R1())
BRAINPOOL = ec.generate_private_key(ec.BrainpoolP384R1())
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey | dsa.DSAPrivateKey


def public(key: Private) -> keys.PublicKeyInfo:
    spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return keys.PublicKeyInfo.load(spki)


def algorithm(oid: str, parameters: object = None) -> algos.SignedDigestAlgorithm:
    given = {"algorithm": oid} if parameters is None else {"algorithm": oid, "parameters": parameters}
    return algos.SignedDigestAlgorithm(given)


def plain(key: ec.EllipticCurvePrivateKey, name: hashes.HashAlgorithm) -> bytes:
    r, s = decode_dss_signature(key.sign(MESSAGE, ec.ECDSA(name)))
    half = (key.key_size + 7) // 8
    return r.to_bytes(half) + s.to_bytes(half)


def pss(salt: int = 32, mask: str = "sha256") -> algos.SignedDigestAlgorithm:
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": mask}},
            "salt_length": salt,
        }
    )
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


ED25519, ED448 = ed25519.Ed25519PrivateKey.generate(), ed448.Ed448PrivateKey.generate()
WAYS: dict[str, tuple[Private, Callable[[], bytes], algos.SignedDigestAlgorithm, str | None]] = {
    "RSA SHA-256": (RSA, lambda: RSA.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256()), algorithm("1.2.840.113549.1.1.11", core.Null()), None),
    "RSA SHA-512": (RSA, lambda: RSA.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA512()), algorithm("1.2.840.113549.1.1.13"), None),
    "RSA, digest from CMS": (RSA, lambda: RSA.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA384()), algorithm("1.2.840.113549.1.1.1"), "sha384"),
    "RSA PSS": (RSA, lambda: RSA.sign(MESSAGE, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()), pss(), None),
    "ECDSA P-256": (P256, lambda: P256.sign(MESSAGE, ec.ECDSA(hashes.SHA256())), algorithm("1.2.840.10045.4.3.2"), None),
    "ECDSA SHA3": (P256, lambda: P256.sign(MESSAGE, ec.ECDSA(hashes.SHA3_256())), algorithm("2.16.840.1.101.3.4.3.10"), None),
    "ECDSA brainpool": (BRAINPOOL, lambda: BRAINPOOL.sign(MESSAGE, ec.ECDSA(hashes.SHA384())), algorithm("1.2.840.10045.4.3.3"), None),
    "plain ECDSA (BSI)": (BRAINPOOL, lambda: plain(BRAINPOOL, hashes.SHA384()), algorithm("0.4.0.127.0.7.1.1.4.1.4"), None),
    "Ed25519": (ED25519, lambda: ED25519.sign(MESSAGE), algorithm("1.3.101.112"), None),
    "Ed448": (ED448, lambda: ED448.sign(MESSAGE), algorithm("1.3.101.113"), None),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_good_signature_holds_and_no_changed_one(way: str) -> None:
    key, sign, named, context = WAYS[way]
    value = sign()

    assert signature_holds(value, MESSAGE, public(key), named, digest_in_context=context)
    assert not signature_holds(value, MESSAGE + b".", public(key), named, digest_in_context=context)
    assert not signature_holds(value[:-1] + bytes([value[-1] ^ 1]), MESSAGE, public(key), named, digest_in_context=context)


@pytest.mark.parametrize(
    "oid",
    ["1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4", "1.2.840.10045.4.1", "0.4.0.127.0.7.1.1.4.1.1", "1.2.840.10040.4.3"],
)
def test_broken_digests_and_dsa_prove_nothing(oid: str) -> None:
    with pytest.raises(AlgorithmTooWeak):
        signature_holds(b"", MESSAGE, public(RSA), algorithm(oid))


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024),  # noqa: S505 - too small on purpose
        ec.generate_private_key(ec.SECP192R1()),
        ec.generate_private_key(ec.SECP224R1()),
        ec.generate_private_key(ec.SECP256K1()),
        dsa.generate_private_key(2048),
    ],
    ids=["RSA 1024", "P-192", "P-224", "secp256k1", "DSA"],
)
def test_small_keys_and_curves_nobody_agreed_on_prove_nothing(key: Private) -> None:
    with pytest.raises(AlgorithmTooWeak):
        signature_holds(b"", MESSAGE, public(key), algorithm("1.2.840.113549.1.1.11"))


@pytest.mark.parametrize(
    ("key", "named"),
    [
        (RSA, algorithm("1.2.3.4")),
        (RSA, algorithm("1.2.840.10045.4.3.2")),
        (P256, algorithm("1.2.840.113549.1.1.11")),
        (RSA, algorithm("1.3.101.112")),
        (ED25519, algorithm("1.2.840.10045.4.3.2")),
        (RSA, algorithm("1.2.840.113549.1.1.1")),
        (P256, algorithm("1.2.840.10045.4.3.2", core.Integer(1))),
    ],
)
def test_what_does_not_fit_together_is_malformed(key: Private, named: algos.SignedDigestAlgorithm) -> None:
    with pytest.raises(SignatureMalformed):
        signature_holds(b"\x01" * 64, MESSAGE, public(key), named)


def test_pss_without_parameters_would_mean_sha_1() -> None:
    with pytest.raises(AlgorithmTooWeak):
        signature_holds(b"", MESSAGE, public(RSA), algorithm("1.2.840.113549.1.1.10"))
    with pytest.raises(AlgorithmTooWeak):
        signature_holds(b"", MESSAGE, public(RSA), pss(mask="sha1"))


def test_a_key_that_is_bound_to_pss_is_read() -> None:
    spki = keys.PublicKeyInfo({"algorithm": {"algorithm": "rsassa_pss"}, "public_key": public(RSA)["public_key"].parsed})
    value = RSA.sign(MESSAGE, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())

    assert signature_holds(value, MESSAGE, spki, pss())


def test_a_key_that_is_bound_to_pss_makes_nothing_else() -> None:
    spki = keys.PublicKeyInfo({"algorithm": {"algorithm": "rsassa_pss"}, "public_key": public(RSA)["public_key"].parsed})
    value = RSA.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())

    with pytest.raises(SignatureMalformed):
        signature_holds(value, MESSAGE, spki, algorithm("1.2.840.113549.1.1.11"))


def test_a_key_that_is_bound_to_one_pss_holds_only_with_that() -> None:
    bound = {"algorithm": "rsassa_pss", "parameters": pss(salt=32)["parameters"]}
    spki = keys.PublicKeyInfo({"algorithm": bound, "public_key": public(RSA)["public_key"].parsed})
    short = RSA.sign(MESSAGE, padding.PSS(padding.MGF1(hashes.SHA256()), 20), hashes.SHA256())
    long = RSA.sign(MESSAGE, padding.PSS(padding.MGF1(hashes.SHA256()), 40), hashes.SHA256())

    assert signature_holds(long, MESSAGE, spki, pss(salt=40))
    with pytest.raises(SignatureMalformed):
        signature_holds(short, MESSAGE, spki, pss(salt=20))


def test_a_curve_spelled_out_is_not_read() -> None:
    """The generator could be the attacker's own (CVE-2020-0601)."""
    parameters = {
        "version": "ecdpVer1",
        "field_id": {"field_type": "prime_field", "parameters": core.Integer(P256.curve.key_size)},
        "curve": {"a": b"\1", "b": b"\2"},
        "base": b"\4" + bytes(64),
        "order": 7,
    }
    named = {"algorithm": "ec", "parameters": keys.ECDomainParameters(name="specified", value=keys.SpecifiedECDomain(parameters))}
    spki = keys.PublicKeyInfo({"algorithm": named, "public_key": public(P256)["public_key"].native})

    with pytest.raises(SignatureMalformed):
        signature_holds(b"", MESSAGE, spki, algorithm("1.2.840.10045.4.3.2"))


def test_two_digests_in_one_signature_are_refused() -> None:
    value = P256.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))

    with pytest.raises(SignatureMalformed):
        signature_holds(value, MESSAGE, public(P256), algorithm("1.2.840.10045.4.3.2"), digest_in_context="sha512")


def test_a_plain_signature_of_the_wrong_length_does_not_hold() -> None:
    assert not signature_holds(b"\x01" * 95, MESSAGE, public(BRAINPOOL), algorithm("0.4.0.127.0.7.1.1.4.1.4"))


def test_a_key_that_cannot_be_read_is_malformed() -> None:
    broken = keys.PublicKeyInfo(
        {"algorithm": {"algorithm": "ec", "parameters": ("named", "secp256r1")}, "public_key": b"\x04" + b"\x00" * 64}
    )

    with pytest.raises(SignatureMalformed):
        signature_holds(b"", MESSAGE, broken, algorithm("1.2.840.10045.4.3.2"))


@pytest.mark.parametrize(
    ("name", "error"), [("sha1", AlgorithmTooWeak), ("md5", AlgorithmTooWeak), ("1.2.3", SignatureMalformed)]
)
def test_a_weak_or_unknown_digest_is_named(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_digest_allowed(algos.DigestAlgorithm({"algorithm": name}))


def test_digests_run_over_their_parts() -> None:
    assert check_digest_allowed(algos.DigestAlgorithm({"algorithm": "sha256"})) == "sha256"
    assert digest("sha256", b"a", b"b") == digest("sha256", b"ab")
