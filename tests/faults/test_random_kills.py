"""kill -9 at random moments of the whole path, of whatever runs, while the store refuses, loses answers or takes 15 s for them; whoever was
told "accepted" finds it archived, once (faults 1–5, 15, 16).
"""

import json
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.acceptance.installation import Installation
from tests.acceptance.records import example
from tests.faults.ledger import assert_each_once, kept_in_bucket
from tests.faults.site import People, Site, chance
from tests.s3_faults import Fault, FaultyS3, faulty_s3
from tests.s3_server import S3Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
KILLS = 20
LONGEST_WAIT_S = 3.0


@dataclass(frozen=True)
class Ground:
    """A site on the embedded server and a bucket behind faults."""

    installation: Installation
    settings: dict[str, str]
    bucket: str
    s3: FaultyS3
    site: Site


@pytest.fixture
def ground(tmp_path_factory: pytest.TempPathFactory, s3_server: S3Server) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("random-kills")
    folder.chmod(0o711)
    installation, bucket = Installation(folder / "home"), s3_server.new_bucket()
    installation.succeed("import", "-", content=json.dumps(example("gmbh-joint")))
    with faulty_s3(s3_server.endpoint) as s3:
        settings = {**s3_server.environment, "AWS_ENDPOINT_URL_S3": s3.endpoint, "VOLLMACHT_ARCHIVE": f"s3://{bucket}/poa"}
        site = Site(installation, **settings)
        try:
            yield Ground(installation, settings, bucket, s3, site)
        finally:
            s3.behave()
            site.close()


def moody(moments: random.Random) -> Callable[[str, str], Fault | None]:
    """Of ten requests one is refused; of four puts one loses its answer; now and then one takes 15 s."""

    def choose(method: str, _path: str) -> Fault | None:
        mood = moments.random()
        if mood < 0.1:
            return Fault.REFUSE
        if method == "PUT" and mood < 0.35:
            return Fault.LOSE_ANSWER
        return Fault.SLOW if mood > 0.98 else None

    return choose


@pytest.mark.parametrize("victim", ["serve", "worker", "postgresql"])
def test_whoever_is_killed_whenever_and_whatever_the_store_does_nothing_is_lost_and_nothing_happens_twice(
    ground: Ground, s3_server: S3Server, victim: str
) -> None:
    moments, site = chance(), ground.site
    kill = {"serve": site.kill_serve, "worker": site.kill_worker, "postgresql": site.kill_postgresql}[victim]
    waits = [moments.uniform(0.05, LONGEST_WAIT_S) for _ in range(KILLS)]
    ground.s3.choose = moody(random.Random(moments.random()))

    def kill_all() -> None:
        pause = threading.Event()
        for wait in waits:
            pause.wait(wait)
            kill()

    people, powers = People(site), list[str]()
    with ThreadPoolExecutor(1) as killer:
        killing = killer.submit(kill_all)
        while not killing.done() or not powers:
            powers.append(people.signed_by_all())
            people.revoked(powers[-1])
        killing.result()
    ground.s3.behave()
    site.kill_serve()  # its first sweep takes up at once what else waits for the next minute
    for power in powers:
        people.archived(power)
    assert set(powers) <= people.listed()
    people.close()
    site.close()

    assert_each_once(ground.installation, powers, kept_in_bucket(s3_server, ground.bucket), **ground.settings)
