"""Files handed to a command: read them whole, or say in words why not."""

import errno
import os
import select
import stat
import sys
from pathlib import Path

import click

MAXIMUM_BYTES = 100 * 1024 * 1024
PATIENCE_S = 5


def read_input(name: str) -> bytes:
    """Bytes of a file, or of standard input for `-`.

    Raises:
        click.UsageError: it cannot be read, or is larger than 100 MiB.
    """
    try:
        content = sys.stdin.buffer.read(MAXIMUM_BYTES + 1) if name == "-" else _read(Path(name))
    except (OSError, ValueError) as error:  # ValueError: a nul in the name
        raise click.UsageError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
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
    """Raises OSError, or TimeoutError if nobody writes into a pipe."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        state = os.fstat(file.fileno())
        if stat.S_ISDIR(state.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if stat.S_ISFIFO(state.st_mode) and not select.select([file], [], [], PATIENCE_S)[0]:
            raise TimeoutError(errno.ETIMEDOUT, f"nobody has written into this pipe for {PATIENCE_S} seconds")
        os.set_blocking(file.fileno(), True)
        return file.read(MAXIMUM_BYTES + 1)
