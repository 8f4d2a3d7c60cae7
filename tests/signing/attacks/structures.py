"""Inside the CMS structure: digests, algorithms, attributes and certificates that do not belong together, or prove nothing."""

import hashlib

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from pyhanko.sign.fields import SigSeedSubFilter

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.parts import attribute, digest_of, naming, plain_ecdsa, pss, value_of
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop

CHANGED = expected(1, "CONTENT_CHANGED")
MALFORMED = expected(1, "MALFORMED")
WEAK = expected(1, "ALGORITHM_TOO_WEAK")


def wrong_message_digest(shop: Workshop) -> bytes:
    return shop.embedded(shop.alone, lambda digest: shop.cms_over(digest[::-1], Recipe(shop.zoe)))


def value_by_another_key(shop: Workshop) -> bytes:
    stranger = ec.generate_private_key(ec.SECP256R1())
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    return shop.signed(shop.alone, Recipe(shop.zoe, sign=lambda octets: value_of(stranger, algorithm, octets)))


def value_over_content_only(shop: Workshop) -> bytes:
    """The signature was made over bytes that look like signed attributes, or the other way round."""
    return shop.signed(shop.alone, Recipe(shop.zoe, sign=lambda octets: value_of(shop.zoe.key, _ecdsa(), octets[2:])))


def _ecdsa() -> algos.SignedDigestAlgorithm:
    return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})


def zero_value(shop: Workshop) -> bytes:
    """r = s = 0: a verifier that forgets to check the range accepts it for every key."""
    zero = algos.DSASignature({"r": 0, "s": 0}).dump()
    return shop.signed(shop.alone, Recipe(shop.zoe, sign=lambda _: zero))


def no_signed_attributes(shop: Workshop) -> bytes:
    """The attributes are dropped; the value is then one over the document's own bytes."""

    def without(signer: dict[str, object]) -> dict[str, object]:
        return {key: value for key, value in signer.items() if key != "signed_attrs"}

    return shop.signed(shop.alone, Recipe(shop.zoe, signer=without))


def no_message_digest(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: [given[0], given[2]]))


def two_message_digests(shop: Workshop) -> bytes:
    more = attribute("message_digest", b"\0" * 32)
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: [*given, more]))


def no_content_type(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: given[1:]))


def other_content_type(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: [attribute("content_type", "tst_info"), *given[1:]]))


def no_signing_certificate(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: given[:2]))


def names_another_certificate(shop: Workshop) -> bytes:
    """Certificate substitution: the attribute names Jürgen's certificate, Zoë's key signed."""
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: [*given[:2], _names(shop.juergen.der)]))


def _names(der: bytes) -> cms.CMSAttribute:
    return attribute("signing_certificate_v2", naming(der))


def names_it_by_sha1(shop: Workshop) -> bytes:
    named = tsp.ESSCertIDv2(
        {"hash_algorithm": {"algorithm": "sha1"}, "cert_hash": hashlib.sha1(shop.zoe.der, usedforsecurity=False).digest()}
    )
    changed = attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [named]}))
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: [*given[:2], changed]))


def attached_content(shop: Workshop) -> bytes:
    """A detached signature that brings content of its own."""
    content = {"content_type": "data", "content": core.OctetString(b"anything")}
    return shop.signed(shop.alone, Recipe(shop.zoe, data=lambda data: {**data, "encap_content_info": content}))


def digest_not_announced(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, data=lambda data: {**data, "digest_algorithms": [{"algorithm": "sha512"}]}))


def signature_algorithm_as_digest(shop: Workshop) -> bytes:
    def changed(signer: dict[str, object]) -> dict[str, object]:
        return {**signer, "digest_algorithm": algos.DigestAlgorithm({"algorithm": "1.2.840.10045.4.3.2"})}

    return shop.signed(shop.alone, Recipe(shop.zoe, signer=changed))


def digest_and_signature_differ(shop: Workshop) -> bytes:
    """SHA-256 for the document, SHA-384 for the attributes: RFC 8933 wants one."""
    return shop.signed(shop.alone, Recipe(shop.zoe, algorithm=algos.SignedDigestAlgorithm({"algorithm": "sha384_ecdsa"})))


def protection_differs(shop: Workshop) -> bytes:
    """CMSAlgorithmProtection (RFC 6211) names other algorithms than the structure."""
    protection = cms.CMSAlgorithmProtection(
        {
            "digest_algorithm": {"algorithm": "sha512"},
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha512_ecdsa"}),
        }
    )
    more = attribute("cms_algorithm_protection", protection)
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: [*given, more]))


def rsa_algorithm_on_a_curve(shop: Workshop) -> bytes:
    def changed(signer: dict[str, object]) -> dict[str, object]:
        return {**signer, "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})}

    return shop.signed(shop.alone, Recipe(shop.zoe, signer=changed))


def unknown_signature_algorithm(shop: Workshop) -> bytes:
    def changed(signer: dict[str, object]) -> dict[str, object]:
        return {**signer, "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "1.2.3.4.5"})}

    return shop.signed(shop.alone, Recipe(shop.zoe, signer=changed))


def sha1_everywhere(shop: Workshop) -> bytes:
    owner = shop.person(key=rsa.generate_private_key(65537, 2048))
    return shop.signed(shop.alone, Recipe(owner, digest="sha1"))


def sha1_in_signature_only(shop: Workshop) -> bytes:
    owner = shop.person(key=rsa.generate_private_key(65537, 2048))
    return shop.signed(shop.alone, Recipe(owner, algorithm=algos.SignedDigestAlgorithm({"algorithm": "sha1_rsa"})))


def plain_ecdsa_with_sha1(shop: Workshop) -> bytes:
    owner = shop.person(key=ec.generate_private_key(ec.BrainpoolP256R1()))
    return shop.signed(shop.alone, Recipe(owner, algorithm=plain_ecdsa("0.4.0.127.0.7.1.1.4.1.1")))


def pss_without_parameters(shop: Workshop) -> bytes:
    """Without parameters PSS means SHA-1 (RFC 4055 § 3.1)."""
    owner = shop.person(key=rsa.generate_private_key(65537, 2048))

    def changed(signer: dict[str, object]) -> dict[str, object]:
        return {**signer, "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss"})}

    return shop.signed(shop.alone, Recipe(owner, signer=changed))


def pss_with_another_digest(shop: Workshop) -> bytes:
    owner = shop.person(key=rsa.generate_private_key(65537, 2048))
    return shop.signed(shop.alone, Recipe(owner, algorithm=pss("sha512", 64)))


def rsa_1024(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.person(key=rsa.generate_private_key(65537, 1024))))  # noqa: S505 - what the verdict must refuse


def curve_of_224_bits(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.person(key=ec.generate_private_key(ec.SECP224R1()))))


def curve_nobody_agreed_on(shop: Workshop) -> bytes:
    """secp256k1: long enough, but on no list of SOG-IS or ETSI TS 119 312."""
    return shop.signed(shop.alone, Recipe(shop.person(key=ec.generate_private_key(ec.SECP256K1()))))


def dsa_key(shop: Workshop) -> bytes:
    key = dsa.generate_private_key(2048)
    owner = shop.person(key=key)  # type: ignore[arg-type]

    def sign(octets: bytes) -> bytes:
        from cryptography.hazmat.primitives import hashes

        return key.sign(octets, hashes.SHA256())

    return shop.signed(shop.alone, Recipe(owner, algorithm=algos.SignedDigestAlgorithm({"algorithm": "sha256_dsa"}), sign=sign))


def edwards_value_of_another_key(shop: Workshop) -> bytes:
    owner, stranger = shop.person(key=ed25519.Ed25519PrivateKey.generate()), ed25519.Ed25519PrivateKey.generate()
    return shop.signed(shop.alone, Recipe(owner, digest="sha512", sign=stranger.sign))


def signer_not_embedded(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, certificates=shop.chain(shop.juergen)))


def signer_named_by_a_stranger(shop: Workshop) -> bytes:
    """Issuer and serial number of Zoë's certificate, but Jürgen's key and digest attribute."""

    def changed(signer: dict[str, object]) -> dict[str, object]:
        certificate = asn1_x509.Certificate.load(shop.juergen.der)
        named = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
        return {**signer, "sid": cms.SignerIdentifier({"issuer_and_serial_number": named})}

    return shop.signed(shop.alone, Recipe(shop.zoe, signer=changed, certificates=[*shop.chain(shop.zoe), shop.juergen.der]))


def wrong_version(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, signer=lambda signer: {**signer, "version": "v3"}))


def sub_filter_with_sha1(shop: Workshop) -> bytes:
    """adbe.pkcs7.sha1: the signature covers only the SHA-1 of the document."""

    def make(digest: bytes) -> bytes:
        content = {"content_type": "data", "content": core.OctetString(digest)}
        return shop.cms_over(
            digest_of("sha256", digest), Recipe(shop.zoe, data=lambda data: {**data, "encap_content_info": content})
        )

    return shop.embedded(shop.alone, make, digest="sha1").replace(b"/ETSI.CAdES.detached", b"/adbe.pkcs7.sha1    ")


def timestamp_as_signature(shop: Workshop) -> bytes:
    """A timestamp token where a signature should be: a listed authority's key, but it declares nothing."""
    return shop.document_timestamp(shop.alone, "signer-1", kind="/Sig", sub_filter=SigSeedSubFilter.PADES)


CASES = [
    Case("message digest of other bytes", wrong_message_digest, "alone", CHANGED, CHANGED),
    Case("value by another key", value_by_another_key, "alone", CHANGED, CHANGED),
    Case("value over other octets", value_over_content_only, "alone", CHANGED, CHANGED),
    Case("value of zeros", zero_value, "alone", CHANGED, CHANGED),
    Case("no signed attributes", no_signed_attributes, "alone", MALFORMED, MALFORMED),
    Case("no message digest", no_message_digest, "alone", MALFORMED, MALFORMED),
    Case("two message digests", two_message_digests, "alone", MALFORMED, MALFORMED),
    Case("no content type", no_content_type, "alone", MALFORMED, MALFORMED),
    Case("content type of a timestamp", other_content_type, "alone", MALFORMED, MALFORMED),
    Case("no signing certificate attribute", no_signing_certificate, "alone", MALFORMED, MALFORMED),
    Case("signing certificate attribute names another", names_another_certificate, "alone", MALFORMED, MALFORMED),
    Case("signing certificate attribute by SHA-1", names_it_by_sha1, "alone", WEAK, WEAK),
    Case("content inside a detached signature", attached_content, "alone", MALFORMED, MALFORMED),
    Case("digest not announced", digest_not_announced, "alone", MALFORMED, MALFORMED),
    Case("signature algorithm named as digest", signature_algorithm_as_digest, "alone", MALFORMED, MALFORMED),
    Case("two digests in one signature", digest_and_signature_differ, "alone", MALFORMED, MALFORMED),
    Case("algorithm protection differs", protection_differs, "alone", MALFORMED, MALFORMED),
    Case("RSA algorithm, elliptic key", rsa_algorithm_on_a_curve, "alone", MALFORMED, MALFORMED),
    Case("unknown signature algorithm", unknown_signature_algorithm, "alone", MALFORMED, MALFORMED),
    Case("SHA-1", sha1_everywhere, "alone", WEAK, WEAK),
    Case("SHA-1 in the signature algorithm", sha1_in_signature_only, "alone", WEAK, WEAK),
    Case("plain ECDSA with SHA-1", plain_ecdsa_with_sha1, "alone", WEAK, WEAK),
    Case("PSS without parameters", pss_without_parameters, "alone", WEAK, WEAK),
    Case("PSS with another digest", pss_with_another_digest, "alone", MALFORMED, MALFORMED),
    Case("RSA with 1024 bits", rsa_1024, "alone", WEAK, WEAK),
    Case("curve of 224 bits", curve_of_224_bits, "alone", WEAK, WEAK),
    Case("curve nobody agreed on", curve_nobody_agreed_on, "alone", WEAK, WEAK),
    Case("DSA", dsa_key, "alone", WEAK, WEAK),
    Case("Ed25519 value of another key", edwards_value_of_another_key, "alone", CHANGED, CHANGED),
    Case("signer's certificate not embedded", signer_not_embedded, "alone", MALFORMED, MALFORMED),
    Case("signer named by another's serial number", signer_named_by_a_stranger, "alone", expected(1, "MALFORMED"), MALFORMED),
    Case("version of the signer", wrong_version, "alone", MALFORMED, MALFORMED),
    Case("sub filter with SHA-1", sub_filter_with_sha1, "alone", WEAK, WEAK),
    Case("timestamp token as signature", timestamp_as_signature, "alone", MALFORMED, MALFORMED),
]
