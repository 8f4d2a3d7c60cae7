"""`vollmacht verify`: full verdict on a signed PDF. Exit 0 VALID, 1 INVALID, 2 INDETERMINATE, 3 UNREADABLE."""

from datetime import datetime
from pathlib import Path

import click

from service.cli.instants import INSTANT
from service.cli.loading import load
from service.cli.printing import print_json
from service.cli.reading import read_input, write_output
from service.documents.marks import marked_document
from service.settings import Settings, settings_from
from service.signatures.judging import exit_status
from service.signatures.reports import report_xml as etsi_xml
from service.use_cases.ports import Expectation
from service.wiring.chance import clock
from service.wiring.verification import judge_for


@click.command()
@click.argument("file", metavar="FILE.pdf")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as one JSON document.")
@click.option("--at", type=INSTANT, help="Instant of the verdict, ISO 8601 with zone; default: now.")
@click.option("--lists", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Mirror folder of trusted lists.")
@click.option(
    "--lists-anchor", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Signers of the list of lists, PEM."
)
@click.option(
    "--report-xml", type=click.Path(path_type=Path, dir_okay=False), help="Write the ETSI TS 119 102-2 report there, too."
)
@click.option("--offline", is_flag=True, help="Fetch nothing: revocation data must lie in the file.")
@click.pass_context
def command(
    ctx: click.Context,
    file: str,
    as_json: bool,
    at: datetime | None,
    lists: Path | None,
    lists_anchor: Path | None,
    report_xml: Path | None,
    offline: bool,
) -> None:
    """Full verdict on any signed PDF; a file of ours is held against what was issued."""
    pdf = read_input(file)
    settings = settings_from()
    judge = judge_for(settings, mirror=lists, anchor=lists_anchor, offline=offline)
    expected = _expectation(settings, pdf)
    judged = judge.judge(pdf, expected, at=at or clock())
    if marked_document(pdf) is not None:
        check = load("service.wiring.records").record_check_of(pdf, expected.record if expected else None)
        judged = judged.with_record(check)
    if report_xml is not None:
        write_output(report_xml, etsi_xml(judged.as_json))
    if as_json:
        print_json(judged.as_json)
    else:
        for line in judged.lines:
            click.echo(line)
    ctx.exit(exit_status(judged))


def _expectation(settings: Settings, pdf: bytes) -> Expectation | None:
    """What the installation issued under the file's mark; the database is loaded only for such a file."""
    document = marked_document(pdf)
    if document is None:
        return None
    found: Expectation | None = load("service.wiring.lookup").expectation_of(settings, document)
    return found
