"""`vollmacht archive verify`: is everything still there, as it was archived?"""

import sys

import click
from rich.console import Console
from rich.progress import Progress

from service.cli.printing import print_json
from service.domain.archive_check import ArchiveCheck, CheckedDocument, Irregularity, IrregularityCode
from service.settings import settings_from
from service.use_cases.verify_archive import verify_archive
from service.wiring.decision import archive_tools, no_material

WORDS = {
    IrregularityCode.MISSING: "is not there any more",
    IrregularityCode.CHANGED: "holds other bytes than were archived",
    IrregularityCode.UNLOCKED: "bears no lock",
    IrregularityCode.LOCK_ENDED: "bears a lock that has ended",
    IrregularityCode.MANIFEST_MISSING: "is not there: the manifest beside the document",
    IrregularityCode.OTHER_VERSION: "lies there whole, under another version: the bucket was copied",
    IrregularityCode.SURPLUS_VERSION: "has another version beside it; the archived one is served",
    IrregularityCode.DELETE_MARKER: "is hidden by a delete marker; the archived version is served",
    IrregularityCode.UNKNOWN_DOCUMENT: "is not known to this database: of a time after its backup, or another installation's",
}
LOSS, ODD = 1, 2


@click.group()
def command() -> None:
    """The archive of signed documents."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Read every archived document: bytes, lock, manifest, and what else lies under its key.

    Exit 0: all is as it was archived. 1: a document is missing, changed or unlocked. 2: every document is whole, but something
    is odd: a second version, a delete marker, a document this database does not know.
    """
    with archive_tools(settings_from(), no_material) as tools, _progress() as progress:
        task = progress.add_task("Reading the archive", total=None)
        check = verify_archive(tools, after_each=lambda: progress.advance(task))
    if as_json:
        print_json(_as_json(check))
    else:
        _print(check)
    ctx.exit(LOSS if check.has_loss else ODD if check.odd or check.unknown else 0)


def _as_json(check: ArchiveCheck) -> dict[str, object]:
    findings = [_finding(one, document) for document in check.odd for one in document.irregularities]
    findings += [_finding(one) for one in check.unknown]
    return {"intact": not check.has_loss, "checked": check.checked, "findings": findings}


def _finding(one: Irregularity, document: CheckedDocument | None = None) -> dict[str, object]:
    return {
        "code": one.code.value,
        "loss": one.is_loss,
        "key": one.key,
        "version": one.version or None,
        "power_of_attorney_id": str(document.power_of_attorney) if document else None,
        "text": f"{one.key} {WORDS[one.code]}.",
    }


def _print(check: ArchiveCheck) -> None:
    for one in [*(one for document in check.odd for one in document.irregularities), *check.unknown]:
        click.echo(f"{'LOSS' if one.is_loss else 'odd '}  {one.code.value:<16} {one.key} {WORDS[one.code]}.")
    whole = "; all whole" if not check.has_loss else ""
    click.echo(f"{check.checked} document{'' if check.checked == 1 else 's'} read{whole}.")


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
