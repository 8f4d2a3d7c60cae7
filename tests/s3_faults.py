"""Between a client and its S3 server: passes everything on, unless told to misbehave."""

import http.client
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Fault(StrEnum):
    REFUSE = "503 instead of the server's answer"
    LOSE_ANSWER = "the server does it, its answer is lost"
    TRUNCATE = "half of the body, then the connection closes"
    FLIP = "one bit of the body is another"
    HOLD = "no answer until released, and then too late"
    SLOW = "the server does it 15 s late, unless released before"


SLOW_S = 15.0


@dataclass
class FaultyS3:
    """`choose(method, path)` says what goes wrong with a request; None: nothing.

    Attributes:
        ahead: so far its clock goes before the true one.
        longest_lock: a lock that ends later is refused with 400, as some hosters' stores do; None: every one is taken.
    """

    endpoint: str = ""
    choose: Callable[[str, str], Fault | None] = lambda _method, _path: None
    seen: list[tuple[str, str, Fault | None]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    longest_lock: timedelta | None = None
    ahead: timedelta = timedelta(0)

    def refuses_lock(self, header: str | None, body: bytes) -> bool:
        """Of a put with the lock in its header, or of a put of the lock alone."""
        asked = header or next(iter(re.findall(rb"<RetainUntilDate>([^<]+)<", body)), b"").decode()
        if self.longest_lock is None or not asked:
            return False
        return datetime.fromisoformat(asked) > datetime.fromtimestamp(time.time(), UTC) + self.longest_lock

    def behave(self) -> None:
        """From now on, and whoever still waits gets his answer."""
        self.choose = lambda _method, _path: None
        self.released.set()

    def once(self, method: str, fault: Fault) -> None:
        """The next request of that method only."""
        left = [fault]
        lock = threading.Lock()

        def choose(asked: str, _path: str) -> Fault | None:
            with lock:
                return left.pop() if asked == method and left else None

        self.choose = choose


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up, or was killed, is no fault of this proxy."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def __init__(self, target: str, faulty: FaultyS3) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target, self.faulty = urlsplit(target), faulty


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        faulty = self.server.faulty
        fault = faulty.choose(self.command, self.path)
        faulty.seen.append((self.command, self.path, fault))
        if faulty.refuses_lock(self.headers.get("x-amz-object-lock-retain-until-date"), body):
            self._answer(400, {"Content-Type": "application/xml"}, b"<Error><Code>InvalidArgument</Code></Error>")
            return
        if fault is Fault.REFUSE:
            self._answer(503, {"Content-Type": "application/xml"}, b"<Error><Code>SlowDown</Code></Error>")
            return
        if fault in {Fault.HOLD, Fault.SLOW}:
            faulty.released.wait(
                SLOW_S if fault is Fault.SLOW else None
            )  # the client may have given up meanwhile; the server does it all the same
        status, headers, content = self._ask_server(body)
        if fault is Fault.LOSE_ANSWER:
            self.close_connection = True
            return
        if fault is Fault.FLIP and content:
            content = bytes([content[0] ^ 1]) + content[1:]
        self._answer(status, headers, content, cut=fault is Fault.TRUNCATE)

    def _ask_server(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        target = self.server.target
        upstream = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
        # The signed Host header is passed on as it came.
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.casefold() != "expect":  # the base class has answered it
                upstream.putheader(name, value)
        upstream.endheaders(body or None)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        left_out = {"transfer-encoding", "connection"}
        return answer.status, {n: v for n, v in answer.getheaders() if n.casefold() not in left_out}, content

    def _answer(self, status: int, headers: dict[str, str], content: bytes, *, cut: bool = False) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.casefold() == "date":
                value = format_datetime(parsedate_to_datetime(value) + self.server.faulty.ahead, usegmt=True)  # noqa: PLW2901
            if name.casefold() != "content-length":
                self.send_header(name, value)
        asked_only = self.command == "HEAD"
        self.send_header("Content-Length", headers.get("Content-Length", "0") if asked_only else str(len(content)))
        self.end_headers()
        if not asked_only:
            self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self.close_connection = True

    # The base class's names.
    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = pass_on  # noqa: N815


@contextmanager
def faulty_s3(endpoint: str) -> Iterator[FaultyS3]:
    """A proxy in front of that server."""
    faulty = FaultyS3()
    server = _Server(endpoint, faulty)
    faulty.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield faulty
    finally:
        faulty.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
