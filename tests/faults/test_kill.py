"""kill -9 of `serve` in the middle of things: the signer goes on, and everything happened once (faults 1 and 19)."""

import json
import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest

from service.cli.demonstration.person import Browser, Programme
from service.database.embedded import embedded_postgresql
from tests.acceptance.installation import Installation, Serving
from tests.acceptance.records import example
from tests.faults.processes import belonging_to
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DIRECTORS = [
    ("gross-weiss@pixelwerft.example", "Jürgen Maximilian", "Groß-Weiß"),
    ("zoe@pixelwerft.example", "Zoë", "Șerbănescu"),
]
signers: list["Signer"] = []


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("killed")
    folder.chmod(0o711)
    installation = Installation(folder / "home")
    installation.succeed("import", "-", content=json.dumps(example("gmbh-joint")))
    return installation


@pytest.fixture(autouse=True)
def closed_browsers() -> Iterator[None]:
    yield
    while signers:
        signers.pop().browser.__exit__(None, None, None)


class Signer:
    """A director at her browser, across restarts of the service on the same address."""

    def __init__(self, serving: Serving, number: int) -> None:
        self.email, self.given_name, self.surname = DIRECTORS[number]
        self.browser = Browser(serving.url)
        signers.append(self)
        self.browser.open("/anmelden")
        self.browser.send("/anmelden", email=self.email, password=serving.passwords[self.email])

    def begin(self, power: str) -> None:
        self.browser.open(f"/vollmacht/{power}")
        self.browser.send("/unterschreiben")

    def consent(self) -> None:
        while self.browser.has_form("/oauth2/authorize"):
            self.browser.send("/oauth2/authorize", decision="sign", given_name=self.given_name, surname=self.surname)


def submitted(serving: Serving) -> str:
    programme = Programme(serving.url, DIRECTORS[0][0], serving.passwords[DIRECTORS[0][0]])
    power = programme.post("/v1/resellers/K-10472/powers-of-attorney", {})["id"]
    programme.post(f"/v1/powers-of-attorney/{power}/submission")
    programme.close()
    return str(power)


def signatures_made(home: Path) -> int:
    """What the provider counts, and would charge."""
    with sqlite3.connect(home / "sandbox-trust" / "register.sqlite") as register:
        count: int = register.execute("SELECT count(*) FROM signatures").fetchone()[0]
    return count


def archived_pdfs(home: Path) -> list[Path]:
    return list((home / "archive").rglob("*.pdf"))


def events(installation: Installation) -> list[str]:
    """Kinds of all audit events, straight from the database."""
    with embedded_postgresql(installation.home) as server, psycopg.connect(server.url) as connection:
        return [row[0] for row in connection.execute("SELECT kind FROM audit_log ORDER BY position")]


def wait_until_archived(serving: Serving, power: str) -> None:
    with Browser(serving.url) as browser:
        browser.open("/anmelden")
        browser.send("/anmelden", email=DIRECTORS[0][0], password=serving.passwords[DIRECTORS[0][0]])

        def is_archived() -> bool:
            browser.open(f"/vollmacht/{power}")
            return "<dd>archiviert</dd>" in browser.text

        wait_until(is_archived, "archived")


def test_killed_while_the_signer_is_at_the_provider(installation: Installation) -> None:
    with installation.serving() as serving:
        port = int(serving.url.rsplit(":", 1)[1])
        power = submitted(serving)
        first = Signer(serving, 0)
        first.begin(power)
        serving.kill()
    with installation.serving(port) as serving:
        first.consent()
        assert "angenommen" in first.browser.text
        second = Signer(serving, 1)
        second.begin(power)
        second.consent()
        wait_until_archived(serving, power)

    assert signatures_made(installation.home) == 2
    assert len(archived_pdfs(installation.home)) == 1


def test_killed_at_once_after_the_last_signature(installation: Installation) -> None:
    with installation.serving() as serving:
        power = submitted(serving)
        for number in (0, 1):
            signer = Signer(serving, number)
            signer.begin(power)
            signer.consent()
        serving.kill()
    with installation.serving() as serving:
        wait_until_archived(serving, power)

    assert signatures_made(installation.home) == 2
    assert len(archived_pdfs(installation.home)) == 1
    kinds = events(installation)
    assert kinds.count("document:archived") == 1
    assert kinds.count("signature:accepted") == 2


def test_a_leg_begun_anew_makes_the_abandoned_one_worthless(installation: Installation) -> None:
    with installation.serving() as serving:
        power = submitted(serving)
        abandoned = Signer(serving, 0)
        abandoned.begin(power)
        fresh = Signer(serving, 0)
        fresh.begin(power)
        fresh.consent()
        assert "angenommen" in fresh.browser.text

        abandoned.consent()
        assert abandoned.browser.url.endswith(f"/vollmacht/{power}/unterschrift")

    assert signatures_made(installation.home) == 1


def test_another_program_takes_the_databases_port_while_it_restarts_and_the_work_goes_on_at_another_one(
    installation: Installation,
) -> None:
    with installation.serving() as serving, socket.socket() as taken:
        commands = belonging_to(installation.home).items()
        [supervising] = [pid for pid, command in commands if 'service.supervision {"name": "postgresql"' in command]
        facts = json.loads((installation.home / "run" / "postgresql.json").read_text())
        os.kill(supervising, signal.SIGSTOP)
        os.kill(facts["pid"], signal.SIGKILL)
        wait_until(lambda: took(taken, facts["port"]), "the port is free")
        os.kill(supervising, signal.SIGCONT)
        with httpx2.Client(base_url=serving.url, trust_env=False, timeout=30) as client:
            wait_until(lambda: client.get("/readyz").status_code == 200, "the service is ready again")

        power = submitted(serving)
        for number in (0, 1):
            signer = Signer(serving, number)
            signer.begin(power)
            signer.consent()
        wait_until_archived(serving, power)


def took(taken: socket.socket, port: int) -> bool:
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(("127.0.0.1", port))
    except OSError:
        return False
    taken.listen()
    return True
