"""`vollmacht audit verify`: is the log whole, as far as the database can say?"""

import click

from service.cli.printing import print_json
from service.settings import settings_from
from service.use_cases.verify_audit_log import verify_audit_log
from service.wiring.decision import decision_tools

LIMIT = "An event that the owner of the database changed in place is not found by this: signed checkpoints are not there yet."


@click.group()
def command() -> None:
    """The audit log."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Is the log still append-only, and has every document and Vollmacht the events that led to its state, once each? Exit 1 if not.

    An event that the owner of the database changed in place is not found by this: signed checkpoints are not there yet.
    """
    with decision_tools(settings_from()) as tools:
        found = verify_audit_log(tools)
    if as_json:
        gaps = [{"subject": str(one.subject), "kind": one.kind, "times": one.times} for one in found.gaps]
        print_json(
            {
                "whole": found.is_whole,
                "events": found.events,
                "last_position": found.last_position,
                "append_only": found.is_append_only,
                "rights_too_many": list(found.rights_too_many),
                "gaps": gaps,
                "limit": LIMIT,
            }
        )
    else:
        if not found.is_append_only:
            click.echo(
                "FAIL  The trigger that refuses changes is missing or switched off. → restore the database from a backup, and ask who did it"
            )
        for right in found.rights_too_many:
            click.echo(f"FAIL  The service's role may {right}. → REVOKE {right} ON audit_log FROM vollmacht_app")
        for one in found.gaps:
            click.echo(f"FAIL  {one.kind} of {one.subject} is logged {one.times} times, not once.")
        click.echo(
            f"{found.events} events, the last at position {found.last_position}{'; whole' if found.is_whole else ''}. {LIMIT}"
        )
    ctx.exit(0 if found.is_whole else 1)
