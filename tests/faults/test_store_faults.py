"""The whole path on S3 that misbehaves and a database that restarts: signing goes on, and each document is archived once (faults 3-6, 14, 15)."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg
import pytest

from service.cli.demonstration.person import StepFailed
from service.database.embedded import EmbeddedServer, embedded_postgresql
from tests.acceptance.installation import Installation
from tests.acceptance.records import example
from tests.faults.ledger import assert_each_once, kept_in_bucket
from tests.faults.site import People, Site, patiently
from tests.s3_faults import Fault, FaultyS3, faulty_s3
from tests.s3_server import S3Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Ground:
    """A site on an operator's own PostgreSQL and a bucket behind faults; in the end all that was signed must be there, once."""

    installation: Installation
    database: EmbeddedServer
    database_home: Path
    s3: FaultyS3
    site: Site
    people: People
    powers: list[str]

    def finished(self, power: str) -> None:
        self.people.archived(power)
        self.people.revoked(power)
        self.powers.append(power)


@pytest.fixture
def ground(tmp_path_factory: pytest.TempPathFactory, s3_server: S3Server) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("faults")
    folder.chmod(0o711)
    installation, bucket = Installation(folder / "home"), s3_server.new_bucket()
    with embedded_postgresql(folder / "own-database") as database, faulty_s3(s3_server.endpoint) as s3:
        settings = {
            **s3_server.environment,
            "DATABASE_URL": database.url,
            "VOLLMACHT_ARCHIVE": f"s3://{bucket}/poa",
            "AWS_ENDPOINT_URL_S3": s3.endpoint,
        }
        assert installation.run("migrate", **settings).returncode == 0
        assert installation.run("import", "-", content=json.dumps(example("gmbh-joint")), **settings).returncode == 0
        site = Site(installation, **settings)
        people = People(site)
        ground = Ground(installation, database, folder / "own-database", s3, site, people, [])
        try:
            yield ground
            s3.behave()
            assert_each_once(installation, ground.powers, kept_in_bucket(s3_server, bucket), **settings)
        finally:
            people.close()
            ground.s3.behave()
            site.close()


def test_while_the_store_refuses_people_sign_and_their_documents_drain_by_themselves(ground: Ground) -> None:
    ground.s3.choose = lambda _method, _path: Fault.REFUSE

    power = ground.people.signed_by_all()
    patiently(lambda: has_been_asked(ground.s3))
    assert ground.people.document_state(power) != "ARCHIVED"

    ground.s3.once("PUT", Fault.LOSE_ANSWER)
    ground.finished(power)


def test_while_the_store_hangs_nothing_but_a_download_waits_for_it(ground: Ground) -> None:
    earlier = ground.people.signed_by_all()
    ground.finished(earlier)
    ground.s3.choose = lambda _method, _path: Fault.HOLD

    power = ground.people.signed_by_all()
    patiently(lambda: is_sealed(ground, power))
    patiently(lambda: has_been_asked(ground.s3, Fault.HOLD))
    for path in ("/readyz", "/metrics", f"/v1/powers-of-attorney/{power}", f"/v1/powers-of-attorney/{power}/document"):
        assert ground.people.status_of(path) == 200, path

    ground.s3.behave()
    ground.finished(power)


def test_a_truncated_or_flipped_answer_of_the_store_is_never_handed_out_as_the_document(ground: Ground) -> None:
    power = ground.people.signed_by_all()
    ground.finished(power)
    right = ground.people.download(power)

    for fault in (Fault.FLIP, Fault.TRUNCATE, Fault.REFUSE):
        ground.s3.choose = lambda method, _path, fault=fault: fault if method == "GET" else None  # type: ignore[misc]
        with pytest.raises(StepFailed, match=r"archive-checksum-mismatch|unavailable"):
            ground.people.download(power)
    ground.s3.behave()
    assert ground.people.download(power) == right


def test_frozen_processes_that_go_on_later_change_nothing(ground: Ground) -> None:
    """One hangs in its put; another one does the work; then its own answer comes (fault 14)."""
    ground.s3.choose = lambda method, _path: Fault.HOLD if method == "PUT" else None
    power = ground.people.signed_by_all()
    patiently(lambda: has_been_asked(ground.s3, Fault.HOLD))
    frozen = [ground.site.worker.pid, ground.site.running.process.pid]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    ground.s3.choose = lambda _method, _path: None
    with ground.site.working() as another:
        patiently(lambda: is_archived(ground.database.url, power))
        another.terminate()
    ground.s3.released.set()
    for pid in frozen:
        os.kill(pid, signal.SIGCONT)

    ground.finished(power)


def test_a_database_that_restarts_again_and_again_loses_nothing(ground: Ground) -> None:
    """Whoever asks meanwhile is told to come again, and never that something of ours is broken."""
    stopped, told = threading.Event(), set[int]()

    def ask() -> None:
        with httpx2.Client(base_url=ground.site.url, trust_env=False, timeout=30) as client:
            while not stopped.wait(0.02):
                told.add(client.get("/readyz").status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    for _ in range(3):
        restart(ground.database_home)
        ground.finished(ground.people.signed_by_all())
    stopped.set()
    asking.join()
    assert told <= {200, 503}


def restart(home: Path) -> None:
    """As an operator's `systemctl restart postgresql` does: open connections end at once, a moment later it is back."""
    with suppress(OSError, ValueError):  # it is just being restarted
        os.kill(int(json.loads((home / "run" / "postgresql.json").read_text())["pid"]), signal.SIGINT)


def is_sealed(ground: Ground, power: str) -> None:
    if ground.people.document_state(power) != "SEALED":
        raise StepFailed("not sealed yet")


def is_archived(database_url: str, power: str) -> None:
    with psycopg.connect(database_url) as connection:
        if connection.execute("SELECT state FROM documents WHERE power_of_attorney = %s", [power]).fetchone() != ("ARCHIVED",):
            raise StepFailed("not archived yet")


def has_been_asked(s3: FaultyS3, fault: Fault = Fault.REFUSE) -> None:
    if not any(one[2] is fault for one in s3.seen):
        raise StepFailed("the store has not been asked yet")
