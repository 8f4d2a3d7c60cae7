"""The trust service provider: the contracted one, or the sandbox's server, or only its keys and lists. Light: `verify` needs the lists."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.domain.errors import Unavailable
from service.settings import Settings, SettingsError
from service.signatures.contract import Contract, Provider, contract, contracted_provider, sandbox_provider_at
from service.supervision import ServerSpecification, ServerUnavailable, lease


@contextmanager
def provider_in_use(settings: Settings) -> Iterator[Provider]:
    """The contracted one if there is one, else the sandbox's.

    Raises:
        Unavailable: its profile cannot be used, or the sandbox's does not start.
        SettingsError: production without one, or a profile without the client's id and secret.
    """
    if settings.provider_file is not None:
        if not settings.provider_client_id or not settings.provider_client_secret:
            raise SettingsError(
                "VOLLMACHT_PROVIDER_FILE needs VOLLMACHT_PROVIDER_CLIENT_ID and VOLLMACHT_PROVIDER_CLIENT_SECRET."
            )
        yield contracted_provider(settings.provider_file, settings.provider_client_id, settings.provider_client_secret)
        return
    if not settings.sandbox:
        raise SettingsError("Production signs with a contracted provider: set VOLLMACHT_PROVIDER_FILE.")
    with sandbox_provider(settings) as url:
        client = json.loads((settings.sandbox_trust / "client.json").read_text())
        yield sandbox_provider_at(url, client["client_id"], client["client_secret"])


def contracted_profile(settings: Settings) -> Contract:
    """Raises as `provider_in_use` does."""
    if settings.provider_file is None or not settings.provider_client_id or not settings.provider_client_secret:
        raise SettingsError("VOLLMACHT_PROVIDER_FILE needs VOLLMACHT_PROVIDER_CLIENT_ID and VOLLMACHT_PROVIDER_CLIENT_SECRET.")
    return contract(settings.provider_file)


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
