"""Whose name it is: look-alikes, pseudonyms, swapped and broken names. Only files of ours have somebody to expect."""

from collections.abc import Callable

from cryptography import x509
from cryptography.x509.name import _ASN1Type

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.parts import person_name
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop

MISMATCH = expected(1, "NAME_MISMATCH", "SIGNER_NOT_IN_SET")
NEAR = expected(2, "NAME_NEAR_MISS")
PSEUDONYM = expected(1, "PSEUDONYM")
OID = x509.NameOID


def _named(given: str, surname: str, **more: str) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(shop.alone, Recipe(shop.person(subject=person_name(given, surname, **more))))


def _subject(*pairs: tuple[x509.ObjectIdentifier, str]) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(
        shop.alone, Recipe(shop.person(subject=x509.Name([x509.NameAttribute(*pair) for pair in pairs])))
    )


def nul_in_a_bmp_string(shop: Workshop) -> bytes:
    """What a C program prints ends before the nul."""
    surname = x509.NameAttribute(OID.SURNAME, "Łukaszewicz\0Mustermann", _ASN1Type.BMPString)
    subject = x509.Name(
        [x509.NameAttribute(OID.GIVEN_NAME, "Zoë"), surname, x509.NameAttribute(OID.COMMON_NAME, "Zoë Łukaszewicz")]
    )
    return shop.signed(shop.alone, Recipe(shop.person(subject=subject)))


def same_person_signs_both(shop: Workshop) -> bytes:
    return shop.signed(shop.signed(shop.document.issued, Recipe(shop.zoe)), Recipe(shop.zoe), "signer-2")


CASES = [
    Case("somebody else", _named("Erika", "Mustermann"), "alone", MISMATCH),
    Case("the same surname", _named("Anna", "Łukaszewicz"), "alone", MISMATCH),
    Case("Cyrillic letter in the surname", _named("Zoë", "Łukаszewicz"), "alone", MISMATCH),
    Case("Greek letter in the given name", _named("Ζoë", "Łukaszewicz"), "alone", MISMATCH),
    Case("Cyrillic throughout", _named("Зоя", "Лукашевич"), "alone", MISMATCH),
    Case("zero-width space in the surname", _named("Zoë", "Łukasz\u200bewicz"), "alone", MISMATCH),
    Case("right-to-left override", _named("Zoë", "Łukaszewicz\u202e"), "alone", MISMATCH),
    Case("soft hyphen", _named("Zoë", "Łukasze\u00adwicz"), "alone", MISMATCH),
    Case("nul in a BMPString", nul_in_a_bmp_string, "alone", MISMATCH),
    Case(
        "two surnames",
        _subject((OID.GIVEN_NAME, "Zoë"), (OID.SURNAME, "Łukaszewicz"), (OID.SURNAME, "Mustermann")),
        "alone",
        NEAR,
    ),
    Case("one letter off", _named("Zoë", "Łukaszewitz"), "alone", NEAR),
    Case("half of a double name", _named("Zoë", "Łukaszewicz-Groß"), "alone", NEAR),
    Case("only the right common name", _named("Erika", "Mustermann", common_name="Zoë Łukaszewicz"), "alone", MISMATCH),
    Case("pseudonym", _named("", "", pseudonym="Zoë Łukaszewicz"), "alone", PSEUDONYM),
    Case(
        "pseudonym beside the name",
        _subject((OID.GIVEN_NAME, "Zoë"), (OID.SURNAME, "Łukaszewicz"), (OID.PSEUDONYM, "ZL")),
        "alone",
        PSEUDONYM,
    ),
    Case(
        "pseudonym by the German mark in the common name",
        _subject((OID.COUNTRY_NAME, "DE"), (OID.COMMON_NAME, "Zoë Łukaszewicz:PN")),
        "alone",
        PSEUDONYM,
    ),
    Case("no name at all", _subject((OID.COUNTRY_NAME, "XS"), (OID.SERIAL_NUMBER, "1")), "alone", MISMATCH),
    Case("same signer twice", same_person_signs_both, "issued", expected(1, "NAME_MISMATCH")),
]
