"""Attributes of a signature that contradict each other or themselves, and values that only a careless verifier accepts."""

import hashlib
from collections.abc import Callable

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.parts import attribute
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.fuzz.asn1 import SEQUENCE, SET, element, opened

CHANGED = expected(1, "CONTENT_CHANGED")
MALFORMED = expected(1, "MALFORMED")
Attributes = Callable[[Workshop, list[cms.CMSAttribute]], list[cms.CMSAttribute]]
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
"""DigestInfo before the digest (RFC 8017 § 9.2)."""


def with_attributes(change: Attributes) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: change(shop, given)))


def named_by_sha1(der: bytes) -> cms.CMSAttribute:
    """The older attribute, which names a certificate by SHA-1 (RFC 2634 § 5.4)."""
    named = tsp.ESSCertID({"cert_hash": hashlib.sha1(der, usedforsecurity=False).digest()})
    return attribute("signing_certificate", tsp.SigningCertificate({"certs": [named]}))


def named_with_serial(der: bytes, *, of: bytes) -> cms.CMSAttribute:
    """One certificate by its digest, one by issuer and serial number, in the same breath."""
    other = asn1_x509.Certificate.load(of)
    issuer = [asn1_x509.GeneralName("directory_name", other.issuer)]
    serial = {"issuer": issuer, "serial_number": other.serial_number}
    named = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(der).digest(), "issuer_serial": serial})
    return attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [named]}))


def several(*ders: bytes) -> cms.CMSAttribute:
    named = [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(der).digest()}) for der in ders]
    return attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": named}))


def _doubled(kind: str, values: list[object]) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": values})


def cube_root(shop: Workshop) -> bytes:
    """Exponent 3: a value whose cube begins like a padded digest, and ends in anything (CVE-2006-4339)."""
    key = rsa.generate_private_key(3, 2048)

    def forge(octets: bytes) -> bytes:
        wanted = b"\0\1" + b"\xff" * 8 + b"\0" + _SHA256 + hashlib.sha256(octets).digest()
        least, most = 0, 1 << 700
        number = int.from_bytes(wanted.ljust(256, b"\0"))
        while least < most:
            middle = (least + most) // 2
            least, most = (middle + 1, most) if middle**3 < number else (least, middle)
        assert (least**3).to_bytes(256).startswith(wanted)
        return least.to_bytes(256)

    return shop.signed(shop.alone, Recipe(shop.person(key=key), sign=forge))


def _with_part(given: cms.CMSAttribute, part: bytes) -> cms.CMSAttribute:
    """One more part in the attribute's SEQUENCE, which has two."""
    return cms.CMSAttribute.load(element(SEQUENCE, opened(given.dump()), part))


def _with_second_digest(given: cms.CMSAttribute) -> cms.CMSAttribute:
    """The certificate's digest, and one of nothing behind it."""
    digest = given["values"][0]["certs"][0]["cert_hash"].dump()
    named = element(SEQUENCE, element(SEQUENCE, element(SEQUENCE, digest, digest[:2] + bytes(32))))
    return cms.CMSAttribute.load(element(SEQUENCE, given["type"].dump(), element(SET, named)))


CASES = [
    Case(
        "older attribute names another certificate",
        with_attributes(lambda shop, given: [*given, named_by_sha1(shop.juergen.der)]),
        "alone",
        MALFORMED,
        MALFORMED,
    ),
    Case(
        "attribute names another serial number",
        with_attributes(lambda shop, given: [*given[:2], named_with_serial(shop.zoe.der, of=shop.juergen.der)]),
        "alone",
        MALFORMED,
        MALFORMED,
    ),
    Case(
        "attribute names another certificate first",
        with_attributes(lambda shop, given: [*given[:2], several(shop.juergen.der, shop.zoe.der)]),
        "alone",
        MALFORMED,
        MALFORMED,
    ),
    Case(
        "two content types in one attribute",
        with_attributes(lambda _, given: [_doubled("content_type", ["data", "signed_data"]), *given[1:]]),
        "alone",
        MALFORMED,
        MALFORMED,
    ),
    Case(
        "a second content type behind the values",
        with_attributes(
            lambda _, given: [_with_part(given[0], attribute("content_type", "signed_data")["values"].dump()), *given[1:]]
        ),
        "alone",
        MALFORMED,
        MALFORMED,
    ),
    Case(
        "a second digest in the named certificate",
        with_attributes(lambda _, given: [*given[:2], _with_second_digest(given[2])]),
        "alone",
        MALFORMED,
        MALFORMED,
    ),
    Case(
        "two digests in one attribute",
        with_attributes(
            lambda _, given: [given[0], _doubled("message_digest", [given[1]["values"][0].native, b"\0" * 32]), given[2]]
        ),
        "alone",
        MALFORMED,
        MALFORMED,
    ),
    Case(
        "message digest by another algorithm",
        with_attributes(lambda _, given: [given[0], attribute("message_digest", hashlib.sha512(b"").digest()), given[2]]),
        "alone",
        CHANGED,
        CHANGED,
    ),
    Case("RSA with exponent 3, forged by a cube root", cube_root, "alone", CHANGED, CHANGED),
]
