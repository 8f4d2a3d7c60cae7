"""The people of the whole path and the processes that serve them, for tests that make trouble meanwhile."""

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any, Protocol, TypeVar

import httpx2
import psycopg

from service.cli.demonstration.person import Browser, Programme, StepFailed
from tests.acceptance.installation import PROGRAM, Installation, Serving
from tests.faults.test_kill import DIRECTORS

T = TypeVar("T")
HEALED_WITHIN_S = 150.0
PATIENT_FOR_S = 10.0  # less than a store that hangs
AGENT = "agent@sandbox.example"


def chance() -> random.Random:
    """The seed is printed with a failure: `VOLLMACHT_KILL_SEED` repeats it."""
    seed = os.environ.get("VOLLMACHT_KILL_SEED") or secrets.token_hex(4)
    sys.stderr.write(f"VOLLMACHT_KILL_SEED={seed}\n")
    return random.Random(seed)


class Site:
    """`serve` on one address and a `worker`, started again whenever they were killed."""

    def __init__(self, installation: Installation, **settings: str) -> None:
        self._installation, self._settings = installation, settings
        self._serving = ExitStack()
        self.running: Serving = self._serving.enter_context(installation.serving(**settings))
        self._port = int(self.running.url.rsplit(":", 1)[1])
        self._password = next(iter(self.running.passwords.values()))
        self._worker = self.working()

    @property
    def url(self) -> str:
        return self.running.url

    @property
    def password(self) -> str:
        return self._password

    def kill_serve(self) -> None:
        self.running.kill()
        self._serving.close()
        # As its unit does (Restart=always): it does not start while its database restarts.
        self.running = patiently(self._started)

    def _started(self) -> Serving:
        """Raises ValueError: it ended before it was ready."""
        return self._serving.enter_context(self._installation.serving(self._port, **self._settings))

    def kill_worker(self) -> None:
        self._worker.kill()
        self._worker.wait(10)
        self._worker = self.working()

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

    @property
    def worker_pid(self) -> int:
        return self._worker.pid

    @property
    def worker(self) -> subprocess.Popen[bytes]:
        return self._worker

    def working(self) -> "subprocess.Popen[bytes]":
        """One more; whoever asks for it ends it."""
        return subprocess.Popen(
            [*PROGRAM, "worker"],
            env=self._installation.environment(**self._settings),
            cwd=self._installation.home.parent,
            stderr=subprocess.DEVNULL,
        )


class Address(Protocol):
    """Where the service is, and the one password of all."""

    @property
    def url(self) -> str: ...
    @property
    def password(self) -> str: ...


class People:
    """The directors and the agent, who try again when a page fails, as people do."""

    def __init__(self, site: Address) -> None:
        self._site = site
        self._agent, self._grantor, self._other = (
            Programme(site.url, email, site.password) for email in (AGENT, DIRECTORS[0][0], DIRECTORS[1][0])
        )

    def close(self) -> None:
        for one in (self._agent, self._grantor, self._other):
            one.close()

    @property
    def agents_authorization(self) -> dict[str, str]:
        return self._agent.authorization

    def one_vollmacht(self) -> str:
        """From draft to archive; whatever answer got lost on the way, the state says how to go on."""
        power = self.signed_by_all()
        self.archived(power)
        self.revoked(power)
        return power

    def signed_by_all(self) -> str:
        """Whatever becomes of it afterwards: each signer was told that the signature is accepted."""
        power = patiently(self._begun)
        patiently(lambda: self._submitted(power))
        for number in range(len(DIRECTORS)):
            patiently(partial(self._signed, power, number))
        return power

    def archived(self, power: str) -> None:
        patiently(lambda: self._archived(power))

    def revoked(self, power: str) -> None:
        patiently(lambda: self._revoked(power))

    def listed(self) -> set[str]:
        """What the grantor finds in his list."""
        return {one["id"] for one in patiently(lambda: self._grantor.get("/v1/powers-of-attorney"))["powers_of_attorney"]}

    def document_state(self, power: str) -> str:
        return str(self._seen(power)["document"]["state"])

    def download(self, power: str) -> bytes:
        """Raises StepFailed: the service did not answer with a document."""
        return self._agent.download(f"/v1/powers-of-attorney/{power}/document")

    def status_of(self, path: str) -> int:
        with httpx2.Client(base_url=self._site.url, trust_env=False, timeout=PATIENT_FOR_S) as client:
            return client.get(path, headers=self._agent.authorization).status_code

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
        """So that the next one can be told apart. Not accepted yet, a Vollmacht that is revoked counts as rejected."""
        if self._seen(power)["state"] not in {"REVOKED", "REJECTED"}:
            self._other.post(f"/v1/powers-of-attorney/{power}/revocations", {})

    def _seen(self, power: str) -> Any:
        return self._agent.get(f"/v1/powers-of-attorney/{power}")


def patiently(act: Callable[[], T]) -> T:
    """Again and again, until it goes through; at last the last answer is the failure."""
    pause, last = threading.Event(), time.monotonic() + HEALED_WITHIN_S
    while True:
        try:
            return act()
        except (StepFailed, httpx2.TransportError, psycopg.OperationalError, ValueError):
            if time.monotonic() > last:
                raise
        pause.wait(0.2)
