"""`vollmacht export`: the auditor's evidence package."""

from pathlib import Path
from uuid import UUID

import click

from service.cli.printing import say
from service.cli.reading import write_output
from service.cli.references import REFERENCE
from service.domain.access import OPERATOR
from service.settings import settings_from
from service.signatures.material import signature_material
from service.use_cases.export_evidence import export_evidence
from service.use_cases.find_power_of_attorney import find_power_of_attorney
from service.wiring.decision import archive_tools


@click.command()
@click.argument("reference", type=REFERENCE, metavar="ID|NUMBER")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where to write the ZIP.")
def command(reference: UUID | str, out: Path) -> None:
    """Write everything needed to verify one Vollmacht offline in ten years, as a BagIt ZIP."""
    with archive_tools(settings_from(), signature_material) as tools:
        package = export_evidence(find_power_of_attorney(reference, OPERATOR, tools), OPERATOR, tools)
    write_output(out, package)
    say(f"{out}  {len(package):,} bytes; VERIFY.md in it says how to verify it offline.")
