"""Nothing of this may pass, and each is refused for the right reason."""

import random
from collections.abc import Callable

import pytest

from signing.validation import Limits, validate
from signing.verdict import Overall, ReasonCode, exit_code
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority, Document, issued_pdf
from tests.signing.validation import attacks

R = ReasonCode


def test_the_unchanged_file_is_valid(document: Document) -> None:
    verdict = document.judged(document.finished, document.expectation())

    assert (verdict.overall, verdict.complete, verdict.reasons) == (Overall.VALID, True, ())
    assert [finding.level for finding in verdict.signatures] == ["PAdES-BASELINE-LTA"] * 2
    assert document.judged(document.finished).overall is Overall.VALID


@pytest.mark.parametrize("rest", [b"\n\n", b" ", b"x", b"%%EOF\n", b"\0" * 100, b"<html>"])
def test_bytes_behind_the_end_are_refused(document: Document, rest: bytes) -> None:
    for expectation in (document.expectation(), None):
        verdict = document.judged(document.finished + rest, expectation)
        assert verdict.overall in {Overall.INVALID, Overall.UNREADABLE}


CHANGES = [
    attacks.replace_content,
    attacks.overwrite_content_stream,
    attacks.add_page,
    attacks.remove_page,
    attacks.add_annotation,
    attacks.add_field,
    attacks.change_title,
    attacks.change_xmp_title,
    attacks.change_dates,
    attacks.add_script,
    attacks.move_field,
    attacks.big_timestamp_widget,
    attacks.empty_security_store,
    attacks.poisoned_security_store,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_nothing_may_be_appended_to_a_finished_file(document: Document, change: Callable[..., None]) -> None:
    verdict = document.judged(attacks.incremental(document.finished, change), document.expectation())

    assert exit_code(verdict) == 1
    assert R.CONTENT_CHANGED in verdict.codes


@pytest.mark.parametrize(
    "change", [each for each in CHANGES if "security_store" not in each.__name__], ids=lambda change: change.__name__
)
def test_nor_to_a_foreign_file(document: Document, change: Callable[..., None]) -> None:
    assert exit_code(document.judged(attacks.incremental(document.finished, change))) == 1


UNDER_A_SIGNATURE = [
    change for change in CHANGES if "security_store" not in change.__name__ and change is not attacks.change_dates
]


@pytest.mark.parametrize("change", UNDER_A_SIGNATURE, ids=lambda change: change.__name__)
def test_a_signer_changes_nothing_in_the_revision_he_signs(document: Document, change: Callable[..., None]) -> None:
    pdf = attacks.signed_with_change(document.authority, document.issued, "signer-1", "Zoë Łukaszewicz", change)

    verdict = document.judged(pdf, document.expectation(document.issued, finished=False))

    assert R.CONTENT_CHANGED in verdict.codes


def test_a_signers_tool_may_set_dates_and_producer(document: Document) -> None:
    pdf = attacks.signed_with_change(document.authority, document.issued, "signer-1", "Zoë Łukaszewicz", attacks.change_dates)

    verdict = document.judged(pdf, document.expectation(document.issued, finished=False))

    assert R.CONTENT_CHANGED not in verdict.codes


def test_no_byte_of_the_last_timestamp_can_change(document: Document) -> None:
    """No outer signature covers it: padding, unsigned certificates, lengths, even the case of the digits."""
    start, end, length = attacks.last_slot(document.finished)
    everywhere = range(start, start + 2 * length + 8)
    positions = [*random.Random(7).sample(everywhere, 40), start, start + 5, end - 2, end - 1, end - 400]
    expectation = document.expectation()

    passed = [
        position
        for position in positions
        if exit_code(document.judged(attacks.with_byte(document.finished, position), expectation)) in {0, 2}
    ]

    assert passed == []


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_no_byte_of_the_file_can_change(document: Document, mask: int) -> None:
    pdf, expectation = document.finished, document.expectation()
    start, end, length = attacks.last_slot(pdf)
    positions = [
        *range(0, start, 997),
        *range(start, start + 2 * length + 4, 97),
        *range(start + 2 * length, end, 1997),
        *range(end - 2, len(pdf), 97),
    ]

    passed = [
        position
        for position in positions
        if exit_code(document.judged(attacks.with_byte(pdf, position, mask), expectation)) in {0, 2}
    ]

    assert passed == []


def test_the_case_of_one_digit_counts(document: Document) -> None:
    start, end, _ = attacks.last_slot(document.finished)
    position = next(index for index in range(start + 1, end) if chr(document.finished[index]).isalpha())

    assert exit_code(document.judged(attacks.with_byte(document.finished, position, 0x20), document.expectation())) == 1


@pytest.mark.parametrize(
    "text",
    [
        b"/ByteRange [0 0 0 0]",
        b"/ByteRange [0 10 20]",
        b"/ByteRange null",
        b"/ByteRang [0 1 2 3]",
        b"/ByteRange [1 10 20 30]",
        b"/ByteRange [0 100 50 900]",
        b"/ByteRange [0 100 5000 9]",
        b"/ByteRange [0 -1 20 30]",
        b"/ByteRange [0 10 20 99999999]",
        b"/ByteRange [0 1.5 20 30]",
    ],
)
def test_a_byte_range_that_lies_is_malformed(document: Document, text: bytes) -> None:
    verdict = document.judged(attacks.byte_range(document.finished, text), document.expectation())

    assert exit_code(verdict) == 1
    assert R.MALFORMED in verdict.codes


@pytest.mark.parametrize("new", [b"", b"\0", b"\x30", b"\x30\x80", b"\x05\x00", b"\x30\x03\x02\x01\x01"])
def test_empty_or_short_contents_are_refused(document: Document, new: bytes) -> None:
    assert exit_code(document.judged(attacks.contents(document.finished, new), document.expectation())) == 1
    assert exit_code(document.judged(attacks.with_der(document.finished, new), document.expectation())) == 1


def test_two_signers_in_one_signature_are_refused(document: Document) -> None:
    verdict = document.judged(attacks.two_signers(document.first), document.expectation(document.issued, finished=False))

    assert R.MALFORMED in verdict.codes


def test_a_signature_over_another_document_is_refused(document: Document, authority: Authority) -> None:
    other = authority.signed(issued_pdf(text="Mietvertrag"), "signer-1", "Zoë Łukaszewicz")
    start, end, length = attacks.last_slot(other)
    der = bytes.fromhex(other[start + 1 : end - 1].decode())[:length]

    verdict = document.judged(attacks.with_der(document.first, der), document.expectation(document.issued, finished=False))
    whole = document.judged(other, document.expectation(document.issued, finished=False))

    assert R.CONTENT_CHANGED in verdict.codes
    assert R.CONTENT_CHANGED in whole.codes


def test_an_unsigned_file_and_none_at_all(document: Document) -> None:
    assert document.judged(document.issued).codes == (R.NO_SIGNATURE,)
    assert exit_code(document.judged(document.issued)) == 1
    for content in (b"", b"PK\x03\x04", b" %PDF-1.7", b"\xef\xbb\xbf" + document.finished, b"<html>" + document.finished):
        verdict = document.judged(content)
        assert (exit_code(verdict), verdict.codes) == (3, (R.NOT_A_PDF,))


@pytest.mark.parametrize("content", [b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"[" * 5000, b"%PDF-1.7\nstartxref\n0\n%%EOF"])
def test_what_only_begins_like_a_pdf_is_unreadable(document: Document, content: bytes) -> None:
    verdict = document.judged(content)

    assert (exit_code(verdict), verdict.codes) == (3, (R.MALFORMED,))


def test_an_encrypted_file_is_unreadable(document: Document) -> None:
    verdict = document.judged(attacks.encrypted(document.issued))

    assert (exit_code(verdict), verdict.codes) == (3, (R.ENCRYPTED,))


def test_limits_are_named(document: Document) -> None:
    registry = document.authority.registry()
    for limits in (Limits(file_bytes=1000), Limits(revisions=1), Limits(signatures=1)):
        verdict = validate(document.finished, registry=registry, at=JUDGED_AT, limits=limits)
        assert (exit_code(verdict), verdict.codes) == (3, (R.LIMIT_EXCEEDED,))


@pytest.mark.parametrize("cut", [1, 2, 100, 5000, 20000])
def test_a_truncated_file_is_refused(document: Document, cut: int) -> None:
    assert exit_code(document.judged(document.finished[:-cut], document.expectation())) in {1, 3}


def test_one_person_cannot_sign_for_two(document: Document, authority: Authority) -> None:
    zoe = authority.holder("Zoë Łukaszewicz")
    first = authority.signed(document.issued, "signer-1", "", holder=zoe)
    second = authority.signed(first, "signer-2", "", holder=zoe, at=MADE_AT)

    assert R.NAME_MISMATCH in document.judged(second, document.expectation(first, finished=False)).codes
