"""A name that two people have confirmed, through the real judge: good for that certificate, and for a near miss alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from service.confinement import Completed, Outcome
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import Signer
from service.signatures.confined import judge_file
from service.signatures.judging import Judge, ListsInUse
from service.use_cases.ports import Expectation, Judgement
from tests.service.use_cases.story import example
from tests.signing.builders import JUDGED_AT, Authority, issued_pdf

ISSUED = issued_pdf(["signer-1"])


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("names") / "sandbox")


def in_this_process(blobs: Sequence[bytes], parameters: dict[str, Any]) -> Outcome:
    return Completed(judge_file(blobs, parameters))


def judged(authority: Authority, tmp_path: Path, name: str, confirm: str) -> Judgement:
    """A file signed by that name where Jürgen Maximilian Groß-Weiß should sign.

    Args:
        confirm: whose certificate two people have confirmed: `this`, `another` or nobody's ("").
    """
    person = next(one for one in example("gmbh-joint").representatives if one.surname == "Groß-Weiß")
    holder = authority.holder(name)
    pdf = authority.sealed(authority.signed(ISSUED, "signer-1", "", holder=holder), [holder])
    signer = Signer("signer-1", person)
    expected = Expectation(PowerOfAttorneyId(UUID(int=1)), ISSUED, ISSUED, (signer,), (), finished=True)
    lists = ListsInUse(authority.mirror, authority.mirror / "anchor.pem", tmp_path)
    judge = Judge(in_this_process, lists, fetcher=None, sandbox=True)
    found = judge.judge(pdf, expected, at=JUDGED_AT)
    signatures: Any = found.as_json["signatures"]
    confirmed = {"this": signatures[0]["certificate_sha256"], "another": "0" * 64}.get(confirm)
    return judge.judge(pdf, replace(expected, confirmed={"signer-1": confirmed}), at=JUDGED_AT) if confirmed else found


def notes(judgement: Judgement) -> set[str]:
    said: Sequence[Mapping[str, str]] = judgement.as_json["notes"]  # type: ignore[assignment]
    return {note["code"] for note in said}


def test_a_confirmed_near_miss_is_valid_and_the_report_says_who_decided(authority: Authority, tmp_path: Path) -> None:
    alone = judged(authority, tmp_path, "Jürgen Groß", "")
    confirmed = judged(authority, tmp_path, "Jürgen Groß", "this")

    assert (alone.verdict, [code for code, _ in alone.reasons]) == ("INDETERMINATE", ["NAME_NEAR_MISS"])
    assert (confirmed.verdict, confirmed.reasons) == ("VALID", ())
    assert "NAME_CONFIRMED_BY_TWO" in notes(confirmed)
    assert "NAME_CONFIRMED_BY_TWO" not in notes(alone)


def test_another_certificate_of_that_name_is_not_confirmed(authority: Authority, tmp_path: Path) -> None:
    assert judged(authority, tmp_path, "Jürgen Groß", "another").verdict == "INDETERMINATE"


def test_nobody_confirms_a_stranger(authority: Authority, tmp_path: Path) -> None:
    stranger = judged(authority, tmp_path, "Eva Stein", "this")

    assert stranger.verdict == "INVALID"
    assert "NAME_MISMATCH" in {code for code, _ in stranger.reasons}
