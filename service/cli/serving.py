"""A listening socket, and the application on it: for `serve`, and beside the demo."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

import click
import uvicorn

from service.app import create_app
from service.cli.guarded_http import guarded
from service.wiring.web import Ground

DEFAULT_PORT = 8000
HOST = "127.0.0.1"
# Half of what most systems allow a process to hold open; more are answered 503.
MOST_CONNECTIONS = 500


@contextmanager
def listening(port: int | None) -> Iterator[tuple[socket.socket, str]]:
    """Bound before anything is started, with its URL: the address stands in the documents' links.

    Args:
        port: None: 8000, or a free one if it is taken.
    """
    fault: OSError | None = None
    for candidate in [port] if port is not None else [DEFAULT_PORT, 0]:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # asyncio and uvloop do so only with sockets they make: an answer in two pieces would wait 40 ms until the first is acknowledged
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            listener.bind((HOST, candidate))
        except OSError as error:
            listener.close()
            fault = error
            continue
        with listener:
            yield listener, f"http://{HOST}:{listener.getsockname()[1]}"
        return
    assert fault is not None  # noqa: S101 - each candidate either served or failed
    raise click.ClickException(f"Port {port} on {HOST} cannot be used: {fault.strerror}. Choose another one with --port.")


def web_server(standing: Ground) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(standing.web, version=version("vollmacht")),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        http=guarded(sandbox=standing.web.tools.policy.sandbox),
        limit_concurrency=MOST_CONNECTIONS,
        proxy_headers=bool(standing.trusted_proxies),
        forwarded_allow_ips=list(standing.trusted_proxies),
        ws="none",
        lifespan="off",
    )
    return uvicorn.Server(config)


def serve(server: uvicorn.Server, listener: socket.socket, once_ready: Callable[[], None]) -> None:
    """Serve in this thread, which gets its signals, until stopped."""
    # Announced from beside: `Server.run` owns this thread.
    threading.Thread(target=_announce, args=(server, once_ready), daemon=True).start()
    server.run(sockets=[listener])


@contextmanager
def serving_beside(server: uvicorn.Server, listener: socket.socket) -> Iterator[None]:
    """Serve in a thread while the block runs."""
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    _wait(server)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(15)


def _announce(server: uvicorn.Server, once_ready: Callable[[], None]) -> None:
    if _wait(server):
        once_ready()


def _wait(server: uvicorn.Server) -> bool:
    pause = threading.Event()
    while not server.started and not server.should_exit:
        pause.wait(0.01)
    return server.started
