"""`vollmacht lists status`: the trusted lists in use."""

import click

from service.cli.printing import print_json
from service.settings import settings_from
from service.signatures.lists import list_states
from service.wiring.chance import clock
from service.wiring.lists import lists_in_use


@click.group()
def command() -> None:
    """The trusted lists in use."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")
def status(as_json: bool) -> None:
    """Territory, sequence, issue, next update and state of every list; mirror and anchor as `verify --lists` takes them."""
    used = lists_in_use(settings_from())
    states = list_states(used, at=clock())
    if as_json:
        print_json({"mirror": str(used.mirror), "anchor": str(used.anchor), "lists": states})
        return
    click.echo(f"mirror {used.mirror}\nanchor {used.anchor}")
    for one in states:
        click.echo("  ".join(str(one[key]) for key in ("territory", "state", "sequence", "issued", "next_update")))
