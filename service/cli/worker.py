"""`vollmacht worker`: queued work only, beside one or more `serve`."""

import click

from service.cli.printing import say
from service.jobs.plain_log import log_to_stderr
from service.settings import settings_from
from service.wiring.policy import DEFAULT_PUBLIC_URL
from service.worker import run_worker


@click.command()
def command() -> None:
    """Run queued work (sealing, archiving, due dates) until stopped."""
    settings = settings_from()
    log_to_stderr()
    if settings.public_url is None:
        say(f"The links of letters lead to {DEFAULT_PUBLIC_URL}; set VOLLMACHT_PUBLIC_URL if `serve` is elsewhere.")
    run_worker(settings, ready=lambda: say("Working; Ctrl-C stops after the jobs under way."))
