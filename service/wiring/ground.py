"""The servers a command stands on: PostgreSQL (embedded or a real one) and, in the sandbox, the trust service provider."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.database.embedded import embedded_postgresql
from service.database.migration import SchemaState, migrate, schema_state
from service.domain.errors import Unavailable
from service.settings import Settings
from service.supervision import ServerSpecification, ServerUnavailable, lease


@contextmanager
def migrated_database(settings: Settings, *, migrate_external: bool = False) -> Iterator[str]:
    """Address of a database with this version's schema, for its owner.

    The embedded one is migrated by every command; with DATABASE_URL only `vollmacht migrate` does.

    Raises:
        Unavailable: it does not answer, or has another schema; the text says what to do.
    """
    if settings.database_url is not None:
        _require_schema(settings.database_url, may_migrate=migrate_external)
        yield settings.database_url
        return
    with embedded_postgresql(settings.home) as server:
        _require_schema(server.url, may_migrate=True)
        yield server.url


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
        with lease(specification) as facts:
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


def _require_schema(url: str, *, may_migrate: bool) -> None:
    state = schema_state(url)
    if state is SchemaState.CURRENT:
        return
    if state is SchemaState.NEWER:
        raise Unavailable("The database has a newer schema than this version: install the newer version, or restore a backup.")
    if not may_migrate:
        raise Unavailable("The database lacks this version's schema: run `vollmacht migrate`.")
    migrate(url)
