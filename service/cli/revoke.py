"""`vollmacht revoke`: a revocation, as support types it in."""

from datetime import datetime
from uuid import UUID

import click

from service.cli.instants import INSTANT
from service.cli.printing import print_json
from service.cli.references import REFERENCE
from service.domain.access import OPERATOR
from service.settings import settings_from
from service.use_cases.find_power_of_attorney import find_power_of_attorney
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.wiring.decision import decision_tools


@click.command()
@click.argument("reference", type=REFERENCE, metavar="ID|NUMBER")
@click.option("--by", "declared_by", required=True, metavar="EMAIL", help="Address of whoever revokes.")
@click.option("--received-at", type=INSTANT, help="When it reached the hoster, ISO 8601 with zone; default: now.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON document.")
def command(reference: UUID | str, declared_by: str, received_at: datetime | None, as_json: bool) -> None:
    """Record a revocation: it acts on receipt, in any form. Named by the number printed on the document, or the id.

    A representative's address of the record: REVOKED (the operator vouches). Any other address: SUSPENDED until verified.
    """
    with decision_tools(settings_from()) as tools:
        power = revoke_power_of_attorney(
            find_power_of_attorney(reference, OPERATOR, tools),
            OPERATOR,
            tools,
            declared_by=declared_by,
            received_at=received_at,
            channel="operator",
        )
    if as_json:
        print_json({"power_of_attorney_id": str(power.id), "number": power.number, "state": power.state.value})
    else:
        click.echo(f"{power.number}  {power.state.value}")
