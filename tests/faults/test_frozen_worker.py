"""A worker that is frozen in the middle of things and goes on later (fault 14)."""

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.acceptance.installation import Installation
from tests.acceptance.records import example
from tests.faults.ledger import assert_each_once, kept_in_directory
from tests.faults.site import People, Site, chance

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ROUNDS = 4
FROZEN_S = 6.0


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("frozen")
    folder.chmod(0o711)
    installation = Installation(folder / "home")
    installation.succeed("import", "-", content=json.dumps(example("gmbh-joint")))
    return installation


def test_a_worker_frozen_in_the_middle_of_things_does_nothing_twice_when_it_wakes(installation: Installation) -> None:
    moments, site = chance(), Site(installation)

    def freeze_now_and_then() -> None:
        pause = threading.Event()
        for _ in range(ROUNDS):
            pause.wait(moments.uniform(0.2, 4))
            os.kill(site.worker_pid, signal.SIGSTOP)
            pause.wait(FROZEN_S)
            os.kill(site.worker_pid, signal.SIGCONT)

    people, powers = People(site), list[str]()
    with ThreadPoolExecutor(1) as freezer:
        freezing = freezer.submit(freeze_now_and_then)
        while not freezing.done() or not powers:
            powers.append(people.one_vollmacht())
        freezing.result()
    people.close()
    assert site.worker.poll() is None
    site.close()

    assert_each_once(installation, powers, kept_in_directory(installation.home))
