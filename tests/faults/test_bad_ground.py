"""The whole path while the ground shakes: a store that answers 503 and loses answers, a database that restarts, a frozen worker
(faults 2, 3, 4, 14, 15). The seed is printed with a failure: `VOLLMACHT_KILL_SEED` repeats it.
"""

import hashlib
import json
import os
import random
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psutil
import pytest

from tests.acceptance.installation import Installation
from tests.acceptance.records import example
from tests.faults.site import People, Site
from tests.faults.test_random_kills import assert_each_once, assert_told_once
from tests.s3_faults import Fault, faulty_s3
from tests.s3_server import S3Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ROUNDS = 4
FROZEN_S = 6.0


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("bad-ground")
    folder.chmod(0o711)
    installation = Installation(folder / "home")
    installation.succeed("import", "-", content=json.dumps(example("gmbh-joint")))
    return installation


def chance() -> random.Random:
    seed = os.environ.get("VOLLMACHT_KILL_SEED") or secrets.token_hex(4)
    sys.stderr.write(f"VOLLMACHT_KILL_SEED={seed}\n")
    return random.Random(seed)


@contextmanager
def meanwhile(site: Site, disturb: Callable[[], None]) -> Iterator[list[str]]:
    """Vollmachten from draft to archive, one after another, until the disturbance is over; at least one."""
    people, powers = People(site), list[str]()
    with ThreadPoolExecutor(1) as disturber:
        disturbing = disturber.submit(disturb)
        while not disturbing.done() or not powers:
            powers.append(people.one_vollmacht())
        disturbing.result()
    people.close()
    yield powers


def test_a_store_that_refuses_and_loses_answers_and_a_database_that_restarts_lose_nothing(
    installation: Installation, s3_server: S3Server
) -> None:
    moments, bucket = chance(), s3_server.new_bucket()

    def choose(method: str, _path: str) -> Fault | None:
        if moments.random() < 0.3:
            return Fault.REFUSE
        return Fault.LOSE_ANSWER if method == "PUT" and moments.random() < 0.3 else None

    with faulty_s3(s3_server.environment["AWS_ENDPOINT_URL_S3"]) as faulty:
        faulty.choose = choose
        settings = {
            **s3_server.environment,
            "AWS_ENDPOINT_URL_S3": faulty.endpoint,
            "VOLLMACHT_ARCHIVE": f"s3://{bucket}/kept",
        }
        site = Site(installation, **settings)

        def restart_now_and_then() -> None:
            pause = threading.Event()
            for _ in range(ROUNDS):
                pause.wait(moments.uniform(0.5, 6))
                site.kill_postgresql()

        with meanwhile(site, restart_now_and_then) as powers:
            site.close()
        wrong = [fault for _, _, fault in faulty.seen if fault is not None]

    assert Fault.REFUSE in wrong
    assert len(set(powers)) == len(powers)
    assert_told_once(installation, powers, archived(s3_server, bucket))


def archived(server: S3Server, bucket: str) -> list[str]:
    """SHA-256 of each document, by key; a second version of a key has the same bytes, and none was deleted."""
    client: Any = server.client()
    listed = client.list_object_versions(Bucket=bucket)
    assert "DeleteMarkers" not in listed
    found: dict[str, str] = {}
    for one in listed["Versions"]:
        if one["Key"].endswith(".pdf"):
            content = client.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])["Body"].read()
            digest = hashlib.sha256(content).hexdigest()
            assert found.setdefault(one["Key"], digest) == digest
    return list(found.values())


def test_a_worker_frozen_in_the_middle_of_things_does_nothing_twice_when_it_wakes(installation: Installation) -> None:
    moments, site = chance(), Site(installation)

    def freeze_now_and_then() -> None:
        pause = threading.Event()
        for _ in range(ROUNDS):
            pause.wait(moments.uniform(0.2, 4))
            os.kill(site.worker_pid, signal.SIGSTOP)
            pause.wait(FROZEN_S)
            os.kill(site.worker_pid, signal.SIGCONT)

    with meanwhile(site, freeze_now_and_then) as powers:
        assert psutil.pid_exists(site.worker_pid)
        site.close()

    assert_each_once(installation, powers)
