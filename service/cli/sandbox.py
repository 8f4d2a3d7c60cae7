"""`vollmacht sandbox sign`: signatures with sandbox credentials, good and bad, for tests and training."""

import subprocess
import sys
from pathlib import Path

import click

from service.cli.printing import say
from service.documents.fonts import SIGNATURE_FONT
from service.settings import SettingsError, settings_from

KINDS = ("revoked", "expired", "pseudonym", "no-qscd", "stranger", "wrong-person", "ca-not-listed", "ca-granted-later", "good")


@click.group()
def command() -> None:
    """The sandbox's trust service provider."""


@command.command()
@click.argument("file", metavar="FILE.pdf", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "kind", required=True, type=click.Choice(KINDS), help="Kind of credential.")
@click.option("--name", required=True, help='"Given Surname" of the signer.')
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where to write the signed file.")
@click.pass_context
def sign(ctx: click.Context, file: Path, kind: str, name: str, out: Path) -> None:
    """Sign the next open field (or a new one), with timestamp and revocation data. Needs no server and no earlier command."""
    settings = settings_from()
    if not settings.sandbox:
        raise SettingsError(
            "This is a production (VOLLMACHT_ENVIRONMENT): `sandbox sign` makes signatures without any legal effect and keys to go with them. "
            "For a trial unset VOLLMACHT_ENVIRONMENT, and set VOLLMACHT_HOME to an empty folder."
        )
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o711)
    made = subprocess.run(
        [
            sys.executable, "-m", "signing.sandbox", "sign", str(file), "--as", kind, "--name", name, "--out", str(out),
            "--directory", str(settings.sandbox_trust), "--font", SIGNATURE_FONT,
        ],
        check=False,
        capture_output=True,
        text=True,
    )  # fmt: skip
    if made.returncode != 0:
        click.echo(made.stderr.strip(), err=True)
        ctx.exit(made.returncode if made.returncode in {64, 65} else 70)
    say(f"{out}  signed as {kind} by a SANDBOX credential of {name}")
