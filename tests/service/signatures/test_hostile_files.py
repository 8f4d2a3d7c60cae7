"""What a hostile file costs, and whom it can make us call."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from service.confinement import ConfinedServer
from service.confinement.child import Limits
from service.signatures.judging import Judge, ListsInUse
from signing.fetching import Fetcher
from tests.signing.attacks.bombs import BOMBS
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.parts import organisation
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("authority") / "sandbox")


EXCEEDS = {
    "object stream of gigabytes",
    "cross references of gigabytes",
    "cross references without data",
    "security store of gigabytes",
    "ten thousand revisions",
}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_bomb_costs_ten_seconds_and_half_a_gigabyte_at_most(authority: Authority, tmp_path: Path) -> None:
    files = {}
    for name, make in BOMBS.items():
        files[name] = tmp_path / f"{name.replace(' ', '-')}.pdf"
        files[name].write_bytes(make())

    took = in_the_child(authority, list(files.values()))

    assert Limits().wall_s < 10
    assert max(one["peak_mb"] for one in took.values()) <= 512
    for name, file in files.items():
        said = took[file.name]
        assert said["outcome"] in {"Completed", "TimedOut", "OutOfMemory"}, name
        assert said["overall"] in {None, "UNREADABLE", "INVALID"}, name
        if name in EXCEEDS:
            assert said["codes"] == ["LIMIT_EXCEEDED"], name


def in_the_child(authority: Authority, files: list[Path]) -> dict[str, dict[str, Any]]:
    """File name → what `in_the_child` says of it."""
    home = authority.installation.directory.parent
    done = subprocess.run(
        [sys.executable, "-m", "tests.service.signatures.in_the_child", str(home), *map(str, files)],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[3],
    )
    return {said["file"]: said for said in map(json.loads, done.stdout.splitlines())}


class _Counting(BaseHTTPRequestHandler):
    hits: list[str]

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_error(404)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def counting() -> Iterator[tuple[str, list[str]]]:
    """A loopback server and the paths it was asked for."""
    hits: list[str] = []
    handler = type("Handler", (_Counting,), {"hits": hits})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", hits
        finally:
            server.shutdown()
            thread.join()


def addresses(base: str) -> list[tuple[x509.ExtensionType, bool]]:
    """Every kind of address that a certificate can hold."""
    uri = x509.UniformResourceIdentifier
    methods = (AuthorityInformationAccessOID.OCSP, AuthorityInformationAccessOID.CA_ISSUERS)
    access = x509.AuthorityInformationAccess(
        [x509.AccessDescription(method, uri(f"{base}/{number}")) for number, method in enumerate(methods)]
    )
    points = x509.CRLDistributionPoints([x509.DistributionPoint([uri(f"{base}/crl")], None, None, None)])
    return [(access, False), (points, False)]


def judge(authority: Authority, pdf: bytes, base: str) -> str:
    """The overall verdict by a judge that may fetch from the counting server."""
    home = authority.installation.directory.parent
    confined = ConfinedServer("service.signatures.confined:judge_file")
    try:
        lists = ListsInUse(authority.mirror, authority.mirror / "anchor.pem", home / "cache")
        fetcher = Fetcher({"127.0.0.1": base})
        judged = Judge(confined.run, lists, fetcher=fetcher, sandbox=True).judge(pdf, None, at=JUDGED_AT)
        fetcher.close()
        return judged.verdict
    finally:
        confined.close()


def test_a_strangers_certificate_makes_us_call_nobody(authority: Authority, workshop: Workshop) -> None:
    with counting() as (base, hits):
        stranger: Owner = workshop.certified(
            organisation("Stranger"),
            None,
            None,
            [(x509.BasicConstraints(ca=True, path_length=None), True), *addresses(base)],
            ("key_cert_sign",),
            MADE_AT,
            JUDGED_AT,
        )
        person = workshop.person(issuer=stranger, extra=addresses(base), from_=MADE_AT, until=JUDGED_AT)
        pdf = workshop.signed(workshop.alone, Recipe(person, certificates=[person.der, stranger.der]))

        assert judge(authority, pdf, base) == "INVALID"
        assert hits == []


def test_a_listed_authoritys_certificate_is_asked_about(authority: Authority, workshop: Workshop) -> None:
    """Otherwise the test above would prove nothing."""
    with counting() as (base, hits):
        person = workshop.person(extra=addresses(base))

        assert judge(authority, workshop.signed(workshop.alone, Recipe(person)), base) == "INDETERMINATE"
        assert sorted(set(hits)) == ["/0", "/crl"]


@pytest.fixture(scope="module")
def workshop(authority: Authority) -> Workshop:
    return Workshop.of(authority)
