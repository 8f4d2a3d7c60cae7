"""`vollmacht import FILE`: resellers, end customers, domains; all or nothing, every fault named. It creates no Vollmacht."""

import click

from service.cli.printing import print_json, say
from service.cli.reading import read_input
from service.documents.drawable import undrawable
from service.domain.access import OPERATOR
from service.intake import looks_like_csv, parse_end_customers_csv, parse_records
from service.settings import settings_from
from service.use_cases.import_records import ImportResult, import_end_customers, import_records
from service.wiring.decision import decision_tools


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON document.")
def command(file: str, as_json: bool) -> None:
    """Import one record, a list of records (JSON), or end customers of known resellers (CSV); `-` reads standard input.

    A known customer number updates master data and never touches a frozen document. Refused input changes nothing (exit 65).
    """
    content = read_input(file)
    settings = settings_from()
    result: ImportResult
    if looks_like_csv(content):
        customers = parse_end_customers_csv(content, undrawable=undrawable)
        with decision_tools(settings) as tools:
            result = import_end_customers(customers, OPERATOR, tools)
    else:
        records = parse_records(content, undrawable=undrawable)
        with decision_tools(settings) as tools:
            result = import_records(records, OPERATOR, tools)
    if as_json:
        print_json({"created": result.created, "updated": result.updated, "sandbox": settings.sandbox})
    else:
        for number in result.created:
            click.echo(f"{number}  new")
        for number in result.updated:
            click.echo(f"{number}  updated")
        if settings.sandbox:
            say("Sandbox: representatives can log in at once; `vollmacht serve` prints the log-ins.")
