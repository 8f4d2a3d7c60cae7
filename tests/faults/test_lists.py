"""The list server is away, lies, or replays: last good copies until their NextUpdate, then INDETERMINATE, and the operator is told (over real HTTP)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.settings import settings_from
from service.signatures.judging import ListsInUse
from service.signatures.lists import InstalledLists, fetched_at, list_states
from service.wiring.doctor import examine
from signing.qualification.mirror import load_mirror
from signing.sandbox import addresses
from signing.sandbox.trusted_lists import LIFE, list_of_lists, national_list
from signing.validation import validate
from signing.verdict import Overall, ReasonCode, Verdict
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority, Document, finished_document
from tests.signing.served import loopback, serving, url_of

LOTL, NATIONAL = "/trusted-lists/lotl.xml", "/trusted-lists/xs.xml"
ISSUED_AT = MADE_AT - timedelta(hours=1)


@dataclass
class ListServer:
    """What is published at the moment; a path that is not answers 404, `down` answers 503 to all."""

    url: str
    published: dict[str, bytes] = field(default_factory=dict)
    down: bool = False

    def answer(self, request: Request) -> Response:
        if self.down:
            return Response(status_code=503)
        content = self.published.get(request.url.path)
        return Response(content) if content is not None else Response(status_code=404)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("lists") / "sandbox")


@pytest.fixture(scope="module")
def document(authority: Authority) -> Document:
    return finished_document(authority)


@pytest.fixture
def server(authority: Authority) -> Iterator[ListServer]:
    bound = loopback()
    made = ListServer(url_of(bound))
    publish(made, authority, sequence=5)
    with serving(Starlette(routes=[Route("/{path:path}", made.answer)]), bound):
        yield made


def publish(server: ListServer, authority: Authority, *, sequence: int, issued_at: datetime = ISSUED_AT) -> None:
    server.published[LOTL] = list_of_lists(authority.installation, sequence, issued_at)
    server.published[NATIONAL] = national_list(authority.installation, sequence, issued_at)


@pytest.fixture
def used(authority: Authority, tmp_path: Path) -> ListsInUse:
    anchor = tmp_path / "anchor.pem"
    anchor.write_bytes(authority.anchor)
    return ListsInUse(tmp_path / "lists", anchor, tmp_path / "cache", addresses.LIST_OF_LISTS)


def fetched(used: ListsInUse, server: ListServer, at: datetime = JUDGED_AT) -> dict[str, tuple[str, str]]:
    report = InstalledLists(used, {addresses.HOST: server.url}).refresh(at=at)
    return {one.territory: (one.outcome, one.problem) for one in report}


def judged(document: Document, used: ListsInUse, at: datetime = JUDGED_AT) -> Verdict:
    registry = load_mirror(used.mirror, used.anchor.read_bytes(), at=at, cache=used.cache)
    return validate(document.finished, registry=registry, at=at)


def changed(content: bytes, old: bytes = b"granted", new: bytes = b"grAnted") -> bytes:
    assert old in content
    return content.replace(old, new, 1)


def test_fetched_lists_are_a_mirror_to_judge_by(document: Document, used: ListsInUse, server: ListServer) -> None:
    assert fetched(used, server) == {"EU": ("UPDATED", ""), "XS": ("UPDATED", "")}
    assert judged(document, used).overall is Overall.VALID
    assert fetched(used, server) == {"EU": ("UNCHANGED", ""), "XS": ("UNCHANGED", "")}


def test_a_server_that_is_down_leaves_the_good_copies_until_their_next_update(
    document: Document, used: ListsInUse, server: ListServer
) -> None:
    fetched(used, server)
    server.down = True

    report = fetched(used, server, at=JUDGED_AT + timedelta(days=1))

    assert {one: outcome for one, (outcome, _) in report.items()} == {"EU": "KEPT", "XS": "KEPT"}
    assert "503" in report["XS"][1]
    last_day = ISSUED_AT + LIFE - timedelta(hours=1)
    assert judged(document, used, last_day).overall is Overall.VALID
    afterwards = judged(document, used, ISSUED_AT + LIFE + timedelta(hours=1))
    assert afterwards.overall is Overall.INDETERMINATE
    assert afterwards.codes == (ReasonCode.LISTS_UNAVAILABLE,)
    assert "XS EXPIRED" in afterwards.reasons[0].detail


@pytest.mark.parametrize("path", [LOTL, NATIONAL])
def test_a_tampered_list_never_replaces_a_good_one(
    document: Document, used: ListsInUse, server: ListServer, authority: Authority, path: str
) -> None:
    fetched(used, server)
    publish(server, authority, sequence=6)
    server.published[path] = changed(server.published[path], b"Sandbox", b"sandbox")

    report = fetched(used, server)

    territory = "EU" if path == LOTL else "XS"
    assert report[territory][0] == "KEPT"
    assert "SIGNATURE_INVALID" in report[territory][1]
    assert judged(document, used).overall is Overall.VALID


def test_an_older_list_never_replaces_a_newer_one(used: ListsInUse, server: ListServer, authority: Authority) -> None:
    fetched(used, server)
    publish(server, authority, sequence=4)

    report = fetched(used, server)

    assert report["EU"] == ("KEPT", "older than ours: sequence number 4 after 5")
    assert report["XS"] == ("KEPT", "older than ours: sequence number 4 after 5")


def test_an_expired_list_is_not_taken(document: Document, used: ListsInUse, server: ListServer) -> None:
    report = fetched(used, server, at=ISSUED_AT + LIFE + timedelta(days=1))

    assert report["EU"][0] == "LOST"
    assert "EXPIRED" in report["EU"][1]
    assert not (used.mirror / "index.json").exists()


def test_a_list_that_was_never_good_is_named(document: Document, used: ListsInUse, server: ListServer) -> None:
    server.published[NATIONAL] = changed(server.published[NATIONAL])

    assert fetched(used, server)["XS"][0] == "LOST"
    verdict = judged(document, used)
    assert verdict.overall is Overall.INDETERMINATE
    assert verdict.reasons[0].detail == "XS MISSING"


def test_a_reader_of_the_old_index_still_finds_its_files(used: ListsInUse, server: ListServer, authority: Authority) -> None:
    fetched(used, server)
    before = json.loads((used.mirror / "index.json").read_bytes())
    publish(server, authority, sequence=6)

    fetched(used, server)

    after = json.loads((used.mirror / "index.json").read_bytes())
    assert after["lotl"] != before["lotl"]
    for index in (before, after):
        assert all((used.mirror / name).is_file() for name in (index["lotl"], *index["locations"].values()))
    publish(server, authority, sequence=7)
    fetched(used, server)
    assert not (used.mirror / before["lotl"]).exists()


def test_the_lists_are_due_a_few_times_a_day_and_at_once_after_a_failure(used: ListsInUse, server: ListServer) -> None:
    lists = InstalledLists(used, {addresses.HOST: server.url})
    assert lists.is_due(at=JUDGED_AT)
    lists.refresh(at=JUDGED_AT)
    assert not lists.is_due(at=JUDGED_AT + timedelta(hours=5))
    server.down = True
    later = JUDGED_AT + timedelta(hours=7)
    lists.refresh(at=later)
    assert lists.is_due(at=later + timedelta(minutes=10))
    assert fetched_at(used) == JUDGED_AT


def test_a_folder_of_somebody_else_is_never_written(used: ListsInUse, server: ListServer) -> None:
    theirs = ListsInUse(used.mirror, used.anchor, used.cache)

    assert not InstalledLists(theirs).is_due(at=JUDGED_AT)
    assert InstalledLists(theirs).refresh(at=JUDGED_AT) == ()
    assert not used.mirror.exists()


def test_status_says_what_the_last_fetch_came_to(used: ListsInUse, server: ListServer) -> None:
    fetched(used, server)
    server.down = True
    fetched(used, server)

    shown = list_states(used, at=JUDGED_AT)

    assert [(one["territory"], one["state"]) for one in shown] == [("EU", "OK"), ("XS", "OK")]
    assert all("503" in str(one["fetch_problem"]) for one in shown)


def test_the_doctor_raises_the_alarm_before_a_verdict_has_to(used: ListsInUse, server: ListServer, tmp_path: Path) -> None:
    settings = settings_from(
        {
            "VOLLMACHT_HOME": str(tmp_path / "home"),
            "VOLLMACHT_LISTS": f"{server.url}{LOTL}",
            "VOLLMACHT_LISTS_ANCHOR": str(used.anchor),
        }
    )
    first = examine(settings, port=0, only=("lists",))
    assert [(one.state.value, one.remedy, one.passing) for one in first] == [("failure", "vollmacht lists refresh", True)]

    ours = ListsInUse(settings.fetched_lists, used.anchor, used.cache, settings.lists_url)
    InstalledLists(ours, {addresses.HOST: server.url}).refresh(at=JUDGED_AT)
    server.down = True
    InstalledLists(ours, {addresses.HOST: server.url}).refresh(at=JUDGED_AT)

    then = examine(settings, port=0, only=("lists",))
    assert {one.state.value for one in then} <= {"warning", "failure"}
    assert all("last fetch failed" in one.text for one in then)
