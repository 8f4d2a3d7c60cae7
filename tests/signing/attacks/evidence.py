"""Revocation data that says nothing about the certificate in question, or is said by the wrong one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.parts import organisation
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Evidence, Workshop
from tests.signing.builders import MADE_AT

REVOKED = expected(1, "CERTIFICATE_REVOKED")
UNKNOWN = expected(2, "REVOCATION_UNKNOWN")
_RELATIVE = x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COMMON_NAME, "CRL 2")])
_UNKNOWN_OID = x509.ObjectIdentifier("1.2.3.4.5.6")
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


def _list_of(*, critical: bool = True, **scope: Any) -> Callable[[Workshop, Owner], Evidence]:
    """A CRL by the right authority that says, in its issuing distribution point, that it is not about this certificate."""
    point: dict[str, Any] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
        **scope,
    }
    return _list_with((x509.IssuingDistributionPoint(**point), critical))


def _list_with(
    *extra: tuple[x509.ExtensionType, bool], reason: x509.ReasonFlags | None = None
) -> Callable[[Workshop, Owner], Evidence]:
    def by(shop: Workshop, person: Owner) -> Evidence:
        return lambda _answers, lists, _certificates: lists.append(
            shop.revocations(
                shop.installed("qualified-ca"), extra=extra, reason=reason, revoked=[person] if reason is not None else ()
            )
        )

    return by


def hold_lifted(shop: Workshop) -> bytes:
    """On hold a week ago, and known as good again when it was used."""
    person, issuer = shop.person(), shop.installed("qualified-ca")
    held = shop.revocations(issuer, at=MADE_AT - timedelta(days=7), revoked=[person], reason=x509.ReasonFlags.certificate_hold)

    def change(answers: list[ocsp.OCSPResponse], lists: list[crl.CertificateList], _certificates: object) -> None:
        lists.append(held)
        answers.append(shop.good(person, issuer, responder=shop.installed("ocsp-qualified-ca")))

    return shop.sealed(shop.signed(shop.alone, Recipe(person)), [], evidence=change)


def _responder(shop: Workshop) -> Owner:
    """A responder of the CA's own whose certificate may be revoked: it does not say that nobody need ask (RFC 6960 § 4.2.2.2.1)."""
    issuer = shop.installed("qualified-ca")
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    from_, until = MADE_AT - timedelta(days=60), MADE_AT + timedelta(days=60)
    return shop.certified(organisation("Responder"), issuer, None, [(purpose, False)], ("digital_signature",), from_, until)


def by_a_revoked_responder(shop: Workshop, person: Owner) -> Evidence:
    """An old CRL, outdated for the signer, says since when the responder is none any more."""

    def change(answers: list[ocsp.OCSPResponse], lists: list[crl.CertificateList], _certificates: object) -> None:
        issuer, responder = shop.installed("qualified-ca"), _responder(shop)
        lists.append(shop.revocations(issuer, at=MADE_AT - timedelta(days=45), revoked=[responder]))
        answers.append(shop.good(person, issuer, responder=responder))

    return change


def by_a_responder_nobody_speaks_of(shop: Workshop, person: Owner) -> Evidence:
    """Its certificate may be revoked, and nothing at hand says whether it was."""
    return lambda answers, _lists, _certificates: answers.append(
        shop.good(person, shop.installed("qualified-ca"), responder=_responder(shop))
    )


def _silent(name: str, change: Callable[[Workshop, Owner], Evidence]) -> Case:
    return Case(name, _evidence(_without_lists(change)), "alone", UNKNOWN, UNKNOWN, fetched=False)


CASES = [
    _silent("CRL of another directory's part", _list_of(full_name=[x509.DirectoryName(organisation("Elsewhere"))])),
    _silent("CRL of a part named by the issuer", _list_of(relative_name=_RELATIVE)),
    _silent("CRL of another address", _list_of(full_name=[x509.UniformResourceIdentifier("http://127.0.0.1/elsewhere.crl")])),
    _silent("CRL of authorities only", _list_of(only_contains_ca_certs=True)),
    _silent("CRL of attribute certificates only", _list_of(only_contains_attribute_certs=True)),
    _silent("CRL of compromised keys only", _list_of(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}))),
    _silent("indirect CRL", _list_of(indirect_crl=True)),
    _silent("delta CRL", _list_with((x509.DeltaCRLIndicator(3), True))),
    _silent("CRL with a critical extension nobody knows", _list_with((x509.UnrecognizedExtension(_UNKNOWN_OID, b"\5\0"), True))),
    Case(
        "certificate on hold",
        _evidence(_without_lists(_list_with(reason=x509.ReasonFlags.certificate_hold))),
        "alone",
        REVOKED,
        REVOKED,
        fetched=False,
    ),
    _silent("OCSP by a revoked responder", by_a_revoked_responder),
    _silent("OCSP by a responder nobody speaks of", by_a_responder_nobody_speaks_of),
    Case("OCSP by the wrong responder", _evidence(_without_lists(by_wrong_responder)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("OCSP by the signer", _evidence(_without_lists(by_the_signer)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("OCSP about another", _evidence(_without_lists(about_another)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("OCSP of a month ago", _evidence(_without_lists(outdated)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("CRL by another key", _evidence(_without_lists(list_of_another_issuer)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("no revocation data", _evidence(_without_lists(nothing)), "alone", UNKNOWN, UNKNOWN, fetched=False),
    Case("OCSP good and OCSP revoked", _evidence(good_and_revoked), "alone", REVOKED, REVOKED),
]
