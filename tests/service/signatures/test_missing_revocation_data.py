"""What is missing before a document is finished: asked of the signatures alone, through the real judge."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.confinement import Completed, Outcome, TimedOut
from service.domain.errors import Unavailable
from service.signatures.confined import judge_file
from service.signatures.judging import Judge, ListsInUse
from signing.fetching import Fetcher
from signing.sandbox import addresses
from signing.sandbox.revocation import ocsp_answer, ocsp_request, revocation_list
from signing.validation import RevocationData, validate
from signing.verdict import Overall
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


class Publishing(httpx2.BaseTransport):
    """The authorities' addresses, answered here."""

    def __init__(self, authority: Authority, *, away: bool = False) -> None:
        self.authority, self.away = authority, away
        self.asked: list[str] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.path)
        if self.away:
            return httpx2.Response(503)
        installation, register = self.authority.installation, self.authority.register
        issuer = request.url.path.rpartition("/")[2].removesuffix(".crl")
        if "/crl/" in request.url.path:
            return httpx2.Response(200, content=revocation_list(installation, register, issuer, JUDGED_AT))
        return httpx2.Response(200, content=ocsp_answer(installation, register, issuer, request.read(), JUDGED_AT))


class Child:
    """The limited child, in this process; `answers` says what kind each answer was of."""

    def __init__(self) -> None:
        self.answers: list[str] = []

    def __call__(self, blobs: Sequence[bytes], parameters: dict[str, Any]) -> Outcome:
        found = judge_file(blobs, parameters)
        self.answers.append("verdict" if "overall" in found else "needs")
        return Completed(found)


def fetching(authority: Authority, cache: Path, child: Child, transport: Publishing) -> Judge:
    lists = ListsInUse(authority.mirror, authority.mirror / "anchor.pem", cache)
    fetcher = Fetcher({addresses.HOST: "http://127.0.0.1:9"}, transport=transport)
    return Judge(child, lists, fetcher=fetcher, sandbox=True)


def test_a_file_that_lacks_revocation_data_is_judged_once_with_it(authority: Authority, tmp_path: Path) -> None:
    signed = authority.signed(issued_pdf(["signer-1"]), "signer-1", "Zoë Łukaszewicz")
    child, transport = Child(), Publishing(authority)

    verdict = fetching(authority, tmp_path, child, transport).verdict(signed, None, at=JUDGED_AT)

    assert (verdict.overall, verdict.revocation_needs) == (Overall.VALID, ())
    assert child.answers == ["needs", "verdict"]
    assert sorted(transport.asked) == ["/crl/qualified-ca.crl", "/ocsp/qualified-ca"]


def test_where_nobody_answers_the_verdict_says_what_is_missing(authority: Authority, tmp_path: Path) -> None:
    signed = authority.signed(issued_pdf(["signer-1"]), "signer-1", "Zoë Łukaszewicz")

    verdict = fetching(authority, tmp_path, Child(), Publishing(authority, away=True)).verdict(signed, None, at=JUDGED_AT)

    assert verdict == validate(signed, registry=authority.registry(), at=JUDGED_AT)
    assert verdict.overall is Overall.INDETERMINATE


def test_a_file_with_everything_in_it_is_judged_at_once_and_nobody_is_asked(authority: Authority, tmp_path: Path) -> None:
    holder = authority.holder("Zoë Łukaszewicz")
    finished = authority.sealed(authority.signed(issued_pdf(["signer-1"]), "signer-1", "", holder=holder), [holder])
    child, transport = Child(), Publishing(authority)

    verdict = fetching(authority, tmp_path, child, transport).verdict(finished, None, at=JUDGED_AT)

    assert verdict == validate(finished, registry=authority.registry(), at=JUDGED_AT)
    assert (child.answers, transport.asked) == (["verdict"], [])


@pytest.mark.parametrize("broken", [b"no PDF", b"%PDF-1.7\nbroken\n%%EOF\n"])
def test_a_file_that_cannot_be_read_has_its_verdict_at_once(authority: Authority, tmp_path: Path, broken: bytes) -> None:
    child, transport = Child(), Publishing(authority)

    verdict = fetching(authority, tmp_path, child, transport).verdict(broken, None, at=JUDGED_AT)

    assert (verdict.overall, child.answers, transport.asked) == (Overall.UNREADABLE, ["verdict"], [])
