"""`vollmacht wording`: the editions of the documents' text."""

import json

import click

from service.cli.printing import print_json
from service.documents.wording import changes, editions, record_schema
from service.domain.power_of_attorney import BERLIN
from service.wiring.chance import clock

_STATES = {"DRAFT": "Entwurf", "IN_USE": "in Gebrauch", "WITHDRAWN": "zurückgezogen"}


@click.group()
def command() -> None:
    """The editions of the wording. A released edition never changes; documents name it with its SHA-256."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_editions(as_json: bool) -> None:
    """All editions, whether they are in use, and their documents."""
    found = editions(clock().astimezone(BERLIN).date())
    if as_json:
        print_json(found)
        return
    for edition in found:
        since = f", freigegeben am {edition['released_on']}" if edition["released_on"] else ""
        until = f", zurückgezogen zum {edition['withdrawn_on']}" if edition["withdrawn_on"] else ""
        reviewed = f"anwaltlich geprüft am {edition['reviewed_on']}" if edition["reviewed_on"] else "anwaltlich nicht geprüft"
        click.echo(f"{edition['name']}  {_STATES[edition['state']]}{since}{until}; {reviewed}")
        click.echo(f"  SHA-256 {edition['sha256']}")
        click.echo(f"  {', '.join(edition['documents'])}")


@command.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def diff(old: str, new: str, as_json: bool) -> None:
    """What differs from one edition to another, clause by clause: "-" was taken away, "+" was added."""
    found = changes(old, new)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("Kein Unterschied im Text.")
    document = None
    for change in found:
        if document != (document := f"{change['document']} ({change['language']})"):
            click.echo(f"\n{document}")
        if change["place"]:
            click.echo(f"  {change['place']}")
        for sign, texts in (("-", change["removed"]), ("+", change["added"])):
            for text in texts:
                click.echo(f"    {sign} {text}")


@command.command("schema")
def record_json_schema() -> None:
    """The JSON Schema of vollmacht.json, the structured record attached to every Vollmacht."""
    click.echo(json.dumps(record_schema(), ensure_ascii=False, indent=1))
