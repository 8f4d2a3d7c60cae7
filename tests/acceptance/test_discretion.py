"""Nothing personal in logs: a whole `serve` with canaries for names, addresses and tokens, through right and wrong requests (fault 35)."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

import httpx2
import psycopg
import pytest

from service.database.embedded import embedded_postgresql
from tests.acceptance.installation import PROGRAM, Installation
from tests.acceptance.records import example
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
CANARY = "kanari"
LINK = re.compile(r"http://127\.0\.0\.1:\d+(/[a-z]+/([A-Za-z0-9_-]{16,}))")


def canaries() -> dict[str, object]:
    """The joint GmbH with a canary in each name and address."""
    record = example("gmbh-joint")
    for number, person in enumerate(record["representatives"]):
        person |= {"given_name": f"Kanariella{number}", "surname": f"Kanarius{number}", "email": f"{CANARY}{number}@example.org"}
    for number, contact in enumerate(record["emergency_contacts"]):
        contact |= {"surname": f"Kanarinho{number}", "email": f"{CANARY}-kontakt{number}@example.org"}
    record["reseller"]["name"] = "Kanarienhaus GmbH"
    return record


@contextmanager
def serving(installation: Installation, log: Path) -> Iterator[tuple[str, str]]:
    """Address and password."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*PROGRAM, "serve", "--port", "0", "--json"],
            env=installation.environment(),
            cwd=installation.home.parent,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert process.stdout is not None
        with process.stdout:
            try:
                ready = json.loads(process.stdout.readline())
                yield ready["url"], ready["log_ins"][0]["password"]
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)


def letters(home: Path) -> str:
    """The plain text of all that were sent."""
    sent = (message_from_bytes(one.read_bytes(), policy=policy.default) for one in home.joinpath("mail").glob("*.eml"))
    bodies = (letter.get_body(("plain",)) for letter in sent)
    return "".join(body.get_content() for body in bodies if body is not None)


def test_no_name_no_address_and_no_token_reaches_a_log(tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("discretion")
    place.chmod(0o711)
    installation, log = Installation(place / "home"), place / "serve.log"
    installation.succeed("import", "-", content=json.dumps(canaries()))
    # a connection of its own for each request: the wait for a letter may be as long as the server keeps one
    alone = httpx2.Limits(max_keepalive_connections=0)
    with (
        serving(installation, log) as (url, password),
        httpx2.Client(base_url=url, trust_env=False, timeout=60, limits=alone) as client,
    ):
        session = client.post("/v1/sessions", json={"email": f"{CANARY}0@example.org", "password": password}).json()
        token = str(session["token"])
        authorization = {"authorization": f"Bearer {token}"}
        lead = client.post("/v1/sessions", json={"email": "team-lead@sandbox.example", "password": password}).json()["token"]
        seen = client.get("/v1/resellers/K-10472", headers={"authorization": f"Bearer {lead}"}).json()
        contact = seen["emergency_contacts"][0]["id"]
        client.post(f"/v1/emergency-contacts/{contact}/invitations", headers=authorization)
        power = client.post("/v1/resellers/K-10472/powers-of-attorney", headers=authorization, json={}).json()["id"]
        client.post(f"/v1/powers-of-attorney/{power}/submission", headers=authorization)
        wait_until(lambda: LINK.search(letters(installation.home)), "a letter with a link")
        links = dict(LINK.findall(letters(installation.home)))
        for path in links:
            answer = client.get(path)
            assert answer.headers["referrer-policy"] in {"no-referrer", "same-origin"}
            assert "no-store" in answer.headers["cache-control"]
            client.post(path, data={"answer": "Kanarius"})
        for wrong in (f"/einladung/{token}", f"/kontakt/{token}", f"/mitzeichnung/{token}", f"/kunden/{CANARY}@example.org"):
            client.get(wrong)
        client.post("/anmelden", data={"email": f"{CANARY}9@example.org", "password": f"{CANARY}-passwort"})
        client.post("/v1/imports", headers=authorization, content=b'{"Kanarius": "\xff')
        client.post("/v1/authority-decisions", headers=authorization, json={"customer_no": "Kanarius", "action": "Kanarius"})
        client.get(f"/v1/powers-of-attorney/{CANARY}", headers=authorization)
    with embedded_postgresql(installation.home) as server, psycopg.connect(server.url, autocommit=True) as connection:
        taken = connection.execute(
            "SELECT gen_random_uuid(), email, role, reseller FROM users WHERE email LIKE 'kanari%'"
        ).fetchone()
        assert taken is not None
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO users (id, email, role, reseller, name) VALUES (%s, %s, %s, %s, '')", taken)

    assert links
    secrets = [CANARY, token, str(lead), password, *links.values()]
    for written in (log, *installation.home.joinpath("log").iterdir()):
        text = written.read_text(errors="replace").casefold()
        assert not [secret for secret in secrets if secret.casefold() in text], f"{written}: {text[-3000:]}"
