"""Exit status and code for every way in which a file of ours can fail: the table of `verify`."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from signing.qualification.mirror import load_mirror
from signing.sandbox.credentials import Kind
from signing.validation import Expectation, ExpectedSigner, validate
from signing.verdict import ReasonCode, exit_code
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority, Document, issued_pdf

R = ReasonCode
ZOE = ExpectedSigner("Zoë", "Łukaszewicz")
ISSUED = issued_pdf(["signer-1"])

KINDS = {
    Kind.GOOD: (0, None),
    Kind.REVOKED: (1, R.CERTIFICATE_REVOKED),
    Kind.EXPIRED: (1, R.CERTIFICATE_EXPIRED),
    Kind.PSEUDONYM: (1, R.PSEUDONYM),
    Kind.NO_QSCD: (1, R.NO_QSCD),
    Kind.STRANGER: (1, R.CHAIN_UNTRUSTED),
    Kind.WRONG_PERSON: (1, R.NAME_MISMATCH),
    Kind.CA_NOT_LISTED: (1, R.CHAIN_UNTRUSTED),
    Kind.CA_GRANTED_LATER: (1, R.NOT_QUALIFIED_AT_ISSUANCE),
}


def finished(authority: Authority, kind: Kind, name: str = "Zoë Łukaszewicz") -> bytes:
    holder = authority.holder(name, kind)
    return authority.sealed(authority.signed(ISSUED, "signer-1", "", holder=holder), [holder])


def test_the_table_knows_every_kind() -> None:
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_file_of_ours_signed_with_each_kind_of_credential(document: Document, kind: Kind) -> None:
    pdf = finished(document.authority, kind)
    status, code = KINDS[kind]

    verdict = document.judged(pdf, Expectation(ISSUED, pdf, {"signer-1": ZOE}, finished=True))

    assert (exit_code(verdict), verdict.issued_here) == (status, True)
    assert verdict.codes == () if code is None else code in verdict.codes


@pytest.mark.parametrize(
    ("signer", "status", "codes"),
    [
        ("Zoë Łukaszewicz", 0, set()),
        ("Zoe Lukaszewicz", 0, set()),
        ("Zoë Łukaszewitz", 2, {R.NAME_NEAR_MISS}),
        ("Zoë Łukaszewicz-Groß", 2, {R.NAME_NEAR_MISS}),
        ("Anna Łukaszewicz", 1, {R.NAME_MISMATCH, R.SIGNER_NOT_IN_SET}),
    ],
)
def test_a_near_miss_is_a_question_and_another_name_an_answer(
    document: Document, signer: str, status: int, codes: set[ReasonCode]
) -> None:
    given, _, surname = signer.partition(" ")
    pdf = finished(document.authority, Kind.GOOD, f"{surname}, {given}")

    verdict = document.judged(pdf, Expectation(ISSUED, pdf, {"signer-1": ZOE}, finished=True))

    assert (exit_code(verdict), set(verdict.codes)) == (status, codes)


def without(file: str) -> Callable[[Path], None]:
    return lambda mirror: (mirror / file).unlink()


def tampered(file: str) -> Callable[[Path], None]:
    def change(mirror: Path) -> None:
        content = (mirror / file).read_bytes()
        (mirror / file).write_bytes(content.replace(b"Sandbox", b"Sondbox", 1))

    return change


@pytest.mark.parametrize(
    "break_lists",
    [without("xs.xml"), without("lotl.xml"), tampered("xs.xml"), tampered("lotl.xml")],
    ids=["-xs", "-lotl", "~xs", "~lotl"],
)
def test_lists_that_cannot_be_relied_on_leave_the_question_open(
    document: Document, tmp_path: Path, break_lists: Callable[[Path], None]
) -> None:
    mirror = tmp_path / "mirror"
    shutil.copytree(document.authority.mirror, mirror)
    break_lists(mirror)
    registry = load_mirror(mirror, document.authority.anchor, at=JUDGED_AT)

    verdict = validate(document.finished, registry=registry, at=JUDGED_AT, expectation=document.expectation())

    assert exit_code(verdict) == 2
    assert R.LISTS_UNAVAILABLE in verdict.codes


def test_a_changed_byte_is_a_no_even_without_lists(document: Document, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    shutil.copytree(document.authority.mirror, mirror)
    (mirror / "xs.xml").unlink()
    registry = load_mirror(mirror, document.authority.anchor, at=JUDGED_AT)
    changed = bytearray(document.finished)
    changed[len(document.issued) // 2] ^= 1

    assert exit_code(validate(bytes(changed), registry=registry, at=JUDGED_AT, expectation=document.expectation())) in {1, 3}


def test_a_signature_outside_the_fields_of_the_set_is_refused(document: Document) -> None:
    authority = document.authority
    signed = authority.signed(document.second, "another-field", "Erika Mustermann", at=MADE_AT + timedelta(minutes=2))

    verdict = document.judged(signed, document.expectation(document.second, finished=False))

    assert exit_code(verdict) == 1
    assert {R.SIGNER_NOT_IN_SET, R.CONTENT_CHANGED} & set(verdict.codes)


def test_everything_that_is_signed_but_not_sealed_is_no_finished_file(document: Document) -> None:
    verdict = document.judged(document.second, document.expectation(document.second, finished=True))

    assert exit_code(verdict) == 2
