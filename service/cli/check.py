"""`vollmacht check`: an authority decision. Exit 0 allow, 1 deny, 2 indeterminate."""

from datetime import datetime

import click

from service.cli.instants import INSTANT
from service.cli.printing import print_json
from service.domain.access import OPERATOR
from service.domain.authority import AuthorityDecision, DecisionOutcome
from service.domain.authority_json import decision_json
from service.settings import settings_from
from service.use_cases.check_authority import CheckRequest, check_authority, parse_action
from service.wiring.decision import decision_tools

EXIT_CODES = {
    DecisionOutcome.ALLOW: 0,
    DecisionOutcome.ALLOW_WITH_OBLIGATIONS: 0,
    DecisionOutcome.DENY: 1,
    DecisionOutcome.INDETERMINATE: 2,
}


@click.command()
@click.option("--reseller", "customer_no", required=True, metavar="NO", help="Customer number of the reseller.")
@click.option("--action", required=True, help="Scope or protective action, such as INFORM_END_CUSTOMER.")
@click.option("--end-customer", metavar="REF", help="The end customer's reference within the reseller.")
@click.option("--domain", metavar="D", help="Domain name the act concerns.")
@click.option("--at", type=INSTANT, help="Instant of the act, ISO 8601 with zone; default: now.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as one JSON document.")
@click.pass_context
def command(
    ctx: click.Context,
    customer_no: str,
    action: str,
    end_customer: str | None,
    domain: str | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """May we do this, for this end customer, now? The decision is stored before it is printed."""
    question = CheckRequest(customer_no=customer_no, action=parse_action(action), end_customer=end_customer, domain=domain, at=at)
    with decision_tools(settings_from()) as tools:
        decision = check_authority(question, OPERATOR, tools)
    if as_json:
        print_json(decision_json(decision))
    else:
        _print(decision)
    ctx.exit(EXIT_CODES[decision.outcome])


def _print(decision: AuthorityDecision) -> None:
    click.echo(f"{decision.outcome.value}  {decision.staff_message}")
    for reason in decision.reasons:
        click.echo(f"  {reason.outcome.value:<13} {reason.code:<40} {reason.text}")
    for obligation in decision.obligations:
        click.echo(f"  Auflage       {obligation.code.value:<40} {obligation.text}")
    click.echo(f"  Entscheidung {decision.id}, gültig bis {decision.valid_until:%Y-%m-%d %H:%M:%S} UTC")
    if decision.sandbox:
        click.echo("  SANDBOX: keine echte Auskunft.")
