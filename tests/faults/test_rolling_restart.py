"""Two `serve` and two `worker` are restarted one after another, and the operator's PostgreSQL meanwhile, while people go on."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx2
import psycopg
import pytest

from service.database.embedded import embedded_postgresql
from tests.acceptance.installation import Installation
from tests.acceptance.records import example
from tests.faults.fleet import Fleet
from tests.faults.ledger import assert_each_once, kept_in_bucket
from tests.faults.site import People, patiently
from tests.faults.test_store_faults import restart
from tests.s3_server import S3Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
QUESTION = {"customer_no": "K-10472", "action": "INFORM_END_CUSTOMER", "end_customer": "EK-88213"}


@dataclass
class Asking:
    """Somebody's system, which asks for decisions all the time.

    Attributes:
        told: status → how often; 0: the connection broke, as it may while its server goes.
        hurried: refusals that do not say when to come back.
        decided: ids of all decisions it was given.
    """

    told: Counter[int] = field(default_factory=Counter)
    hurried: int = 0
    decided: list[str] = field(default_factory=list)

    def ask(self, client: httpx2.Client) -> None:
        try:
            answer = client.post("/v1/authority-decisions", json=QUESTION)
        except httpx2.TransportError:
            self.told[0] += 1
            return
        self.told[answer.status_code] += 1
        if answer.status_code == 200:
            self.decided.append(answer.json()["decision_id"])
        elif "retry-after" not in answer.headers:
            self.hurried += 1


def asking(url: str, authorization: dict[str, str], until: threading.Event) -> Asking:
    found = Asking()
    with httpx2.Client(base_url=url, headers=authorization, trust_env=False, timeout=60) as client:
        while not until.wait(0.05):
            found.ask(client)
    return found


def test_a_rolling_restart_loses_nothing_that_was_acknowledged(
    tmp_path_factory: pytest.TempPathFactory, s3_server: S3Server
) -> None:
    bucket = s3_server.new_bucket()
    folder = tmp_path_factory.mktemp("rolling")
    folder.chmod(0o711)
    installation = Installation(folder / "home")
    with ExitStack() as stack:
        database = stack.enter_context(embedded_postgresql(folder / "own-database"))
        settings = {
            **s3_server.environment,
            "DATABASE_URL": database.url,
            "VOLLMACHT_ARCHIVE": f"s3://{bucket}/poa",
        }
        assert installation.run("migrate", **settings).returncode == 0
        assert installation.run("import", "-", content=json.dumps(example("gmbh-joint")), **settings).returncode == 0
        fleet = Fleet(installation, stack, **settings)

        def trouble() -> None:
            fleet.restart_serving()
            restart(folder / "own-database")
            patiently(lambda: psycopg.connect(database.url).close())
            fleet.restart_working()

        over, people, powers = threading.Event(), People(fleet), list[str]()
        with ThreadPoolExecutor(2) as beside:
            system = beside.submit(asking, fleet.url, people.agents_authorization, over)
            troubling = beside.submit(trouble)
            try:
                while not troubling.done() or not powers:
                    powers.append(people.signed_by_all())
                    people.revoked(powers[-1])
            finally:
                over.set()
            troubling.result()
            told = system.result()
        for power in powers:
            people.archived(power)
        people.close()

        assert told.told[200] > 0
        assert set(told.told) <= {200, 503, 0}
        assert told.hurried == 0
        with psycopg.connect(database.url) as connection:
            kept = {row[0] for row in connection.execute("SELECT id::text FROM decisions")}
        assert set(told.decided) <= kept
        assert_each_once(installation, powers, kept_in_bucket(s3_server, bucket), **settings)
