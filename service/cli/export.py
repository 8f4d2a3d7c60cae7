"""`vollmacht export`: the auditor's evidence package."""

from pathlib import Path
from uuid import UUID

import click

from service.cli.printing import say
from service.cli.reading import write_output
from service.domain.access import OPERATOR
from service.domain.ids import PowerOfAttorneyId
from service.settings import settings_from
from service.signatures.material import signature_material
from service.use_cases.export_evidence import export_evidence
from service.wiring.decision import archive_tools


@click.command()
@click.argument("power_of_attorney_id", type=click.UUID)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where to write the ZIP.")
def command(power_of_attorney_id: UUID, out: Path) -> None:
    """Write everything needed to verify one Vollmacht offline in ten years, as a BagIt ZIP."""
    with archive_tools(settings_from(), signature_material) as tools:
        package = export_evidence(PowerOfAttorneyId(power_of_attorney_id), OPERATOR, tools)
    write_output(out, package)
    say(f"{out}  {len(package):,} bytes; VERIFY.md in it says how to verify it offline.")
