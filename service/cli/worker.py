"""`vollmacht worker`: queued work only, beside one or more `serve`."""

import click

from service.cli.printing import say
from service.settings import settings_from
from service.worker import run_worker


@click.command()
def command() -> None:
    """Run queued work (sealing, archiving, due dates) until stopped."""
    say("Working; Ctrl-C stops after the jobs under way.")
    run_worker(settings_from())
