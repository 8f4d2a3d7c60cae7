"""Clients that send without end, too slowly, or nonsense to a real `serve`: refused, hung up on, memory flat (fault 24)."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx2
import psutil
import pytest

from service.cli.guarded_http import HEAD_WITHIN_S
from tests.acceptance.installation import Installation, Serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
GIGABYTE = 1_000_000_000
FLAT_BYTES = 60_000_000


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("hostile")
    folder.chmod(0o711)
    with Installation(folder / "home").serving() as running:
        httpx2.get(f"{running.url}/readyz").raise_for_status()
        yield running


@contextmanager
def flat_memory(serving: Serving) -> Iterator[None]:
    """The most it needed meanwhile is hardly more than before."""
    process, done, most = psutil.Process(serving.process.pid), threading.Event(), 0

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            most = max(most, process.memory_info().rss)

    before = process.memory_info().rss
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
    assert most - before < FLAT_BYTES, f"{(most - before) / 1e6:.0f} MB more"


class Wire:
    """A raw connection: what no HTTP library would send."""

    def __init__(self, serving: Serving) -> None:
        parts = urlsplit(serving.url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=HEAD_WITHIN_S * 3)

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.close()

    def send(self, content: bytes) -> bool:
        """Whether it was taken."""
        try:
            self._socket.sendall(content)
        except OSError:
            return False
        return True

    def send_without_end(self, chunk: bytes, total: int) -> int:
        """How much was taken before the other side hung up."""
        sent = 0
        while sent < total and self.send(chunk):
            sent += len(chunk)
        return sent

    def answer(self) -> tuple[int, Any]:
        """Status and problem; reads until the connection is closed."""
        content = b""
        with suppress(ConnectionError):
            while part := self._socket.recv(65536):
                content += part
        head, _, body = content.partition(b"\r\n\r\n")
        return int(head.split()[1]) if head else 0, json.loads(body) if body else None


HEAD = b"POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"


def test_a_gigabyte_in_chunks_is_refused_after_the_limit(serving: Serving) -> None:
    chunk = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
    with flat_memory(serving), Wire(serving) as wire:
        wire.send(HEAD + b"transfer-encoding: chunked\r\n\r\n")
        sent = wire.send_without_end(chunk, GIGABYTE)
        status, problem = wire.answer()

    assert sent < GIGABYTE
    assert status in {413, 0}  # 0: the reset overtook the answer, as TCP may
    assert problem is None or problem["code"] == "too-large"


def test_a_small_excess_is_answered_before_the_connection_goes(serving: Serving) -> None:
    with Wire(serving) as wire:
        wire.send(HEAD + b"transfer-encoding: chunked\r\n\r\n" + b"%x\r\n" % 1_100_000 + b"x" * 1_100_000)
        status, problem = wire.answer()

    assert (status, problem["code"]) == (413, "too-large")


def test_an_announced_gigabyte_is_refused_at_once(serving: Serving) -> None:
    with flat_memory(serving), Wire(serving) as wire:
        wire.send(HEAD + b"content-length: 1000000000\r\n\r\n")
        status, problem = wire.answer()

    assert (status, problem["code"]) == (413, "too-large")


def test_a_gigabyte_as_a_file_is_refused_and_fills_no_disk(serving: Serving) -> None:
    agent = next(email for email in serving.passwords if email.startswith("agent"))
    token = httpx2.post(f"{serving.url}/v1/sessions", json={"email": agent, "password": serving.passwords[agent]}).json()["token"]
    chunk = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
    with flat_memory_of_a_file(serving), Wire(serving) as wire:
        wire.send(
            b"POST /v1/verifications HTTP/1.1\r\nhost: x\r\ncontent-type: application/pdf\r\ntransfer-encoding: chunked\r\n"
            + f"authorization: Bearer {token}\r\n\r\n".encode()
        )
        sent = wire.send_without_end(chunk, GIGABYTE)
        status, _ = wire.answer()

    assert sent < GIGABYTE
    assert status in {413, 0}


@contextmanager
def flat_memory_of_a_file(serving: Serving) -> Iterator[None]:
    """A file of 30 MB may lie in memory, in parts and as a whole; a gigabyte may not."""
    process = psutil.Process(serving.process.pid)
    before = process.memory_info().rss
    yield
    assert process.memory_info().rss - before < FLAT_BYTES + 60_000_000


@pytest.mark.parametrize(
    "head",
    [
        b"".join(b"x-%d: y\r\n" % number for number in range(10_000)),
        b"x: " + b"y" * 1_000_000 + b"\r\n",
        b"y" * 1_000_000 + b": x\r\n",
        b"cookie: " + b"a=b; " * 10_000 + b"\r\n",
    ],
    ids=["ten thousand", "a giant value", "a giant name", "a giant cookie"],
)
def test_too_many_or_giant_headers_are_refused(serving: Serving, head: bytes) -> None:
    with flat_memory(serving), Wire(serving) as wire:
        wire.send(b"GET / HTTP/1.1\r\nhost: x\r\n" + head)
        wire.send(b"\r\n")
        status, problem = wire.answer()

    assert (status, problem["code"]) == (431, "headers-too-large")


def test_headers_without_end_are_cut_off(serving: Serving) -> None:
    with flat_memory(serving), Wire(serving) as wire:
        wire.send(b"GET / HTTP/1.1\r\nx: ")
        sent = wire.send_without_end(b"y" * 65536, GIGABYTE)

    assert sent < 100_000_000


def test_a_giant_address_is_refused(serving: Serving) -> None:
    with Wire(serving) as wire:
        wire.send(b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n")
        status, problem = wire.answer()

    assert (status, problem["code"]) == (414, "address-too-long")


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET / HTTP/1.1\r\nbad header\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_problem_too(serving: Serving, line: bytes) -> None:
    with Wire(serving) as wire:
        wire.send(line)
        status, problem = wire.answer()

    assert (status, problem["code"]) == (400, "malformed-request")


def test_slow_senders_are_hung_up_on_while_others_are_served(serving: Serving) -> None:
    """Slow-loris: a hundred connections that never finish their head, ten that never finish their body."""

    def loris(content: bytes) -> int:
        with Wire(serving) as wire:
            wire.send(content)
            return wire.answer()[0]

    heads = [b"GET / HTTP/1.1\r\nhost: x\r\nx-a: ", b""] * 50
    bodies = [HEAD + b"content-length: 1000\r\n\r\n{"] * 10
    with flat_memory(serving), ThreadPoolExecutor(110) as many:
        slow = [many.submit(loris, one) for one in [*heads, *bodies]]
        for _ in range(20):
            assert httpx2.get(f"{serving.url}/livez").status_code == 200
        statuses = [one.result() for one in slow]

    assert set(statuses) == {408, 0}
    assert statuses.count(408) == 60


def test_a_drip_of_bytes_does_not_keep_the_door_open(serving: Serving) -> None:
    pause = threading.Event()
    with Wire(serving) as wire:
        wire.send(b"GET / HTTP/1.1\r\nhost: x\r\n")
        dripped = 0
        while dripped < 2 * HEAD_WITHIN_S and wire.send(b"x: y\r\n"):
            dripped += 1
            pause.wait(1)

    assert dripped < HEAD_WITHIN_S + 5


def test_an_unfinished_body_is_not_read_as_the_next_request(serving: Serving) -> None:
    """Smuggling: after a refusal the connection is over, whatever stands behind the refused body."""
    smuggled = b"GET /v1/me HTTP/1.1\r\nhost: x\r\n\r\n"
    with Wire(serving) as wire:
        wire.send(HEAD + b"content-length: 2000000\r\n\r\n" + smuggled * 3)
        status, problem = wire.answer()

    assert (status, problem["status"]) == (413, 413)


def test_two_lengths_are_no_length(serving: Serving) -> None:
    with Wire(serving) as wire:
        wire.send(HEAD + b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n")
        assert wire.answer()[0] == 400
