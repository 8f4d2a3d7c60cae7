"""kill -9 at random moments of the whole path, of whatever runs; whoever was told "accepted" finds it archived, once (faults 1, 15, 16).

The moments are random and the seed is printed with a failure: `VOLLMACHT_KILL_SEED` repeats it.
"""

import hashlib
import json
import os
import random
import secrets
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from service.database.embedded import embedded_postgresql
from tests.acceptance.installation import Installation
from tests.acceptance.records import example
from tests.faults.site import People, Site
from tests.faults.test_kill import DIRECTORS, archived_pdfs, signatures_made

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
KILLS = 20
LONGEST_WAIT_S = 3.0


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("random-kills")
    folder.chmod(0o711)
    installation = Installation(folder / "home")
    installation.succeed("import", "-", content=json.dumps(example("gmbh-joint")))
    return installation


@pytest.fixture
def site(installation: Installation) -> Iterator[Site]:
    site = Site(installation)
    yield site
    site.close()


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
