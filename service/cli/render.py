"""`vollmacht render`: documents for one reseller record, unsigned."""

from pathlib import Path

import click

from service.cli.printing import say
from service.cli.reading import read_input, write_output
from service.documents.sampling import facts_for
from service.documents.writer import DOCUMENTS, FormsWriter
from service.domain.parties import ResellerRecord
from service.intake import parse_records
from service.settings import settings_from
from service.use_cases.render_record import RecordRendering
from service.wiring.look import look_of
from service.wiring.policy import policy_of


@click.command()
@click.argument("input", metavar="INPUT.json")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the PDF.")
@click.option("--document", "name", type=click.Choice(DOCUMENTS), default=DOCUMENTS[0], help="Which document.")
@click.option("--all", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write every document as DIR/NAME.pdf.")
@click.option("--sample", is_flag=True, help="Fill with marked sample data what a record cannot supply.")
@click.option("--language", default="de", show_default=True, help="Another than German is a convenience translation.")
def command(input: str, out: Path | None, name: str, folder: Path | None, sample: bool, language: str) -> None:
    """Render documents. The number derives from the record's SHA-256: the same record gives the same bytes."""
    if (out is None) == (folder is None):
        raise click.UsageError("Say where to write: --out OUT.pdf for one document, or --all DIR for every one.")
    source = read_input(input)
    settings = settings_from()
    writer = FormsWriter(brand=look_of(settings))
    records = parse_records(source, undrawable=writer.undrawable)
    if len(records) != 1:
        raise click.UsageError(f"{input} holds {len(records)} records; render takes one.")
    rendering = RecordRendering(records[0], source, writer, policy_of(settings), language=language)
    targets = [(out, name)] if out else [(folder / f"{one}.pdf", one) for one in DOCUMENTS] if folder else []
    made = [(path, one, _rendered(rendering, records[0], one, sample=sample)) for path, one in targets]
    for path, one, (pdf, invented) in made:
        write_output(path, pdf)
        marks = [", TESTDOKUMENT" if settings.sandbox else "", ", MUSTER" if invented else ""]
        say(f"{path}  {one}, unsigned{''.join(marks)}")


def _rendered(rendering: RecordRendering, record: ResellerRecord, name: str, *, sample: bool) -> tuple[bytes, bool]:
    if name == DOCUMENTS[0]:
        return rendering.main_document(), False
    facts, invented = facts_for(name, rendering.order, record, sample=sample)
    return rendering.letter(facts, sample=invented), invented
