"""`vollmacht doctor`: what is broken, and the command that mends it."""

from dataclasses import asdict

import click

from service.cli.printing import print_json
from service.settings import settings_from
from service.wiring.doctor import State, examine

STARTS = "Vollmacht starts all the same: what failed may pass by itself, and what needs it waits."
STARTS_NOT = "Vollmacht does not start before this is mended."
MARKS = {State.OK: "ok  ", State.WARNING: "WARN", State.FAILURE: "FAIL"}


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="The port `serve` is to listen on; default 8000.")
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")
@click.pass_context
def command(ctx: click.Context, port: int, as_json: bool) -> None:
    """Look at every prerequisite; each failure comes with the command that mends it. Exit 1 if one fails, also one that may pass
    by itself (a server that is away, a full disk): `serve` and `worker` start then, and what needs it waits.

    With S3 it leaves one small object under PREFIX/probe/, locked for a day, to prove that the lock holds. Each timestamp authority is
    asked for one token.
    """
    findings = examine(settings_from(), port=port)
    good = all(one.state is not State.FAILURE for one in findings)
    starts = all(one.state is not State.FAILURE or one.passing for one in findings)
    if as_json:
        print_json({"ok": good, "starts": starts, "findings": [asdict(one) for one in findings]})
    else:
        for one in findings:
            click.echo(f"{MARKS[one.state]}  {one.check:<11} {one.text}")
            if one.remedy and one.state is not State.OK:
                click.echo(f"      {'':<11} → {one.remedy}")
        if not good:
            click.echo(STARTS if starts else STARTS_NOT)
    ctx.exit(0 if good else 1)
