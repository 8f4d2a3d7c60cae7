"""The trust service providers: the contracted ones, or the sandbox's server, or only its keys and lists. Light: `verify` needs the lists."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from service.domain.errors import Unavailable
from service.settings import Settings, SettingsError, provider_settings
from service.signatures.contract import Contract, Providers, at_home_in_sandbox, at_sandbox, contract, contracted, profile_of
from service.signatures.fetching import SANDBOX_HOST
from service.supervision import ServerSpecification, ServerUnavailable, lease

SANDBOX = "sandbox"


@contextmanager
def providers_in_use(settings: Settings) -> Iterator[Providers]:
    """The chosen ones, else the sandbox's.

    Raises:
        Unavailable: a profile cannot be used, or the sandbox's does not start.
        SettingsError: production without one, or a provider without the client's id and secret.
    """
    if not settings.sandbox and not settings.providers:
        raise SettingsError("Production signs with a contracted provider: set VOLLMACHT_PROVIDERS to the name of its profile.")
    with ExitStack() as stack:
        yield opened_providers(settings, settings.providers or (SANDBOX,), stack)


def opened_providers(settings: Settings, names: Sequence[str], stack: ExitStack) -> Providers:
    """Those providers; the sandbox's server is held until the stack ends. Raises as `providers_in_use`."""
    profiles = [profile_of(name, settings.providers_directory, production=not settings.sandbox) for name in names]
    hosts: dict[str, str] = {}
    every = []
    for profile in profiles:
        if not at_home_in_sandbox(profile):
            given = provider_settings(settings, profile.name)
            every.append(
                contracted(
                    profile, given.client_id, given.client_secret,
                    account_id=given.account_id, certificate_file=given.certificate_file, key_file=given.key_file,
                )
            )  # fmt: skip
            continue
        url = hosts.get(SANDBOX_HOST) or stack.enter_context(sandbox_provider(settings))
        hosts[SANDBOX_HOST] = url
        client = _sandbox_client(settings.sandbox_trust / "client.json")
        every.append(contracted(at_sandbox(profile, url), client["client_id"], client["client_secret"], account_id="sandbox"))
    return Providers(tuple(every), hosts)


def _sandbox_client(file: Path) -> dict[str, str]:
    """Raises Unavailable: the keys were taken away from under a server that still answers."""
    try:
        client: dict[str, str] = json.loads(file.read_text())
    except OSError as error:
        text = f"{file}: {error.strerror}. End what runs with this VOLLMACHT_HOME, and move {file.parent} away or bring it back."
        raise Unavailable(text) from error
    return client


def chosen_contracts(settings: Settings) -> list[Contract]:
    """What the settings choose; nothing is asked or started. Raises as `providers_in_use`."""
    found = [contract(name, settings.providers_directory, production=not settings.sandbox) for name in settings.providers]
    for one in found:
        if not one.sandbox:
            provider_settings(settings, one.name)
    return found


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
            "--descriptor",
            "{descriptor}",
            "--ready-file",
            "{ready_file}",
        ),
        directory="/",
        stop_signal=signal.SIGTERM,
        keep_port=True,
        holds_socket=True,
    )
    try:
        with lease(specification, keep=True) as facts:
            yield str(facts["url"])
    except ServerUnavailable as error:
        raise Unavailable(str(error)) from error


def prepared_sandbox(settings: Settings) -> Path:
    """The sandbox's keys and lists, made if there are none; needs no server. Returns its directory.

    Raises:
        SettingsError: a production: the sandbox's keys have no place in it.
    """
    if not settings.sandbox:
        raise SettingsError("The sandbox's keys and lists have no place in a production (VOLLMACHT_ENVIRONMENT).")
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
