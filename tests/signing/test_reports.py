"""One verdict, three reports: what each requirement of Art. 32 rests on, and XML that other programs read."""

import json
from datetime import timedelta

import pytest
from lxml import etree
from pyhanko.generated.etsi import ts_11910202
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from signing.report import article_32, etsi_report, from_verify_json, verify_json
from signing.sandbox.credentials import Kind
from signing.verdict import StepOutcome, Verdict
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority, Document, issued_pdf

NS = {"vr": "http://uri.etsi.org/19102/v1.4.1#", "ds": "http://www.w3.org/2000/09/xmldsig#"}


def judged(document: Document, kind: Kind) -> Verdict:
    authority = document.authority
    holder = authority.holder("Zoë Łukaszewicz", kind)
    pdf = authority.sealed(authority.signed(issued_pdf(["signer-1"]), "signer-1", "", holder=holder), [holder])
    return document.judged(pdf)


def answers(verdict: Verdict) -> dict[str, StepOutcome]:
    return {one.letter: one.outcome for one in article_32(verdict, verdict.signatures[0])}


def texts(report: bytes, path: str) -> list[str]:
    return [str(element.text) for element in etree.fromstring(report).iterfind(path, NS)]


def test_a_good_signature_meets_all_eight_requirements(document: Document) -> None:
    verdict = document.judged(document.finished, document.expectation())

    for signature in verdict.signatures:
        found = article_32(verdict, signature)
        assert [one.letter for one in found] == list("abcdefgh")
        assert {one.outcome for one in found} == {StepOutcome.PASSED}
        assert all(one.demand and one.finding and one.would_change for one in found)


@pytest.mark.parametrize(
    ("kind", "failed"),
    [
        (Kind.REVOKED, "b"),
        (Kind.EXPIRED, "b"),
        (Kind.NO_QSCD, "f"),
        (Kind.STRANGER, "abf"),
        (Kind.CA_NOT_LISTED, "abf"),
        (Kind.CA_GRANTED_LATER, "abf"),
    ],
)
def test_each_bad_credential_fails_the_requirement_it_breaks(document: Document, kind: Kind, failed: str) -> None:
    found = answers(judged(document, kind))

    assert {letter for letter, outcome in found.items() if outcome is StepOutcome.FAILED} == set(failed)


def test_a_pseudonym_is_indicated(document: Document) -> None:
    verdict = judged(document, Kind.PSEUDONYM)

    told = next(one for one in article_32(verdict, verdict.signatures[0]) if one.letter == "e")

    assert verdict.signatures[0].pseudonym
    assert "ist ein Pseudonym" in told.finding
    assert 'Pseudonym="true"' in etsi_report(verdict).decode()


def test_changed_bytes_fail_the_integrity_requirements_only(document: Document) -> None:
    position = document.first.index(b"Seite 1") if b"Seite 1" in document.first else 200
    changed = document.first[:position] + bytes([document.first[position] ^ 1]) + document.first[position + 1 :]
    verdict = document.judged(changed)
    if verdict.signatures:
        assert {"c", "g", "h"} <= {letter for letter, outcome in answers(verdict).items() if outcome is StepOutcome.FAILED}
    else:
        assert not verdict.complete


def test_a_missing_fact_leaves_the_requirement_open(document: Document) -> None:
    later = JUDGED_AT + timedelta(days=4000)

    found = answers(document.judged(document.finished, at=later))

    assert found["a"] is StepOutcome.UNKNOWN
    assert StepOutcome.FAILED not in found.values()


def test_the_printed_verdict_can_be_read_back(document: Document) -> None:
    for pdf in (document.finished, document.first, document.issued, b"no pdf"):
        printed = verify_json(document.judged(pdf), sandbox=True)

        assert verify_json(from_verify_json(json.loads(json.dumps(printed))), sandbox=True) == printed


def test_every_step_says_what_would_change_it(document: Document) -> None:
    for pdf in (document.finished, document.first):
        for step in verify_json(document.judged(pdf), sandbox=True)["steps"]:
            assert step["text"]
            assert step["would_change"] or step["outcome"] in {"SKIPPED", "UNKNOWN"}


def test_the_etsi_report_names_indication_qualification_and_proofs(document: Document) -> None:
    report = etsi_report(document.judged(document.finished, document.expectation()))

    assert (
        texts(report, "vr:SignatureValidationReport/vr:SignatureValidationStatus/vr:MainIndication")
        == ["urn:etsi:019102:mainindication:total-passed"] * 2
    )
    quality = texts(report, "vr:SignatureValidationReport/vr:SignatureQuality/vr:SignatureQualityInformation")
    assert quality == ["urn:cef:dss:signatureQualification:QESig"] * 2
    stamps = texts(report, "vr:SignatureValidationObjects//vr:SignatureQualityInformation")
    assert set(stamps) == {"urn:cef:dss:timestampQualification:QTSA"}
    assert texts(report, "vr:SignatureValidationReport/vr:SignerInformation/vr:Signer") == [
        "Zoë Łukaszewicz",
        "Jürgen Maximilian Groß-Weiß",
    ]
    assert b"Art. 33" in report


@pytest.mark.parametrize("kind", [Kind.GOOD, Kind.REVOKED, Kind.PSEUDONYM, Kind.STRANGER])
def test_another_programs_model_of_the_norm_reads_every_report(document: Document, kind: Kind) -> None:
    read_by_model(etsi_report(judged(document, kind)))


def test_and_those_of_files_without_a_signature(document: Document, authority: Authority) -> None:
    unstamped = authority.signed(document.issued, "signer-1", "Zoë Łukaszewicz", at=MADE_AT, stamped=False)
    for pdf in (document.issued, b"no pdf", b"%PDF-1.7 rubbish", unstamped):
        read_by_model(etsi_report(document.judged(pdf)))


def read_by_model(report: bytes) -> None:
    """pyHanko's classes were generated from V1.2.1 of the schema: an unknown or misplaced element is an error, every reference has its object."""
    older = report.replace(b"19102/v1.4.1#", b"19102/v1.2.1#")
    parser = XmlParser(config=ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True))
    read = parser.from_bytes(older, ts_11910202.ValidationReport)
    assert read.signature_validation_report
    root = etree.fromstring(report)
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert {element.get("VOReference") for element in root.iter() if element.get("VOReference")} <= ids


def test_names_with_control_characters_do_not_break_the_report(document: Document) -> None:
    verdict = document.judged(document.finished)
    printed = verify_json(verdict, sandbox=True)
    printed["signatures"][0]["signer"] = "Zoë\x00\x0b <b>&"

    report = etsi_report(from_verify_json(printed))

    assert "Zoë\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} <b>&" in texts(report, ".//vr:Signer")
