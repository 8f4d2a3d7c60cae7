"""`vollmacht lists status` and `lists refresh`: the trusted lists in use."""

import click

from service.cli.printing import print_json
from service.domain.errors import Unavailable
from service.settings import settings_from
from service.signatures.lists import InstalledLists, fetched_at, list_states
from service.wiring.chance import clock
from service.wiring.lists import lists_in_use

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")


@click.group()
def command() -> None:
    """The trusted lists in use."""


@command.command()
@AS_JSON
def status(as_json: bool) -> None:
    """Territory, sequence, issue, next update and state of every list; mirror and anchor as `verify --lists` takes them."""
    used = lists_in_use(settings_from())
    states = list_states(used, at=clock())
    fetched = fetched_at(used)
    if as_json:
        shown = fetched.isoformat() if fetched else None
        print_json(
            {"mirror": str(used.mirror), "anchor": str(used.anchor), "source": used.url, "fetched_at": shown, "lists": states}
        )
        return
    click.echo(f"mirror {used.mirror}\nanchor {used.anchor}")
    if used.url is not None:
        click.echo(f"source {used.url}, last fetched {fetched.isoformat() if fetched else 'never'}")
    for one in states:
        problem = f"  {one['fetch_problem']}" if one["fetch_problem"] else ""
        click.echo("  ".join(str(one[key]) for key in ("territory", "state", "sequence", "issued", "next_update")) + problem)


@command.command()
@AS_JSON
@click.pass_context
def refresh(ctx: click.Context, as_json: bool) -> None:
    """Fetch the lists now. Exit 69 if one that is needed could not be had; last good copies serve on until their next update."""
    used = lists_in_use(settings_from())
    if used.url is None:
        raise click.UsageError(f"{used.mirror} is not fetched by this installation: set VOLLMACHT_LISTS=eu to have it do so.")
    report = InstalledLists(used).refresh(at=clock())
    if not report:
        raise Unavailable(f"Another process renews {used.mirror} just now.")
    if as_json:
        print_json({"lists": [{"territory": o.territory, "outcome": o.outcome, "problem": o.problem} for o in report]})
    else:
        for one in report:
            click.echo(f"{one.territory}  {one.outcome}" + (f"  {one.problem}" if one.problem else ""))
    if any(one.outcome == "LOST" for one in report):
        ctx.exit(69)
