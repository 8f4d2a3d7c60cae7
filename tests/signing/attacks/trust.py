"""Who vouches for the signer: certificates and authorities whose chain does not hold."""

from collections.abc import Callable
from datetime import timedelta

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.sandbox.credentials import Kind
from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.parts import organisation
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import JUDGED_AT, MADE_AT

CHANGED = expected(1, "CONTENT_CHANGED")
UNTRUSTED = expected(1, "CHAIN_UNTRUSTED")
EXPIRED = expected(1, "CERTIFICATE_EXPIRED")
REVOKED = expected(1, "CERTIFICATE_REVOKED")
UNKNOWN = expected(2, "REVOCATION_UNKNOWN")
NOT_QUALIFIED = expected(1, "NOT_QUALIFIED_AT_ISSUANCE", "NOT_QUALIFIED_AT_SIGNING")
LISTS = expected(2, "LISTS_UNAVAILABLE")
Make = Callable[[Workshop], bytes]


def _kind(kind: Kind) -> Make:
    return lambda shop: shop.signed(shop.alone, Recipe(shop.owner(shop.authority.holder("Zoë Łukaszewicz", kind))))


def granted_later(shop: Workshop) -> bytes:
    person = shop.owner(shop.authority.holder("Zoë Łukaszewicz", Kind.CA_GRANTED_LATER))
    return shop.sealed(shop.signed(shop.alone, Recipe(person)), [person])


def below_the_last(shop: Workshop) -> bytes:
    """The listed CA may not have another below it, and has."""
    authority = shop.intermediate()
    person = shop.person(issuer=authority)
    return shop.signed(shop.alone, Recipe(person, certificates=shop.chain(person, authority)))


def below_the_last_with_a_twin(shop: Workshop) -> bytes:
    """The same, and the store holds a certificate with the listed CA's name and key that allows it. Anybody can write that: a public key is public."""
    authority, key = shop.intermediate(), ec.generate_private_key(ec.SECP256R1())
    listed = shop.installed("qualified-ca").certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(listed.subject)
        .issuer_name(organisation("Anybody"))
        .public_key(listed.public_key())
        .serial_number(7)
        .not_valid_before(MADE_AT - timedelta(days=30))
        .not_valid_after(MADE_AT + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    twin = Owner(builder.sign(key, hashes.SHA256()), key)
    person = shop.person(issuer=authority)
    signed = shop.signed(shop.alone, Recipe(person, certificates=shop.chain(person, authority)))
    return shop.sealed(signed, [], evidence=lambda _answers, _lists, known: known.append(asn1_x509.Certificate.load(twin.der)))


def too_long_a_path(shop: Workshop) -> bytes:
    """A CA of path length 0 lets another CA issue."""
    first = shop.intermediate("Sub CA")
    second = shop.intermediate("Sub sub CA", issuer=first)
    person = shop.person(issuer=second)
    return shop.signed(shop.alone, Recipe(person, certificates=shop.chain(person, second, first)))


def person_as_authority(shop: Workshop) -> bytes:
    """Jürgen's own qualified certificate issues one for Zoë."""
    person = shop.person(issuer=shop.juergen)
    return shop.signed(shop.alone, Recipe(person, certificates=shop.chain(person, shop.juergen)))


def same_name_other_key(shop: Workshop) -> bytes:
    """An authority with the listed one's name."""
    listed = shop.installed("qualified-ca").certificate.subject
    false = shop.certified(
        listed, None, None, [(x509.BasicConstraints(ca=True, path_length=0), True)], ("key_cert_sign",), MADE_AT, JUDGED_AT
    )
    person = shop.person(issuer=Owner(false.certificate, false.key))
    return shop.signed(shop.alone, Recipe(person, certificates=[person.der, false.der]))


def self_signed(shop: Workshop) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    plain = shop.person(key=key)
    subject = plain.certificate.subject
    own = shop.certified(subject, None, key, [], ("content_commitment",), MADE_AT - timedelta(days=1), JUDGED_AT)
    return shop.signed(shop.alone, Recipe(own, certificates=[own.der]))


def certificate_changed(shop: Workshop) -> bytes:
    """One letter of the name in the certificate; the attribute names the changed one."""
    der = shop.juergen.der
    changed = der.replace("Jürgen".encode(), b"Jorgen ")
    assert len(changed) == len(der)
    forged = Owner(x509.load_der_x509_certificate(changed), shop.juergen.key)
    return shop.signed(shop.alone, Recipe(forged, certificates=[changed, *shop.chain(forged)[1:]]))


def signed_with_sha1(shop: Workshop) -> bytes:
    """An authority below the listed one signed the certificate with RSA and SHA-1."""
    key = rsa.generate_private_key(65537, 2048)
    constraints = [(x509.BasicConstraints(ca=True, path_length=0), True)]
    from_, until = MADE_AT - timedelta(days=400), MADE_AT + timedelta(days=400)
    authority = shop.certified(
        organisation("Old CA"), shop.installed("qualified-ca"), key, constraints, ("key_cert_sign",), from_, until
    )
    person = by_sha1(shop.person(issuer=authority), key)
    return shop.signed(shop.alone, Recipe(person, certificates=shop.chain(person, authority)))


def by_sha1(owner: Owner, key: rsa.RSAPrivateKey) -> Owner:
    """The same certificate, signed with SHA-1: cryptography makes none any more."""
    certificate = asn1_x509.Certificate.load(owner.der)
    body = certificate["tbs_certificate"]
    body["signature"] = {"algorithm": "sha1_rsa"}
    value = key.sign(body.dump(force=True), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - what the verdict must refuse
    forged = asn1_x509.Certificate(
        {"tbs_certificate": body, "signature_algorithm": {"algorithm": "sha1_rsa"}, "signature_value": value}
    )
    return Owner(x509.load_der_x509_certificate(forged.dump(force=True)), owner.key)


def encryption_certificate(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.person(usages=("key_encipherment",))))


def not_yet_valid(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.person(from_=MADE_AT + timedelta(days=1))))


CASES = [
    Case("certificate by a stranger", _kind(Kind.STRANGER), "alone", UNTRUSTED, UNTRUSTED),
    Case("certificate by a CA not on the list", _kind(Kind.CA_NOT_LISTED), "alone", UNTRUSTED, UNTRUSTED),
    Case("certificate revoked", _kind(Kind.REVOKED), "alone", REVOKED, REVOKED),
    Case("certificate expired", _kind(Kind.EXPIRED), "alone", EXPIRED, EXPIRED),
    Case("certificate not yet valid", not_yet_valid, "alone", EXPIRED, EXPIRED),
    Case(
        "CA was granted later",
        granted_later,
        "alone",
        expected(1, "NOT_QUALIFIED_AT_ISSUANCE"),
        expected(1, "NOT_QUALIFIED_AT_ISSUANCE"),
    ),
    Case("no qualified device", _kind(Kind.NO_QSCD), "alone", expected(1, "NO_QSCD"), expected(1, "NO_QSCD")),
    Case(
        "intermediate CA below one that may not have any", below_the_last, "alone", UNTRUSTED, UNTRUSTED, because="path length 0"
    ),
    Case("intermediate CA below one whose twin may have some", below_the_last_with_a_twin, "alone", UNTRUSTED, UNTRUSTED),
    Case("path too long", too_long_a_path, "alone", UNTRUSTED, UNTRUSTED, because="path length 0"),
    Case("a person issues", person_as_authority, "alone", UNTRUSTED, UNTRUSTED, because="no authority"),
    Case(
        "listed name, another key", same_name_other_key, "alone", UNTRUSTED, UNTRUSTED, because="not issued by the listed service"
    ),
    Case("self-signed", self_signed, "alone", UNTRUSTED, UNTRUSTED),
    Case(
        "a letter in the certificate changed",
        certificate_changed,
        "alone",
        expected(1, "CHAIN_UNTRUSTED", "NAME_MISMATCH", "SIGNER_NOT_IN_SET"),
        UNTRUSTED,
    ),
    Case(
        "certificate signed with SHA-1",
        signed_with_sha1,
        "alone",
        expected(1, "ALGORITHM_TOO_WEAK"),
        expected(1, "ALGORITHM_TOO_WEAK"),
    ),
    Case("encryption certificate", encryption_certificate, "alone", UNTRUSTED, UNTRUSTED),
]
