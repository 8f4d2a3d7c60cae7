"""Seals have rules of their own: qualified by the lists or known to the operator, never a person's signature, never a proof of time."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from signing.report import text_lines, verify_json
from signing.sandbox.bad_credentials import _OwnTimeStamper
from signing.sandbox.certificates import FOR_SEALS, FOR_SIGNATURES, Holder, Validity, qc_statements, seal_certificate
from signing.seal import Pkcs12Key, Sealer
from signing.validation import Expectation, validate
from signing.verdict import Overall, Qualification, ReasonCode, Verdict
from tests.signing.builders import FIELDS, JUDGED_AT, MADE_AT, Authority, issued_pdf

R = ReasonCode
VALIDITY = Validity(MADE_AT - timedelta(days=10), MADE_AT + timedelta(days=700))


def sealed(authority: Authority, key: Pkcs12Key, pdf: bytes = b"") -> bytes:
    """A sealed letter with a timestamp, and revocation data so that it can be judged offline."""
    stamper = _OwnTimeStamper(authority.installation, MADE_AT)
    return Sealer(key, timestamper=stamper).seal(pdf or issued_pdf([]), at=MADE_AT)


def judged(
    authority: Authority, pdf: bytes, *, anchors: tuple[bytes, ...] = (), expectation: Expectation | None = None
) -> Verdict:
    return validate(pdf, registry=authority.registry(), at=JUDGED_AT, seal_anchors=anchors, expectation=expectation)


@pytest.fixture(scope="module")
def hoster(authority: Authority) -> Holder:
    return seal_certificate("Nordlicht Hosting GmbH", authority.installation.holders["qualified-ca"], VALIDITY)


def key_of(authority: Authority, holder: Holder) -> Pkcs12Key:
    assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
    chain = authority.installation.chain_of(holder)
    return Pkcs12Key(holder.key, tuple(one.public_bytes(Encoding.DER) for one in chain))


def self_made(name: list[tuple[x509.ObjectIdentifier, str]], *, statements: bytes | None = None) -> Pkcs12Key:
    """A certificate nobody lists, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in name])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(11)
    builder = builder.not_valid_before(VALIDITY.starts_at).not_valid_after(VALIDITY.ends_at)
    if statements is not None:
        extension = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), statements)
        builder = builder.add_extension(extension, critical=False)
    return Pkcs12Key(key, (builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER),))


ORGANISATION = [(x509.NameOID.ORGANIZATION_NAME, "Nordlicht Hosting GmbH"), (x509.NameOID.COMMON_NAME, "Nordlicht Siegel")]
PERSON = [(x509.NameOID.ORGANIZATION_NAME, "X"), (x509.NameOID.GIVEN_NAME, "Eva"), (x509.NameOID.SURNAME, "Stein")]


def test_a_qualified_seal_is_valid_as_a_seal_and_says_that_nobody_signed(authority: Authority, hoster: Holder) -> None:
    letter = authority.sealed(sealed(authority, key_of(authority, hoster)), [hoster])

    verdict = judged(authority, letter)

    assert (verdict.overall, verdict.codes) == (Overall.VALID, ())
    told = verify_json(verdict, sandbox=True)
    assert (told["signatures"][0]["kind"], told["signatures"][0]["qualification"]) == ("SEAL", "QESEAL")
    assert "SEAL_IS_NO_SIGNATURE" in {note["code"] for note in told["notes"]}
    assert text_lines(verdict)[0].startswith("GÜLTIG ALS SIEGEL")
    assert all(answer["outcome"] == "PASSED" for answer in told["signatures"][0]["article_32"])
    assert "Anhangs III" in told["signatures"][0]["article_32"][0]["demand"]


def test_a_file_with_signatures_and_a_seal_is_valid_as_both(authority: Authority, hoster: Holder) -> None:
    person = authority.holder("Eva Stein")
    signed = authority.signed(issued_pdf(["signer-1"]), "signer-1", "", holder=person)
    both = authority.sealed(sealed(authority, key_of(authority, hoster), signed), [person, hoster])

    verdict = judged(authority, both)

    assert verdict.overall is Overall.VALID
    assert [one.qualification for one in verdict.signatures] == [Qualification.QESIG, Qualification.QESEAL]
    assert [one.is_seal for one in verdict.signatures] == [False, True]
    assert "Siegel anerkannt" in text_lines(verdict)[0]


def test_a_seal_signs_no_vollmacht(authority: Authority, hoster: Holder) -> None:
    """Not in the field of a signer, and not beside one."""
    issued = issued_pdf(FIELDS)
    in_the_field = authority.signed(issued, "signer-1", "", holder=hoster)
    beside = sealed(authority, key_of(authority, hoster), issued)

    for file in (in_the_field, beside):
        verdict = judged(authority, file, expectation=Expectation(issued, issued, FIELDS, finished=False))
        assert verdict.overall is Overall.INVALID
        assert R.SIGNER_NOT_IN_SET in verdict.codes
        assert R.NOT_QUALIFIED_AT_SIGNING in verdict.codes


def test_a_seal_of_nobody_says_what_it_is(authority: Authority) -> None:
    letter = sealed(authority, self_made(ORGANISATION, statements=qc_statements(on_qscd=True, purpose=FOR_SEALS)))

    verdict = judged(authority, letter)

    assert (verdict.overall, verdict.codes) == (Overall.INVALID, (R.CHAIN_UNTRUSTED,))
    assert "Das ist ein elektronisches Siegel, keine Unterschrift" in "\n".join(text_lines(verdict))


def test_a_known_issuers_seal_is_valid_and_never_called_qualified(authority: Authority) -> None:
    key = self_made(ORGANISATION)
    letter = sealed(authority, key)
    assert judged(authority, letter).overall is Overall.INVALID

    verdict = judged(authority, letter, anchors=(key.chain[0],))

    assert verdict.overall is Overall.VALID
    told = verify_json(verdict, sandbox=False)
    assert (told["signatures"][0]["kind"], told["signatures"][0]["qualification"]) == ("SEAL", "ADESEAL")
    assert "SEAL_OF_A_KNOWN_ISSUER" in {note["code"] for note in told["notes"]}
    outcomes = {answer["letter"]: answer["outcome"] for answer in told["signatures"][0]["article_32"]}
    assert (outcomes["a"], outcomes["f"], outcomes["g"]) == ("FAILED", "FAILED", "PASSED")


@pytest.mark.parametrize(
    ("name", "statements"),
    [
        (PERSON, None),
        (PERSON, qc_statements(on_qscd=True, purpose=FOR_SEALS)),
        (ORGANISATION, qc_statements(on_qscd=True, purpose=FOR_SIGNATURES)),
    ],
    ids=["a person", "a person that says seal", "an organisation that says signature"],
)
def test_an_anchor_of_seals_makes_nobody_a_signer(
    authority: Authority, name: list[tuple[x509.ObjectIdentifier, str]], statements: bytes | None
) -> None:
    key = self_made(name, statements=statements)

    verdict = judged(authority, sealed(authority, key), anchors=(key.chain[0],))

    assert (verdict.overall, verdict.codes) == (Overall.INVALID, (R.CHAIN_UNTRUSTED,))


def test_an_anchor_of_seals_proves_no_time(
    authority: Authority, hoster: Holder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A timestamp by a stranger's authority stays one, though its issuer is an anchor of seals."""
    stranger = Authority.at(tmp_path_factory.mktemp("stranger") / "sandbox")
    unit = stranger.installation.holders["timestamping-unit"].certificate.public_bytes(Encoding.DER)
    stamper = _OwnTimeStamper(stranger.installation, MADE_AT)
    letter = Sealer(key_of(authority, hoster), timestamper=stamper).seal(issued_pdf([]), at=MADE_AT)

    verdict = judged(authority, letter, anchors=(unit,))

    assert R.TIMESTAMP_INVALID in verdict.codes


def test_a_seal_that_was_changed_is_changed(authority: Authority) -> None:
    key = self_made(ORGANISATION)
    letter = sealed(authority, key)
    at = letter.index(b"/Reason") if b"/Reason" in letter else letter.index(b"/M(D:") + 6

    verdict = judged(authority, letter[:at] + b"9" + letter[at + 1 :], anchors=(key.chain[0],))

    assert verdict.overall is Overall.INVALID
    assert R.CONTENT_CHANGED in verdict.codes
