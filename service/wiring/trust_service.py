"""The sandbox's trust service provider: its server, or only its keys and lists. Light: `verify` needs the lists."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.domain.errors import Unavailable
from service.settings import Settings
from service.supervision import ServerSpecification, ServerUnavailable, lease


@contextmanager
def sandbox_provider(settings: Settings) -> Iterator[str]:
    """URL of the sandbox's trust service provider, shared with every other command of this VOLLMACHT_HOME.

    Raises:
        Unavailable: it does not start; the text names its log.
    """
    specification = ServerSpecification(
        name="sandbox",
        home=str(settings.home),
        start=(
            sys.executable,
            "-m",
            "signing.sandbox",
            "--directory",
            str(settings.sandbox_trust),
            "--port",
            "0",
            "--ready-file",
            "{ready_file}",
        ),
        directory="/",
        stop_signal=signal.SIGTERM,
    )
    try:
        with lease(specification, keep=True) as facts:
            yield str(facts["url"])
    except ServerUnavailable as error:
        raise Unavailable(str(error)) from error


def prepared_sandbox(settings: Settings) -> Path:
    """The sandbox's keys and lists, made if there are none; needs no server. Returns its directory."""
    directory = settings.sandbox_trust
    if not (directory / "trusted-lists" / "index.json").exists():
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o711)
        made = subprocess.run(
            [sys.executable, "-m", "signing.sandbox", "prepare", "--directory", str(directory)],
            check=False,
            capture_output=True,
            text=True,
        )
        if made.returncode != 0:
            raise Unavailable(f"The sandbox's keys cannot be made in {directory}: {made.stderr.strip()}")
    return directory
