"""What is missing before a document is finished: asked of the signatures alone, through the real judge."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from service.confinement import Completed, Outcome, TimedOut
from service.domain.errors import Unavailable
from service.signatures.confined import judge_file
from service.signatures.judging import Judge, ListsInUse
from signing.sandbox.revocation import ocsp_answer, ocsp_request
from signing.validation import RevocationData, validate
from tests.signing.builders import JUDGED_AT, Authority, issued_pdf


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("missing") / "sandbox")


def in_this_process(blobs: Sequence[bytes], parameters: dict[str, Any]) -> Outcome:
    return Completed(judge_file(blobs, parameters))


def out_of_time(_blobs: Sequence[bytes], _parameters: dict[str, Any]) -> Outcome:
    return TimedOut()


def judge(authority: Authority, cache: Path, confined: Any = in_this_process) -> Judge:
    lists = ListsInUse(authority.mirror, authority.mirror / "anchor.pem", cache)
    return Judge(confined, lists, fetcher=None, sandbox=True)


def test_a_signed_file_lacks_what_a_whole_verdict_says_it_lacks(authority: Authority, tmp_path: Path) -> None:
    signed = authority.signed(issued_pdf(["signer-1"]), "signer-1", "Zoë Łukaszewicz")

    needs = judge(authority, tmp_path).needs(signed, at=JUDGED_AT)

    assert needs == validate(signed, registry=authority.registry(), at=JUDGED_AT).revocation_needs
    assert len(needs) == 1


def test_what_lies_in_the_file_does_not_stand_in_but_what_is_given_does(authority: Authority, tmp_path: Path) -> None:
    holder = authority.holder("Zoë Łukaszewicz")
    finished = authority.sealed(authority.signed(issued_pdf(["signer-1"]), "signer-1", "", holder=holder), [holder])
    asked = ocsp_request(*authority.installation.chain_of(holder)[:2])
    answer = ocsp_answer(authority.installation, authority.register, "qualified-ca", asked, JUDGED_AT)

    assert validate(finished, registry=authority.registry(), at=JUDGED_AT).revocation_needs == ()
    assert len(judge(authority, tmp_path).needs(finished, at=JUDGED_AT)) == 1
    assert judge(authority, tmp_path).needs(finished, at=JUDGED_AT, given=RevocationData(ocsps=(answer,))) == ()


def test_no_answer_from_the_child_is_not_taken_for_nothing_missing(authority: Authority, tmp_path: Path) -> None:
    signed = authority.signed(issued_pdf(["signer-1"]), "signer-1", "Zoë Łukaszewicz")

    with pytest.raises(Unavailable, match="TimedOut"):
        judge(authority, tmp_path, out_of_time).needs(signed, at=JUDGED_AT)
