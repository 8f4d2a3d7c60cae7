"""CAs below the listed one, which allows them: each is refused for what is wrong with itself. The good one is among the variants."""

from collections.abc import Callable
from datetime import datetime, timedelta

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signing.qualification.registry import TrustRegistry
from tests.signing.attacks.case import Case, Expected, expected
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.parts import organisation
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Evidence, Workshop
from tests.signing.builders import MADE_AT

UNTRUSTED = expected(1, "CHAIN_UNTRUSTED")
EXPIRED = expected(1, "CERTIFICATE_EXPIRED")
REVOKED = expected(1, "CERTIFICATE_REVOKED")
UNKNOWN = expected(2, "REVOCATION_UNKNOWN")
IS_CA = (x509.BasicConstraints(ca=True, path_length=0), True)
Make = Callable[[Workshop], bytes]


def wide(shop: Workshop) -> TrustRegistry:
    return shop.wide.registry


def below(between: Callable[[Workshop], Owner], *, says: Callable[[Workshop, Owner, Owner], Evidence] | None = None) -> Make:
    """Signed by a person whose CA stands below the listed one; the evidence says that both are good, or what the case wants."""

    def make(shop: Workshop) -> bytes:
        authority = between(shop)
        person = shop.person(issuer=authority)
        signed = shop.signed(shop.alone, Recipe(person, certificates=_chain(shop, person, authority)))
        return shop.sealed(signed, [], evidence=(says or both_good)(shop, person, authority))

    return make


def _chain(shop: Workshop, *owners: Owner) -> list[bytes]:
    listed = shop.wide.certificate.public_bytes(serialization.Encoding.DER)
    return [*(owner.der for owner in owners), listed, shop.installed("root").der]


def both_good(shop: Workshop, person: Owner, authority: Owner) -> Evidence:
    return _evidence(shop, person, authority)


def authority_revoked(shop: Workshop, person: Owner, authority: Owner) -> Evidence:
    return _evidence(shop, person, authority, revoked_days_ago=30)


def person_revoked(shop: Workshop, person: Owner, authority: Owner) -> Evidence:
    return _evidence(shop, person, authority, person_revoked_days_ago=1)


def authority_unknown(shop: Workshop, person: Owner, authority: Owner) -> Evidence:
    """Nobody says anything of the CA."""
    return _evidence(shop, person, authority, about_authority=False)


def by_the_authority_itself(shop: Workshop, person: Owner, authority: Owner) -> Evidence:
    """The CA vouches for itself."""

    def change(answers: list[ocsp.OCSPResponse], lists: list[crl.CertificateList], known: list[asn1_x509.Certificate]) -> None:
        _evidence(shop, person, authority, about_authority=False)(answers, lists, known)
        answers.append(shop.good(authority, authority))

    return change


def _evidence(
    shop: Workshop,
    person: Owner,
    authority: Owner,
    *,
    revoked_days_ago: int | None = None,
    person_revoked_days_ago: int | None = None,
    about_authority: bool = True,
) -> Evidence:
    def change(answers: list[ocsp.OCSPResponse], lists: list[crl.CertificateList], known: list[asn1_x509.Certificate]) -> None:
        # the sandbox's own list would know the CA as not revoked
        listed = asn1_x509.Certificate.load(shop.installed("qualified-ca").der)
        lists[:] = [each for each in lists if each.issuer.native != listed.subject.native]
        answers.append(shop.good(person, authority, revoked_at=_days_ago(person_revoked_days_ago)))
        if about_authority:
            responder = shop.installed("ocsp-qualified-ca")
            revoked_at = _days_ago(revoked_days_ago)
            answers.append(shop.good(authority, shop.installed("qualified-ca"), responder=responder, revoked_at=revoked_at))
        # nor does the file hold the certificate of the same key that allows no CA below it
        known[:] = [each for each in known if each.subject.native != listed.subject.native]
        known.extend(asn1_x509.Certificate.load(der) for der in _chain(shop, authority))

    return change


def _days_ago(days: int | None) -> datetime | None:
    return None if days is None else MADE_AT - timedelta(days=days)


def good(shop: Workshop) -> Owner:
    return shop.intermediate()


def no_authority(shop: Workshop) -> Owner:
    """basicConstraints say: no CA."""
    return shop.intermediate(extra=[(x509.BasicConstraints(ca=False, path_length=None), True)])


def without_constraints(shop: Workshop) -> Owner:
    return shop.intermediate(extra=[])


def may_not_sign_certificates(shop: Workshop) -> Owner:
    """A CA by its constraints, but its key is for signatures on documents."""
    from_, until = MADE_AT - timedelta(days=400), MADE_AT + timedelta(days=400)
    listed = shop.installed("qualified-ca")
    return shop.certified(organisation("Sub CA"), listed, None, [IS_CA], ("digital_signature",), from_, until)


def constrained_names(shop: Workshop) -> Owner:
    """May issue only for one organisation's directory; critical, as RFC 5280 wants it."""
    return shop.intermediate(extra=[IS_CA, (_only_for("Somebody else"), True)])


def constrained_names_not_critical(shop: Workshop) -> Owner:
    return shop.intermediate(extra=[IS_CA, (_only_for("Somebody else"), False)])


def _only_for(name: str) -> x509.NameConstraints:
    return x509.NameConstraints([x509.DirectoryName(organisation(name))], None)


def unknown_critical_extension(shop: Workshop) -> Owner:
    extension = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5.6"), b"\x05\x00")
    return shop.intermediate(extra=[IS_CA, (extension, True)])


def expired(shop: Workshop) -> Owner:
    return shop.intermediate(until=MADE_AT - timedelta(days=1))


def not_yet_valid(shop: Workshop) -> Owner:
    return shop.intermediate(from_=MADE_AT + timedelta(days=1))


def by_another_key(shop: Workshop) -> Owner:
    """The listed CA's name as issuer, somebody's key."""
    listed = shop.installed("qualified-ca")
    return shop.intermediate(issuer=Owner(listed.certificate, ec.generate_private_key(ec.SECP256R1())))


def two_below_one_that_allows_none(shop: Workshop) -> bytes:
    """The listed CA allows any number; the first below it none."""
    first = shop.intermediate("Sub CA")
    second = shop.intermediate("Sub sub CA", issuer=first)
    person = shop.person(issuer=second)
    return shop.signed(shop.alone, Recipe(person, certificates=_chain(shop, person, second, first)))


def _refused(name: str, make: Make, outcome: Expected, because: str = "") -> Case:
    return Case(name, make, "alone", outcome, outcome, fetched=False, registry=wide, because=because)


CASES = [
    _refused("intermediate CA is no CA", below(no_authority), UNTRUSTED, "no authority"),
    _refused("intermediate CA says nothing", below(without_constraints), UNTRUSTED, "no authority"),
    _refused(
        "intermediate CA may not sign certificates", below(may_not_sign_certificates), UNTRUSTED, "may not sign certificates"
    ),
    _refused("intermediate CA with name constraints", below(constrained_names), UNTRUSTED, "name constraints"),
    _refused("intermediate CA with soft name constraints", below(constrained_names_not_critical), UNTRUSTED, "name constraints"),
    _refused("intermediate CA with an unknown critical extension", below(unknown_critical_extension), UNTRUSTED, "1.2.3.4.5.6"),
    _refused(
        "intermediate CA by another key",
        below(by_another_key),
        expected(1, "CHAIN_UNTRUSTED", "CONTENT_CHANGED"),
        "not issued by",
    ),
    _refused("intermediate CA expired", below(expired), EXPIRED, "2026-11-01"),
    _refused("intermediate CA not yet valid", below(not_yet_valid), EXPIRED, "2026-11-03"),
    _refused("intermediate CA revoked", below(good, says=authority_revoked), REVOKED, "2026-10-03"),
    _refused("intermediate CA's person revoked", below(good, says=person_revoked), REVOKED, "2026-11-01"),
    _refused("intermediate CA of which nobody says anything", below(good, says=authority_unknown), UNKNOWN),
    _refused("intermediate CA that vouches for itself", below(good, says=by_the_authority_itself), UNKNOWN),
    _refused("intermediate CAs below one that allows none", two_below_one_that_allows_none, UNTRUSTED, "path length 0"),
]
VARIANT = Case(
    "intermediate CA below the listed one", below(good), "alone", expected(0), expected(0), fetched=False, registry=wide
)
