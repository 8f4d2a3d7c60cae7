"""kill -9 at random moments of the whole path, of whatever runs; whoever was told "accepted" finds it archived, once (faults 1, 15, 16).

The moments are random and the seed is printed with a failure: `VOLLMACHT_KILL_SEED` repeats it.
"""

import hashlib
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any, TypeVar

import httpx2
import psycopg
import pytest

from service.cli.demonstration.person import Browser, Programme, StepFailed
from service.database.embedded import embedded_postgresql
from tests.acceptance.installation import PROGRAM, Installation, Serving
from tests.acceptance.records import example
from tests.faults.test_kill import DIRECTORS, archived_pdfs, signatures_made

T = TypeVar("T")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
KILLS = 20
LONGEST_WAIT_S = 3.0
HEALED_WITHIN_S = 60.0
AGENT = "agent@sandbox.example"


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("random-kills")
    folder.chmod(0o711)
    installation = Installation(folder / "home")
    installation.succeed("import", "-", content=json.dumps(example("gmbh-joint")))
    return installation


class Site:
    """`serve` on one address and a `worker`, started again whenever they were killed."""

    def __init__(self, installation: Installation, **settings: str) -> None:
        self._installation, self._settings = installation, settings
        self._serving = ExitStack()
        self.running: Serving = self._serving.enter_context(installation.serving(**settings))
        self._port = int(self.running.url.rsplit(":", 1)[1])
        self._password = next(iter(self.running.passwords.values()))
        self._worker = self._working()

    @property
    def url(self) -> str:
        return self.running.url

    @property
    def password(self) -> str:
        return self._password

    def kill_serve(self) -> None:
        self.running.kill()
        self._serving.close()
        self.running = self._serving.enter_context(self._installation.serving(self._port, **self._settings))

    def kill_worker(self) -> None:
        self._worker.kill()
        self._worker.wait(10)
        self._worker = self._working()

    @property
    def worker_pid(self) -> int:
        return self._worker.pid

    def kill_postgresql(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(patiently(self._postgresql), signal.SIGKILL)

    def _postgresql(self) -> int:
        """Raises ValueError while it is just being started."""
        try:
            return int(json.loads((self._installation.home / "run" / "postgresql.json").read_text())["pid"])
        except OSError as error:
            raise ValueError("not yet") from error

    def close(self) -> None:
        self._worker.terminate()
        self._worker.wait(40)
        self._serving.close()

    def _working(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*PROGRAM, "worker"],
            env=self._installation.environment(**self._settings),
            cwd=self._installation.home.parent,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def site(installation: Installation) -> Iterator[Site]:
    site = Site(installation)
    yield site
    site.close()


class People:
    """The directors and the agent, who try again when a page fails, as people do."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._agent, self._grantor, self._other = (
            Programme(site.url, email, site.password) for email in (AGENT, DIRECTORS[0][0], DIRECTORS[1][0])
        )

    def close(self) -> None:
        for one in (self._agent, self._grantor, self._other):
            one.close()

    def one_vollmacht(self) -> str:
        """From draft to archive; whatever answer got lost on the way, the state says how to go on."""
        power = patiently(self._begun)
        patiently(lambda: self._submitted(power))
        for number in range(len(DIRECTORS)):
            patiently(partial(self._signed, power, number))
        patiently(lambda: self._archived(power))
        patiently(lambda: self._revoked(power))
        return power

    def _begun(self) -> str:
        powers = self._grantor.get("/v1/powers-of-attorney")["powers_of_attorney"]
        known = [one["id"] for one in powers if one["state"] in {"DRAFT", "AWAITING_SIGNATURES"}]
        return str(known[0] if known else self._grantor.post("/v1/resellers/K-10472/powers-of-attorney", {})["id"])

    def _submitted(self, power: str) -> None:
        if self._seen(power)["state"] == "DRAFT":
            self._grantor.post(f"/v1/powers-of-attorney/{power}/submission")

    def _signed(self, power: str, number: int) -> None:
        email, given_name, surname = DIRECTORS[number]
        if self._seen(power)["signers"][number]["signed"]:
            return
        with Browser(self._site.url) as browser:
            browser.open("/anmelden")
            browser.send("/anmelden", email=email, password=self._site.password)
            browser.open(f"/vollmacht/{power}")
            browser.send("/unterschreiben")
            while browser.has_form("/oauth2/authorize"):
                browser.send("/oauth2/authorize", decision="sign", given_name=given_name, surname=surname)
            if "angenommen" not in browser.text:
                raise StepFailed(f"not accepted yet: {browser.url}")

    def _archived(self, power: str) -> None:
        state = self._seen(power)["document"]["state"]
        if state != "ARCHIVED":
            raise StepFailed(f"the document is {state}")

    def _revoked(self, power: str) -> None:
        """So that the next one can be told apart."""
        if self._seen(power)["state"] != "REVOKED":
            self._other.post(f"/v1/powers-of-attorney/{power}/revocations", {})

    def _seen(self, power: str) -> Any:
        return self._agent.get(f"/v1/powers-of-attorney/{power}")


def patiently(act: Callable[[], T]) -> T:
    """Again and again, until it goes through; after a minute the last answer is the failure."""
    pause, last = threading.Event(), time.monotonic() + HEALED_WITHIN_S
    while True:
        try:
            return act()
        except (StepFailed, httpx2.TransportError, ValueError):
            if time.monotonic() > last:
                raise
        pause.wait(0.2)


@pytest.mark.parametrize("victim", ["serve", "worker", "postgresql"])
def test_whoever_is_killed_whenever_nothing_is_lost_and_nothing_happens_twice(
    installation: Installation, site: Site, victim: str
) -> None:
    seed = os.environ.get("VOLLMACHT_KILL_SEED") or secrets.token_hex(4)
    sys.stderr.write(f"VOLLMACHT_KILL_SEED={seed}\n")
    moments = random.Random(seed)
    kill = {"serve": site.kill_serve, "worker": site.kill_worker, "postgresql": site.kill_postgresql}[victim]
    waits = [moments.uniform(0.05, LONGEST_WAIT_S) for _ in range(KILLS)]

    def kill_all() -> None:
        pause = threading.Event()
        for wait in waits:
            pause.wait(wait)
            kill()

    people = People(site)
    powers: list[str] = []
    with ThreadPoolExecutor(1) as killer:
        killing = killer.submit(kill_all)
        while not killing.done() or not powers:
            powers.append(people.one_vollmacht())
        killing.result()
    people.close()

    assert len(set(powers)) == len(powers)
    assert_each_once(installation, powers)


def assert_each_once(installation: Installation, powers: list[str]) -> None:
    kept = archived_pdfs(installation.home)
    assert sorted(path.parent.name for path in kept) == sorted(powers)
    assert_told_once(installation, powers, [hashlib.sha256(path.read_bytes()).hexdigest() for path in kept])


def assert_told_once(installation: Installation, powers: list[str], kept: list[str]) -> None:
    """Signatures, events, letters and documents. Args: kept: SHA-256 of every archived document."""
    signers = len(DIRECTORS)
    assert signatures_made(installation.home) == signers * len(powers)
    with embedded_postgresql(installation.home) as server, psycopg.connect(server.url) as connection:
        documents: dict[str, str] = dict(connection.execute("SELECT power_of_attorney::text, id::text FROM documents").fetchall())
        events = Counter(connection.execute("SELECT subject::text, kind FROM audit_log").fetchall())
        notices = connection.execute("SELECT count(*), count(DISTINCT key) FROM outbox").fetchone()
        intents = connection.execute("SELECT count(*) FROM archive_intents WHERE closed_at IS NULL").fetchone()
        accepted: dict[str, str] = dict(connection.execute("SELECT id::text, body->>'accepted_sha256' FROM documents").fetchall())
    assert intents == (0,)
    assert notices is not None
    assert notices[0] == notices[1]
    for power in powers:
        document = documents[power]
        # No gap: each step of each life has its event, once.
        for subject, kind in (
            (power, "power-of-attorney:begun"),
            (power, "power-of-attorney:submitted"),
            (power, "power-of-attorney:revoked"),
            (document, "document:sealed"),
            (document, "document:archived"),
        ):
            assert events[subject, kind] == 1, (kind, events[subject, kind])
    assert sum(count for (_, kind), count in events.items() if kind == "signature:accepted") == signers * len(powers)
    assert sorted(kept) == sorted(accepted[documents[one]] for one in powers)
