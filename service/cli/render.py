"""`vollmacht render`: a document for one reseller record, unsigned."""

from pathlib import Path

import click

from service.cli.printing import say
from service.cli.reading import read_input, write_output
from service.documents.writer import DOCUMENTS, FormsWriter
from service.intake import parse_records
from service.settings import settings_from
from service.use_cases.render_record import render_record
from service.wiring.policy import policy_of


@click.command()
@click.argument("input", metavar="INPUT.json")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the PDF.")
@click.option("--document", "name", type=click.Choice(DOCUMENTS), default=DOCUMENTS[0], help="Which document.")
def command(input: str, out: Path | None, name: str) -> None:
    """Render a document. The number derives from the record's SHA-256: the same record gives the same bytes."""
    if out is None:
        raise click.UsageError("Say where to write: --out OUT.pdf")
    source = read_input(input)
    writer = FormsWriter()
    records = parse_records(source, undrawable=writer.undrawable)
    if len(records) != 1:
        raise click.UsageError(f"{input} holds {len(records)} records; render takes one.")
    settings = settings_from()
    write_output(out, render_record(records[0], source, writer, policy_of(settings)))
    say(f"{out}  {name}, unsigned{', TESTDOKUMENT' if settings.sandbox else ''}")
