"""Proofs of time that prove nothing: tokens over other data, by nobody, of another day."""

from collections.abc import Callable
from datetime import timedelta

from asn1crypto import cms
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.parts import attribute, organisation
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import MADE_AT
from tests.signing.validation import attacks as tools

INVALID = expected(1, "TIMESTAMP_INVALID")
MISSING = expected(2, "TIMESTAMP_MISSING")
EXPIRED = expected(1, "CERTIFICATE_EXPIRED")


def unit(shop: Workshop, *usages: x509.ObjectIdentifier, issuer: Owner | None = None, until_days: int = 400) -> Owner:
    """A time stamping unit that is on no list."""
    extension = x509.ExtendedKeyUsage(usages or (ExtendedKeyUsageOID.TIME_STAMPING,))
    extra = [(x509.BasicConstraints(ca=False, path_length=None), True), (extension, True)]
    from_, until = MADE_AT - timedelta(days=900), MADE_AT + timedelta(days=until_days)
    return shop.certified(organisation("Forger's TSU"), issuer, None, extra, ("digital_signature",), from_, until)


def by_unit_revoked(*, minutes_after: int) -> Callable[[Workshop], bytes]:
    """Stamped by a unit whose key was compromised so long after; five minutes after, a document timestamp of another unit covered it."""

    def make(shop: Workshop) -> bytes:
        issuer = shop.installed("qualified-ca")
        own = unit(shop, issuer=issuer)
        signed = shop.signed(shop.alone, Recipe(shop.zoe, stamp=shop.stamped(unit=own)))
        told_at = MADE_AT + timedelta(minutes=minutes_after, hours=1)
        told = shop.revocations(issuer, at=told_at, revoked=[own], reason=x509.ReasonFlags.key_compromise)
        return shop.sealed(signed, [shop.zoe], evidence=lambda _answers, lists, _certificates: lists.append(told))

    return make


def over_other_data(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=shop.stamped(over=b"something else")))


def over_the_document(shop: Workshop) -> bytes:
    """A good token over the signed attributes instead of the value."""
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=lambda value: [shop.token(value[:-1])]))


def by_unlisted_unit(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=shop.stamped(unit=unit(shop))))


def by_unit_below_the_unlisted_ca(shop: Workshop) -> bytes:
    below = unit(shop, issuer=shop.installed("unlisted-ca"))
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=shop.stamped(unit=below)))


def by_a_person(shop: Workshop) -> bytes:
    """Jürgen's qualified certificate stamps: the chain is good, the purpose is not."""
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=shop.stamped(unit=shop.juergen)))


def by_unit_for_two_purposes(shop: Workshop) -> bytes:
    both = unit(shop, ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING, issuer=shop.installed("qualified-ca"))
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=shop.stamped(unit=both)))


def no_timestamp(shop: Workshop) -> bytes:
    """Only the claimed time: may be any."""
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=lambda _: []))


def backdated(shop: Workshop) -> bytes:
    """The certificate was valid at the claimed time, and is no more at the proven one."""
    person = shop.person(from_=MADE_AT - timedelta(days=400), until=MADE_AT - timedelta(days=10))
    return shop.signed(shop.alone, Recipe(person), claimed_at=MADE_AT - timedelta(days=20))


def backdated_without_timestamp(shop: Workshop) -> bytes:
    person = shop.person(from_=MADE_AT - timedelta(days=400), until=MADE_AT - timedelta(days=10))
    return shop.signed(shop.alone, Recipe(person, stamp=lambda _: []), claimed_at=MADE_AT - timedelta(days=20))


def from_the_future(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=shop.stamped(MADE_AT + timedelta(days=30))))


def token_changed(shop: Workshop) -> bytes:
    """genTime is set back by a year; the token's signature no longer fits."""

    def stamp(value: bytes) -> list[cms.ContentInfo]:
        der = shop.token(value).dump()
        return [cms.ContentInfo.load(der.replace(b"20261102090000Z", b"20251102090000Z"))]

    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=stamp))


def token_without_certificate_reference(shop: Workshop) -> bytes:
    """RFC 3161 § 2.4.2: the token names its certificate in a signed attribute."""
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=lambda value: [shop.token_signed_anew(value, named=False)]))


def one_good_one_bad_token(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=lambda value: [shop.token(value), shop.token(b"other")]))


def token_with_two_signers(shop: Workshop) -> bytes:
    def stamp(value: bytes) -> list[cms.ContentInfo]:
        token = shop.token(value)
        signers = token["content"]["signer_infos"]
        signers.append(cms.SignerInfo.load(signers[0].dump()))
        return [cms.ContentInfo.load(token.dump(force=True))]

    return shop.signed(shop.alone, Recipe(shop.zoe, stamp=stamp))


def document_timestamp_over_other_bytes(shop: Workshop) -> bytes:
    return shop.sealed(shop.alone_signed, [shop.zoe], token=lambda octets: shop.token(octets + b"."))


def document_timestamp_by_nobody(shop: Workshop) -> bytes:
    return shop.sealed(shop.alone_signed, [shop.zoe], unit=unit(shop))


def document_timestamp_swapped(shop: Workshop) -> bytes:
    """The seal of one file on another."""
    start, end, length = tools.last_slot(shop.document.finished)
    der = bytes.fromhex(shop.document.finished[start + 1 : end - 1].decode())[:length]
    return tools.with_der(shop.alone_finished, der)


def content_timestamp_after_the_signature(shop: Workshop) -> bytes:
    """A signed content timestamp later than the signature timestamp."""

    def make(digest: bytes) -> bytes:
        later = MADE_AT + timedelta(hours=1)
        imprint = shop.token_of_digest(digest, later)
        recipe = Recipe(shop.zoe, attributes=lambda given: [*given, attribute("1.2.840.113549.1.9.16.2.20", imprint)])
        return shop.cms_over(digest, recipe)

    return shop.embedded(shop.alone, make)


SEAL_REFUSED = expected(1, "STALE_REVISION", "TIMESTAMP_INVALID")
CASES = [
    Case("timestamp over other data", over_other_data, "alone", INVALID, INVALID),
    Case("timestamp over a part of the value", over_the_document, "alone", INVALID, INVALID),
    Case("timestamp by an unlisted unit", by_unlisted_unit, "alone", INVALID, INVALID),
    Case("timestamp by a unit of an unlisted CA", by_unit_below_the_unlisted_ca, "alone", INVALID, INVALID),
    Case("timestamp by a person", by_a_person, "alone", INVALID, INVALID),
    Case("timestamp by a unit revoked before anybody covered it", by_unit_revoked(minutes_after=2), "alone", None, INVALID),
    Case("timestamp by a unit for two purposes", by_unit_for_two_purposes, "alone", INVALID, INVALID),
    Case("no timestamp", no_timestamp, "alone", None, MISSING),
    Case("backdated", backdated, "alone", EXPIRED, EXPIRED),
    Case(
        "backdated, without a timestamp",
        backdated_without_timestamp,
        "alone",
        EXPIRED,
        expected(1, "CERTIFICATE_EXPIRED", "TIMESTAMP_MISSING"),
    ),
    Case("timestamp from the future", from_the_future, "alone", INVALID, INVALID),
    Case("timestamp set back", token_changed, "alone", INVALID, INVALID),
    Case("timestamp that names no certificate", token_without_certificate_reference, "alone", INVALID, INVALID),
    Case("timestamp with two signers", token_with_two_signers, "alone", INVALID, INVALID),
    Case("one good and one bad timestamp", one_good_one_bad_token, "alone", INVALID, INVALID),
    Case("document timestamp over other bytes", document_timestamp_over_other_bytes, "alone-finished", SEAL_REFUSED, INVALID),
    Case("document timestamp by nobody", document_timestamp_by_nobody, "alone-finished", SEAL_REFUSED, INVALID),
    Case("document timestamp of another file", document_timestamp_swapped, "alone-finished", SEAL_REFUSED, INVALID),
    Case("content timestamp after the signature", content_timestamp_after_the_signature, "alone", INVALID, INVALID),
]
