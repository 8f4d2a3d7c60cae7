"""Two or three people sign one file through a real provider, one after another, and the file is sealed."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest

from signing.appearance import SignatureAppearance
from signing.data_to_sign import prepare
from signing.errors import DocumentError, SignatureDoesNotMatch
from signing.extend import to_lta
from signing.material import verification_material
from signing.revocation_data import fetch_revocation
from signing.sign import embed
from signing.validation import Expectation, ExpectedSigner, RevocationData, validate
from signing.verdict import Overall, Qualification, ReasonCode, Verdict
from tests.judges import judge
from tests.signing.builders import MADE_AT, issued_pdf
from tests.signing.served import FONT, Sandbox

PEOPLE = {
    "signer-1": ("Zoë Łukaszewicz", ExpectedSigner("Zoë", "Łukaszewicz")),
    "signer-2": ("Jürgen Maximilian Groß-Weiß", ExpectedSigner("Jürgen Maximilian", "Groß-Weiß")),
    "signer-3": ("Ángel Ősz", ExpectedSigner("Ángel", "Ősz")),
}


def signed_by(sandbox: Sandbox, pdf: bytes, field: str) -> bytes:
    name, _ = PEOPLE[field]
    prepared, credential = sandbox.prepared(pdf, field, name)
    token = sandbox.authorised(credential, prepared.hash_to_sign)
    value = sandbox.value(token, credential, prepared.hash_to_sign)
    return embed(prepared, value, credential.chain, timestamper=sandbox.timestamper)


def judged(
    sandbox: Sandbox, pdf: bytes, expectation: Expectation | None = None, revocation: RevocationData | None = None
) -> Verdict:
    at = sandbox.clock() + timedelta(minutes=1)
    registry = sandbox.authority.registry(at)
    return validate(pdf, registry=registry, at=at, expectation=expectation, revocation=revocation or RevocationData())


def sealed(sandbox: Sandbox, pdf: bytes) -> bytes:
    needs = judged(sandbox, pdf).revocation_needs
    certificates = [der for need in needs for der in (need.certificate, need.issuer)]
    revocation = fetch_revocation(needs, sandbox.fetcher)
    return to_lta(pdf, certificates=certificates, revocation=revocation, timestamper=sandbox.timestamper)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_everyone_signs_on_top_of_the_last_and_the_finished_file_is_valid(sandbox: Sandbox, count: int) -> None:
    fields = list(PEOPLE)[:count]
    issued = issued_pdf(fields)
    signers = {field: PEOPLE[field][1] for field in fields}
    accepted = issued

    for number, field in enumerate(fields, start=1):
        pdf = signed_by(sandbox, accepted, field)
        assert pdf.startswith(accepted)
        fresh = judged(sandbox, pdf, Expectation(issued, accepted, signers, finished=False))
        assert fresh.revocation_needs
        fetched = fetch_revocation(fresh.revocation_needs, sandbox.fetcher)
        after = judged(sandbox, pdf, Expectation(issued, accepted, signers, finished=False), fetched)
        assert set(after.codes) <= {ReasonCode.JOINT_SIGNATURE_INCOMPLETE}, number
        assert after.newly_signed == (field,)
        accepted = pdf
    finished = sealed(sandbox, accepted)

    verdict = judged(sandbox, finished, Expectation(issued, finished, signers, finished=True))
    assert (verdict.overall, verdict.complete, verdict.reasons) == (Overall.VALID, True, ())
    assert [one.level for one in verdict.signatures] == ["PAdES-BASELINE-LTA"] * count
    assert {one.qualification for one in verdict.signatures} == {Qualification.QESIG}
    assert verdict.revocation_needs == ()


@pytest.mark.judge
def test_judges_that_are_not_ours_agree(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(sealed(sandbox, signed_by(sandbox, signed_by(sandbox, issued_pdf(), "signer-1"), "signer-2")))

    said = judge("pdfsig", str(file))
    assert said.count("Signature is Valid.") == 2
    assert said.count("Total document signed") == 1
    assert "No syntax or stream encoding errors found" in judge("qpdf", "--check", str(file))


def test_the_stamp_shows_name_sandbox_and_time_and_can_be_read(sandbox: Sandbox) -> None:
    pdf = signed_by(sandbox, issued_pdf(), "signer-1")

    field = pypdf.PdfReader(io.BytesIO(pdf)).get_fields()["signer-1"]  # type: ignore[index]
    appearance = field.indirect_reference.get_object()["/AP"]["/N"].get_object()
    page = pypdf.PageObject.create_blank_page(width=200, height=60)
    page[pypdf.generic.NameObject("/Resources")] = appearance["/Resources"]
    page[pypdf.generic.NameObject("/Contents")] = appearance
    assert page.extract_text().strip().split("\n") == [
        "Zoë Łukaszewicz",
        "SANDBOX – keine echte Signatur",
        "02.11.2026 10:00:00 CET",
    ]
    assert [float(side) for side in appearance["/BBox"]] == [0, 60, 200, 0]


@pytest.mark.parametrize(("field", "why"), [("signer-9", "no signature field"), ("signer-1", "signed already")])
def test_only_an_open_field_of_the_file_is_signed(sandbox: Sandbox, field: str, why: str) -> None:
    pdf = signed_by(sandbox, issued_pdf(), "signer-1")

    with pytest.raises(DocumentError, match=why):
        sandbox.prepared(pdf, field, "Zoë Łukaszewicz")


def test_what_is_no_pdf_or_encrypted_cannot_be_continued(sandbox: Sandbox) -> None:
    credential = sandbox.client.credential(sandbox.logged_in("Zoë Łukaszewicz"))
    with pytest.raises(DocumentError):
        prepare(
            b"PK",
            field="signer-1",
            chain=credential.chain,
            signed_at=MADE_AT,
            appearance=SignatureAppearance("Zoë", FONT, sandbox=True),
        )
    with pytest.raises(DocumentError):
        to_lta(b"%PDF-1.7\n", certificates=(), revocation=RevocationData(), timestamper=sandbox.timestamper)
    with pytest.raises(DocumentError):
        verification_material(b"no PDF")


def test_a_value_that_does_not_fit_is_never_embedded(sandbox: Sandbox) -> None:
    prepared, credential = sandbox.prepared(issued_pdf(), "signer-1", "Zoë Łukaszewicz")
    token = sandbox.authorised(credential, prepared.hash_to_sign)
    value = sandbox.value(token, credential, prepared.hash_to_sign)

    other = replace(prepared, signed_attributes=prepared.signed_attributes[:-1] + b"\0")
    for wrong, bytes_given in [(prepared, value[:-1] + bytes([value[-1] ^ 1])), (prepared, b""), (other, value)]:
        with pytest.raises(SignatureDoesNotMatch):
            embed(wrong, bytes_given, credential.chain, timestamper=None)


def test_the_hash_to_sign_is_that_of_the_signed_attributes(sandbox: Sandbox) -> None:
    prepared, _ = sandbox.prepared(issued_pdf(), "signer-1", "Zoë Łukaszewicz")

    assert prepared.hash_to_sign == hashlib.sha256(prepared.signed_attributes).digest()
    assert prepared.signed_attributes[:1] == b"\x31"
    covered = prepared.revision[: prepared.contents_start] + prepared.revision[prepared.contents_end :]
    assert hashlib.sha256(covered).digest() == prepared.document_digest
    assert prepared.document_digest in prepared.signed_attributes


def test_the_sealed_file_holds_its_own_evidence(sandbox: Sandbox) -> None:
    finished = sealed(sandbox, signed_by(sandbox, issued_pdf(["signer-1"]), "signer-1"))

    material = verification_material(finished)

    kinds = {Path(name).parts[0]: 0 for name in material}
    assert set(kinds) == {"certificates", "revocation", "timestamps"}
    assert [name for name in material if name.endswith(".crl")]
    assert [name for name in material if name.endswith(".ocsp")]
    stamped = material["timestamps/document-timestamp-1.data"]
    assert hashlib.sha256(stamped).digest() in material["timestamps/document-timestamp-1.tsr"]
    assert b"-----BEGIN CERTIFICATE-----" in material["certificates/all.pem"]
    assert not any(
        name.startswith("revocation") for name in verification_material(signed_by(sandbox, issued_pdf(["signer-1"]), "signer-1"))
    )
