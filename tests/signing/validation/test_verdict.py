"""What each kind of signature is worth: the codes of the contract, and what is only missing."""

from datetime import timedelta

import pytest

from signing.report import text_lines, verify_json
from signing.report.sentences import reason_text
from signing.sandbox.credentials import Kind
from signing.validation import Expectation, ExpectedSigner
from signing.verdict import Overall, Reason, ReasonCode
from signing.verdict import ReasonCode as R
from signing.verdict_json import from_json, to_json
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority, Document, issued_pdf

KINDS = {
    Kind.GOOD: (),
    Kind.EXPIRED: (R.CERTIFICATE_EXPIRED,),
    Kind.NO_QSCD: (R.NO_QSCD,),
    Kind.STRANGER: (R.CHAIN_UNTRUSTED,),
    Kind.CA_GRANTED_LATER: (R.NOT_QUALIFIED_AT_ISSUANCE,),
}


def sealed(authority: Authority, kind: Kind, name: str = "Zoë Łukaszewicz", issued: bytes | None = None) -> bytes:
    holder = authority.holder(name, kind)
    return authority.sealed(authority.signed(issued or issued_pdf(["signer-1"]), "signer-1", "", holder=holder), [holder])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_credential_is_told_apart(document: Document, kind: Kind) -> None:
    verdict = document.judged(sealed(document.authority, kind))

    assert set(KINDS[kind]) <= set(verdict.codes)
    assert (verdict.overall is Overall.VALID) == (kind is Kind.GOOD)
    assert not verdict.issued_here


def test_a_revoked_certificate_is_named(document: Document) -> None:
    verdict = document.judged(sealed(document.authority, Kind.REVOKED))

    assert verdict.overall is Overall.INVALID
    assert R.CERTIFICATE_REVOKED in verdict.codes


@pytest.mark.parametrize(
    ("name", "expected", "code"),
    [
        ("Zoë Łukaszewicz", ExpectedSigner("Zoë", "Łukaszewicz"), None),
        ("ZOE LUKASZEWICZ", ExpectedSigner("Zoë", "Łukaszewicz"), None),
        ("Erika Mustermann", ExpectedSigner("Zoë", "Łukaszewicz"), R.NAME_MISMATCH),
        ("Zoë Mustermann", ExpectedSigner("Zoë", "Łukaszewicz"), R.NAME_MISMATCH),
    ],
)
def test_the_signer_must_be_the_person_of_the_field(
    document: Document, name: str, expected: ExpectedSigner, code: R | None
) -> None:
    issued = issued_pdf(["signer-1"])
    finished = sealed(document.authority, Kind.GOOD, name, issued)

    verdict = document.judged(finished, Expectation(issued, finished, {"signer-1": expected}, True))

    assert code is None or code in verdict.codes
    assert (R.NAME_MISMATCH in verdict.codes) == (code is R.NAME_MISMATCH)


def test_one_of_two_is_only_incomplete(document: Document) -> None:
    verdict = document.judged(document.first, document.expectation(document.first))

    assert (verdict.overall, verdict.complete) == (Overall.INDETERMINATE, False)
    assert R.JOINT_SIGNATURE_INCOMPLETE in verdict.codes


@pytest.mark.parametrize("revision", ["issued", "first", "second"])
def test_an_earlier_revision_is_recognised(document: Document, revision: str) -> None:
    verdict = document.judged(getattr(document, revision), document.expectation())

    assert (verdict.overall, verdict.codes[0], verdict.complete) == (Overall.INDETERMINATE, R.EARLIER_REVISION, False)


def test_a_signature_on_an_older_revision_is_stale(document: Document) -> None:
    other = document.authority.signed(document.issued, "signer-2", "Jürgen Maximilian Groß-Weiß")

    assert R.STALE_REVISION in document.judged(other, document.expectation(document.first, finished=False)).codes


def test_a_missing_timestamp_is_a_missing_fact(document: Document) -> None:
    issued = issued_pdf(["signer-1"])
    bare = document.authority.signed(issued, "signer-1", "Zoë Łukaszewicz", stamped=False)

    assert R.TIMESTAMP_MISSING in document.judged(bare).codes


def test_without_revocation_data_it_says_what_to_fetch(document: Document) -> None:
    verdict = document.judged(document.authority.signed(issued_pdf(["signer-1"]), "signer-1", "Zoë Łukaszewicz"))

    assert verdict.overall is Overall.INDETERMINATE
    assert R.REVOCATION_UNKNOWN in verdict.codes
    assert any(need.ocsp_urls and need.crl_urls for need in verdict.revocation_needs)


def test_years_later_with_expired_certificates_it_still_holds(document: Document) -> None:
    """B-LTA: the timestamp over everything keeps it, while lists are current."""
    later = JUDGED_AT + timedelta(days=120)

    assert document.judged(document.finished, document.expectation(), at=later).overall is Overall.VALID


def test_after_the_lists_have_expired_nothing_is_said(document: Document) -> None:
    verdict = document.judged(document.finished, document.expectation(), at=JUDGED_AT + timedelta(days=400))

    assert verdict.overall is Overall.INDETERMINATE
    assert R.LISTS_UNAVAILABLE in verdict.codes


def test_before_it_was_signed_it_cannot_be_judged(document: Document) -> None:
    assert (
        document.judged(document.finished, document.expectation(), at=MADE_AT - timedelta(minutes=30)).overall
        is not Overall.VALID
    )


def test_a_verdict_survives_its_journey_as_json(document: Document) -> None:
    for pdf in (document.finished, document.first, document.issued, b"no pdf"):
        verdict = document.judged(pdf, document.expectation() if pdf is document.finished else None)

        assert from_json(to_json(verdict)) == verdict


def test_its_reports_have_the_fixed_shape_and_german_sentences(document: Document) -> None:
    verdict = document.judged(document.finished, document.expectation())

    report = verify_json(verdict, sandbox=True, power_of_attorney_id="id")

    assert {
        "sha256",
        "verdict",
        "complete",
        "issued_here",
        "power_of_attorney_id",
        "sandbox",
        "reasons",
        "signatures",
    } <= report.keys()
    assert [one["signer"] for one in report["signatures"]] == ["Zoë Łukaszewicz", "Jürgen Maximilian Groß-Weiß"]
    assert {one["level"] for one in report["signatures"]} == {"PAdES-BASELINE-LTA"}
    assert {one["signed_at_source"] for one in report["signatures"]} == {"TIMESTAMP"}
    assert text_lines(verdict)[0].startswith("GÜLTIG")
    bad = document.judged(document.issued)
    assert verify_json(bad, sandbox=True, power_of_attorney_id=None)["reasons"][0]["code"] == "NO_SIGNATURE"
    assert text_lines(bad)


def test_a_file_that_took_too_long_is_not_called_blown_up() -> None:
    too_long = reason_text(Reason(ReasonCode.LIMIT_EXCEEDED, None, "TimedOut"))
    too_great = reason_text(Reason(ReasonCode.LIMIT_EXCEEDED, None, "OutOfMemory"))

    assert "länger gedauert" in too_long
    assert "erneut" in too_long
    assert "aufgebläht" in too_great
    assert "länger" not in too_great
