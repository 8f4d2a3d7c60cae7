"""kill -9 in the middle of the signing legs, and a new start: the signer goes on, and nothing is signed twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from signing.errors import AuthorisationExpired
from signing.provider import ClientSecret, CscClient
from signing.provider.profile import load_profile
from signing.provider.signatures import Access
from signing.sandbox.register import Register
from tests.signing.served import RETURN_TO, VERIFIER, answered

HASHES = [bytes([number]) * 32 for number in range(2)]


@dataclass
class Program:
    """`python -m signing.sandbox` as a process of its own."""

    process: subprocess.Popen[str]
    url: str

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait(20) == -signal.SIGKILL


@contextmanager
def program(directory: Path) -> Iterator[Program]:
    command = [sys.executable, "-m", "signing.sandbox", "--directory", str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Program(process, json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def client_of(directory: Path, url: str) -> Iterator[CscClient]:
    known = json.loads((directory / "client.json").read_bytes())
    client = CscClient(load_profile("sandbox", base_url=url), ClientSecret(known["client_id"], known["client_secret"]))
    yield client
    client.close()


@pytest.mark.slow
def test_killed_at_every_leg_the_signer_goes_on_and_nothing_is_signed_twice(tmp_path: Path) -> None:
    directory = tmp_path / "sandbox"
    with program(directory) as running, client_of(directory, running.url) as client:
        sent = client.service_authorisation(state="1", verifier=VERIFIER, redirect_uri=RETURN_TO, login_hint="Zoë Łukaszewicz")
        port = running.url
        running.kill()  # the log-in page lies open in the browser
    with program(directory) as running, client_of(directory, running.url) as client:
        assert running.url == port
        code = answered(sent.url)["code"]
        running.kill()  # after consent, before the code came back
    with program(directory) as running, client_of(directory, running.url) as client:
        token = client.token(code=code, verifier=VERIFIER, redirect_uri=RETURN_TO)
        credential = client.credential(token)
        pushed = client.credential_authorisation(
            credential, [(HASHES[0], "a")], state="2", verifier=VERIFIER, redirect_uri=RETURN_TO
        )
        running.kill()
    with program(directory) as running, client_of(directory, running.url) as client:
        assert client.credential(token) == credential
        code = answered(pushed.url)["code"]
        assert answered(pushed.url)["code"] == code  # the button pressed again after a lost answer
        running.kill()
    with program(directory) as running, client_of(directory, running.url) as client:
        signing_token = client.token(code=code, verifier=VERIFIER, redirect_uri=RETURN_TO)
        running.kill()  # authorised, not yet signed
    with program(directory) as running, client_of(directory, running.url) as client:
        value = client.sign_hash(Access(signing_token), credential, HASHES[0])
        running.kill()  # signed, the answer lost
    with program(directory) as running, client_of(directory, running.url) as client:
        assert client.sign_hash(Access(signing_token), credential, HASHES[0]) == value
        with pytest.raises(AuthorisationExpired):
            client.token(code=code, verifier=VERIFIER, redirect_uri=RETURN_TO)  # a code works once, also across a restart
        with pytest.raises(AuthorisationExpired):  # … and its second use takes back what the first one gave
            client.sign_hash(Access(signing_token), credential, HASHES[0])
    with Register(directory).work() as rows:
        assert rows.execute("SELECT count(*) FROM signatures").fetchone()[0] == 1


@pytest.mark.slow
def test_without_a_reader_of_its_output_it_still_starts_and_ends(tmp_path: Path) -> None:
    """Its starter may have died in between: a closed pipe is no reason to fail, nor to live on after SIGTERM."""
    ready = tmp_path / "ready"
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "signing.sandbox", "--directory", str(tmp_path / "sandbox"), "--ready-file", str(ready)]
    with subprocess.Popen(command, stdout=writing, stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        deadline = time.monotonic() + 30
        while not ready.exists() and process.poll() is None:
            assert time.monotonic() < deadline
        process.terminate()
        assert process.wait(20) == 0
