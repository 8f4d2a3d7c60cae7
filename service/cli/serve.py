"""`vollmacht serve`: pages, API and worker in one process, on the embedded defaults where nothing is configured."""

import json
import signal
from typing import NoReturn

import click

from service.cli.printing import say
from service.cli.serving import listening, serve, web_server
from service.jobs.plain_log import log_to_stderr
from service.settings import settings_from
from service.wiring.web import Ground, ground


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port on 127.0.0.1; default: 8000, or a free one if it is taken.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once ready: url and sandbox log-ins.")
def command(port: int | None, as_json: bool) -> None:
    """Serve the pages and the API, and do the queued work, until stopped.

    Listens on 127.0.0.1 only: put your TLS proxy before it and set VOLLMACHT_PUBLIC_URL.
    """
    settings = settings_from()
    log_to_stderr()
    signal.signal(signal.SIGTERM, _stop)
    with (
        listening(port) as (listener, url),
        ground(settings, public_url=settings.public_url or url) as standing,
        standing.jobs(),
    ):
        announce = _as_json if as_json else _as_text
        serve(web_server(standing), listener, lambda: announce(standing, url))


def _stop(*_: object) -> NoReturn:
    """Unwind as Ctrl-C does: requests and jobs under way are finished. uvicorn raises the signal once more when it is done."""
    raise SystemExit(128 + signal.SIGTERM)


def _as_json(standing: Ground, url: str) -> None:
    click.echo(
        json.dumps({"url": url, "log_ins": standing.log_ins, "sandbox": standing.web.tools.policy.sandbox}, ensure_ascii=False)
    )


def _as_text(standing: Ground, url: str) -> None:
    click.echo(f"Vollmacht serves {url}")
    log_ins = standing.log_ins
    if log_ins:
        click.echo("SANDBOX: nothing here has legal effect. Log-ins (one password for all):")
        for one in log_ins:
            click.echo(f"  {one['role']:<10} {one['email']:<40} {one['password']}")
        if not any(one["role"] == "reseller" for one in log_ins):
            say("  Resellers appear here after `vollmacht import FILE`, or try `vollmacht demo`.")
    say("Ctrl-C stops it.")
