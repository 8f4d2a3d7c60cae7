"""Files handed to a command: read them whole, or say in words why not."""

import sys
from pathlib import Path

import click

MAXIMUM_BYTES = 100 * 1024 * 1024


def read_input(name: str) -> bytes:
    """Bytes of a file, or of standard input for `-`.

    Raises:
        click.UsageError: it cannot be read, or is larger than 100 MiB.
    """
    try:
        content = sys.stdin.buffer.read(MAXIMUM_BYTES + 1) if name == "-" else _read(Path(name))
    except OSError as error:
        raise click.UsageError(f"{name} cannot be read: {error.strerror or error}.") from None
    if len(content) > MAXIMUM_BYTES:
        raise click.UsageError(f"{name} is larger than 100 MiB.")
    return content


def write_output(path: Path, content: bytes) -> None:
    """Write beside the target and rename: a stopped command leaves no half file.

    Raises:
        click.UsageError: it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror or error}.") from None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAXIMUM_BYTES + 1)
