"""Renewed before the last timestamp weakens: validation data and one more document timestamp, again and again, for files of ours and others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signing.verdict import Overall, ReasonCode
from tests.signing.builders import JUDGED_AT, MADE_AT, Document

YEARS = timedelta(days=365)


def renewed(document: Document, pdf: bytes, years: int) -> bytes:
    return document.authority.sealed(pdf, [], at=MADE_AT + years * YEARS)


@pytest.mark.parametrize("times", [1, 3])
def test_a_renewed_file_of_ours_is_valid_and_complete(document: Document, times: int) -> None:
    pdf = document.finished
    for year in range(1, times + 1):
        pdf = renewed(document, pdf, year)
    at = MADE_AT + times * YEARS + timedelta(hours=1)
    lists = document.authority.registry(JUDGED_AT)

    verdict = document.judged(pdf, document.expectation(pdf), at=at)

    assert lists.lists
    assert [one for one in verdict.reasons if one.code is not ReasonCode.LISTS_UNAVAILABLE] == []
    assert sum(one.kind.value == "DOCUMENT" for one in verdict.timestamps) == 1 + times
    assert [one.whole_file for one in verdict.timestamps if one.kind.value == "DOCUMENT"] == [False] * times + [True]


def test_against_the_archived_version_a_renewal_changes_nothing(document: Document) -> None:
    pdf = document.authority.sealed(document.finished, [], at=MADE_AT + timedelta(minutes=30))

    assert document.judged(pdf, document.expectation(document.finished)).overall is Overall.VALID


def test_the_version_before_a_renewal_is_an_earlier_one(document: Document) -> None:
    pdf = document.authority.sealed(document.finished, [], at=MADE_AT + timedelta(minutes=30))

    verdict = document.judged(document.finished, document.expectation(pdf))

    assert verdict.codes == (ReasonCode.EARLIER_REVISION,)


def test_it_says_how_long_the_last_timestamp_holds(document: Document) -> None:
    unit = document.authority.installation.holders["timestamping-unit"].certificate

    last = next(one for one in document.judged(document.finished).timestamps if one.whole_file)

    assert last.holds_until == unit.not_valid_after_utc
    assert replace(last, holds_until=None) != last
