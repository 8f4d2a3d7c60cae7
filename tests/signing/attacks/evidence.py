"""Revocation data that says nothing about the certificate in question, or is said by the wrong one."""

from collections.abc import Callable
from datetime import timedelta

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Evidence, Workshop
from tests.signing.builders import MADE_AT

REVOKED = expected(1, "CERTIFICATE_REVOKED")
UNKNOWN = expected(2, "REVOCATION_UNKNOWN")
Make = Callable[[Workshop], bytes]


def _evidence(change: Callable[[Workshop, Owner], Evidence]) -> Make:
    def make(shop: Workshop) -> bytes:
        person = shop.person()
        return shop.sealed(shop.signed(shop.alone, Recipe(person)), [], evidence=change(shop, person))

    return make


def by_wrong_responder(shop: Workshop, person: Owner) -> Evidence:
    """Signed by the responder of another authority."""
    return lambda answers, _lists, _certificates: answers.append(
        shop.good(person, shop.installed("qualified-ca"), responder=shop.installed("ocsp-unlisted-ca"))
    )


def by_the_signer(shop: Workshop, person: Owner) -> Evidence:
    """The signer vouches for himself: issued by the CA, but no responder."""
    return lambda answers, _lists, _certificates: answers.append(
        shop.good(person, shop.installed("qualified-ca"), responder=person)
    )


def about_another(shop: Workshop, person: Owner) -> Evidence:
    return lambda answers, _lists, _certificates: answers.append(
        shop.good(shop.zoe, shop.installed("qualified-ca"), responder=shop.installed("ocsp-qualified-ca"))
    )


def outdated(shop: Workshop, person: Owner) -> Evidence:
    """Good a month ago."""
    at = MADE_AT - timedelta(days=30)
    return lambda answers, _lists, _certificates: answers.append(
        shop.good(person, shop.installed("qualified-ca"), responder=shop.installed("ocsp-qualified-ca"), at=at)
    )


def list_of_another_issuer(shop: Workshop, person: Owner) -> Evidence:
    """The listed CA's name, another key."""
    return lambda _answers, lists, _certificates: lists.append(
        shop.revocations(shop.installed("qualified-ca"), key=ec.generate_private_key(ec.SECP256R1()))
    )


def _without_lists(change: Callable[[Workshop, Owner], Evidence]) -> Callable[[Workshop, Owner], Evidence]:
    """The sandbox's own evidence is taken out first."""

    def both(shop: Workshop, person: Owner) -> Evidence:
        def apply(
            answers: list[ocsp.OCSPResponse], lists: list[crl.CertificateList], certificates: list[asn1_x509.Certificate]
        ) -> None:
            lists[:] = [each for each in lists if each.issuer.native != _name_of(shop, "qualified-ca")]
            change(shop, person)(answers, lists, certificates)

        return apply

    return both


def _name_of(shop: Workshop, label: str) -> object:
    return asn1_x509.Certificate.load(shop.installed(label).der).subject.native


def nothing(_shop: Workshop, _person: Owner) -> Evidence:
    return lambda _answers, _lists, _certificates: None


def good_and_revoked(shop: Workshop, person: Owner) -> Evidence:
    """Two answers by the right responder: the worse counts."""

    def change(answers: list[ocsp.OCSPResponse], _lists: object, _certificates: object) -> None:
        issuer, responder = shop.installed("qualified-ca"), shop.installed("ocsp-qualified-ca")
        answers.append(shop.good(person, issuer, responder=responder))
        answers.append(shop.good(person, issuer, responder=responder, revoked_at=MADE_AT - timedelta(days=1)))

    return change


CASES = [
    Case("OCSP by the wrong responder", _evidence(_without_lists(by_wrong_responder)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("OCSP by the signer", _evidence(_without_lists(by_the_signer)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("OCSP about another", _evidence(_without_lists(about_another)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("OCSP of a month ago", _evidence(_without_lists(outdated)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("CRL by another key", _evidence(_without_lists(list_of_another_issuer)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("no revocation data", _evidence(_without_lists(nothing)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("OCSP good and OCSP revoked", _evidence(good_and_revoked), "alone", REVOKED, REVOKED),
]
