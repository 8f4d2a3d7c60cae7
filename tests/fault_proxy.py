"""A proxy of ours between the service and whoever it asks (provider, timestamp authority, responder, list server), which does as the test says.

    with fault_proxy(upstream) as proxy:
        proxy.fault("/csc/v2/signatures/signHash", cut_after, times=1)

Faults are functions of one exchange; those here are the usual ones. Nothing sleeps: what is slow stays silent until the client gives up or the test lets go.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "host", "date", "server"}
_PATIENCE_S = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Exchange:
    """One request; `forward` asks the real server, as often as it is called."""

    method: str
    path: str
    body: bytes
    forward: Callable[[], Answer]
    released: threading.Event


Fault = Callable[[Exchange], Answer | None]
"""What is answered instead; None: the connection is closed without a word."""


def status(code: int, body: bytes = b"") -> Fault:
    """The server is not even asked."""
    return lambda _: Answer(code, {"content-type": "text/plain"}, body)


def cut_before(_: Exchange) -> None:
    """The connection breaks on the way there."""


def cut_after(exchange: Exchange) -> None:
    """The server does its work; its answer is lost."""
    exchange.forward()


def silent(exchange: Exchange) -> None:
    """The server does its work and then says nothing: the client runs out of patience."""
    exchange.forward()
    exchange.released.wait(_PATIENCE_S)


def duplicate(exchange: Exchange) -> Answer:
    """The request arrives twice; the second answer comes back."""
    exchange.forward()
    return exchange.forward()


def truncated(exchange: Exchange) -> Answer:
    answer = exchange.forward()
    return Answer(answer.status, answer.headers, answer.body[: len(answer.body) // 2])


def replaced(change: Callable[[bytes], bytes]) -> Fault:
    """Another body than the server's."""

    def fault(exchange: Exchange) -> Answer:
        answer = exchange.forward()
        return Answer(answer.status, answer.headers, change(answer.body))

    return fault


@dataclass
class _Planned:
    prefix: str
    fault: Fault
    left: int | None


@dataclass
class FaultProxy:
    """`asked`: method and path of every request that came, in their order."""

    url: str
    upstream: str
    asked: list[tuple[str, str]] = field(default_factory=list)
    _plan: list[_Planned] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _released: threading.Event = field(default_factory=threading.Event)

    def fault(self, prefix: str, fault: Fault, *, times: int | None = None) -> None:
        """The next requests to paths that begin so go wrong. `times` None: until `heal`."""
        with self._lock:
            self._plan.append(_Planned(prefix, fault, times))

    def heal(self) -> None:
        with self._lock:
            self._plan.clear()
        self._released.set()
        self._released = threading.Event()

    def forget(self) -> None:
        """Nothing was asked yet, and nothing goes wrong."""
        self.heal()
        with self._lock:
            self.asked.clear()

    def count(self, prefix: str) -> int:
        return sum(path.startswith(prefix) for _, path in self.asked)

    def answer(self, exchange: Exchange) -> Answer | None:
        with self._lock:
            self.asked.append((exchange.method, exchange.path))
            planned = next((one for one in self._plan if exchange.path.startswith(one.prefix) and one.left != 0), None)
            if planned is not None and planned.left is not None:
                planned.left -= 1
        return exchange.forward() if planned is None else planned.fault(exchange)

    @property
    def released(self) -> threading.Event:
        return self._released


@contextmanager
def fault_proxy(upstream: str) -> Iterator[FaultProxy]:
    """Listens on loopback while the block runs. Redirects and bodies pass as they are, the upstream's own address in them included."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    proxy = FaultProxy(f"http://127.0.0.1:{server.server_address[1]}", upstream)
    server.proxy = proxy  # type: ignore[attr-defined]  # the handler's way to us
    with httpx2.Client(base_url=upstream, trust_env=False, timeout=_PATIENCE_S) as client:
        server.client = client  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield proxy
        finally:
            proxy.heal()
            server.shutdown()
            thread.join(20)
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def _pass(self) -> None:
        proxy: FaultProxy = self.server.proxy  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        answer = proxy.answer(Exchange(self.command, self.path, body, lambda: self._forward(body), proxy.released))
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _forward(self, body: bytes) -> Answer:
        client: httpx2.Client = self.server.client  # type: ignore[attr-defined]
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        response = client.request(self.command, self.path, content=body, headers=headers)
        kept = {name: value for name, value in response.headers.items() if name.lower() not in _HOP_BY_HOP}
        return Answer(response.status_code, kept, response.content)

    do_GET = do_POST = _pass  # noqa: N815 - http.server's names
