"""Several `serve` behind one address and several `worker`, as an operator runs them, ended and started anew one after another."""

import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

from tests.acceptance.installation import PROGRAM, Installation, Serving

ENDS_WITHIN_S = 90.0  # requests and jobs under way get 35 s; the rest is the machine's
_CHUNK = 65536


class Balancer:
    """What a TLS proxy does: each connection goes to the first server that takes it, another one each time.

    `ports`: where the servers listen; they may come later.
    """

    def __init__(self) -> None:
        self.ports: list[int] = []
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._turn = 0
        self._threads: list[threading.Thread] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open.copy():
            with suppress(OSError):  # its own thread closes it
                one.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client = self._listener.accept()[0]
                self._threads = [one for one in self._threads if one.is_alive()]
                self._threads.append(threading.Thread(target=self._serve, args=(client,), daemon=True))
                self._threads[-1].start()

    def _serve(self, client: socket.socket) -> None:
        server = self._connected()
        if server is None:
            client.close()
            return
        with client, server, self._remembered(client, server):
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            _pump(client, server)
            back.join()

    @contextmanager
    def _remembered(self, *sockets: socket.socket) -> Iterator[None]:
        self._open |= set(sockets)
        try:
            yield
        finally:
            self._open -= set(sockets)

    def _connected(self) -> socket.socket | None:
        self._turn += 1
        for number in range(len(self.ports)):
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.ports[(self._turn + number) % len(self.ports)]))
        return None


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(_CHUNK):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class Fleet:
    """Two `serve` on fixed ports and two `worker`. `url` is the balancer's."""

    def __init__(self, installation: Installation, stack: ExitStack, **settings: str) -> None:
        self._installation = installation
        self._balancer = Balancer()
        stack.callback(self._balancer.close)
        self.url = self._balancer.url
        self._settings = {**settings, "VOLLMACHT_PUBLIC_URL": self.url}
        self._serving = [stack.enter_context(ExitStack()) for _ in range(2)]
        started = [place.enter_context(self._served(0)) for place in self._serving]
        self._running = started
        self._balancer.ports = [int(one.url.rsplit(":", 1)[1]) for one in started]
        self.password = next(iter(started[0].passwords.values()))
        self._working = [self._worker() for _ in range(2)]
        stack.callback(self._end_workers)

    def restart(self) -> None:
        self.restart_serving()
        self.restart_working()

    def restart_serving(self) -> None:
        """A rolling restart: SIGTERM, wait until it has ended well, start anew and wait until it is ready; the next."""
        for number, place in enumerate(self._serving):
            process = self._running[number].process
            process.send_signal(signal.SIGTERM)
            assert process.wait(ENDS_WITHIN_S) == 128 + signal.SIGTERM
            place.close()
            self._running[number] = place.enter_context(self._served(self._balancer.ports[number]))

    def restart_working(self) -> None:
        for number, worker in enumerate(self._working):
            worker.terminate()
            assert worker.wait(ENDS_WITHIN_S) == 0
            self._working[number] = self._worker()

    @contextmanager
    def _served(self, port: int) -> Iterator[Serving]:
        with self._installation.serving(port, **self._settings) as serving:
            yield serving

    def _worker(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [*PROGRAM, "worker"],
            env=self._installation.environment(**self._settings),
            cwd=self._installation.home.parent,
            stderr=subprocess.DEVNULL,
        )

    def _end_workers(self) -> None:
        for worker in self._working:
            worker.terminate()
        for wait in [partial(worker.wait, ENDS_WITHIN_S) for worker in self._working]:
            wait()
