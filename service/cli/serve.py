"""`vollmacht serve`: pages, API and worker in one process, on the embedded defaults where nothing is configured."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

import click
import uvicorn

from service.app import create_app
from service.cli.printing import say
from service.settings import settings_from
from service.wiring.web import Ground, ground

DEFAULT_PORT = 8000
HOST = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port on 127.0.0.1; default: 8000, or a free one if it is taken.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once ready: url and sandbox log-ins.")
def command(port: int | None, as_json: bool) -> None:
    """Serve the pages and the API, and do the queued work, until stopped.

    Listens on 127.0.0.1 only: put your TLS proxy before it and set VOLLMACHT_PUBLIC_URL.
    """
    settings = settings_from()
    with _listening(port) as listener:
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        with ground(settings, public_url=settings.public_url or url) as standing, standing.jobs():
            _serve(standing, listener, url, as_json=as_json)


@contextmanager
def _listening(port: int | None) -> Iterator[socket.socket]:
    """Bound before anything is started: the address stands in the documents' links."""
    for candidate in [port] if port is not None else [DEFAULT_PORT, 0]:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
        except OSError as error:
            listener.close()
            fault = error
            continue
        with listener:
            yield listener
        return
    raise click.ClickException(f"Port {port} on {HOST} cannot be used: {fault.strerror}. Choose another one with --port.")


def _serve(standing: Ground, listener: socket.socket, url: str, *, as_json: bool) -> None:
    app = create_app(standing.web, version=version("vollmacht"))
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=64 * 1024,
        proxy_headers=False,
        ws="none",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    # Announced from beside: `Server.run` owns this thread and its signals.
    announcing = threading.Thread(target=_announce, args=(server, standing, url, as_json), daemon=True)
    announcing.start()
    server.run(sockets=[listener])


def _announce(server: uvicorn.Server, standing: Ground, url: str, as_json: bool) -> None:
    pause = threading.Event()
    while not server.started:
        if server.should_exit:
            return
        pause.wait(0.01)
    log_ins = standing.log_ins
    if as_json:
        click.echo(json.dumps({"url": url, "log_ins": log_ins, "sandbox": standing.web.tools.policy.sandbox}, ensure_ascii=False))
        return
    click.echo(f"Vollmacht serves {url}")
    if log_ins:
        click.echo("SANDBOX: nothing here has legal effect. Log-ins (one password for all):")
        for one in log_ins:
            click.echo(f"  {one['role']:<10} {one['email']:<40} {one['password']}")
        if not any(one["role"] == "reseller" for one in log_ins):
            say("  Resellers appear here after `vollmacht import FILE`, or try `vollmacht demo`.")
    say("Ctrl-C stops it.")
