"""The database a command stands on: embedded, or a real one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg.conninfo import make_conninfo

from service.database.embedded import embedded_postgresql
from service.database.environment import claimed_environment
from service.database.migration import SchemaState, migrate, schema_state
from service.database.urls import app_conninfo
from service.domain.errors import Unavailable
from service.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class LastingDatabase:
    """`port`: see `DatabaseTransactions`."""

    url: str
    port: Callable[[], int] | None = None

    @property
    def conninfo(self) -> str:
        """Where it is now, for connections without ownership."""
        address = app_conninfo(self.url)
        return address if self.port is None else make_conninfo(address, port=self.port())


@contextmanager
def lasting_database(settings: Settings) -> Iterator[LastingDatabase]:
    """The same for processes that run long, with threads: the embedded server is held up, even if its supervisor is killed.

    Raises as `migrated_database`.
    """
    if settings.database_url is not None:
        with migrated_database(settings) as url:
            yield LastingDatabase(url)
        return
    with embedded_postgresql(settings.home, keep=True) as server:
        _require_fitting(server.url, settings)
        yield LastingDatabase(server.url, server.present_port)


@contextmanager
def migrated_database(settings: Settings, *, migrate_external: bool = False) -> Iterator[str]:
    """Address of a database with this version's schema, for its owner.

    The embedded one is migrated by every command; with DATABASE_URL only `vollmacht migrate` does.

    Raises:
        Unavailable: it does not answer, or has another schema; the text says what to do.
        SettingsError: it is a sandbox's and this is production, or the other way round.
    """
    if settings.database_url is not None:
        _require_schema(settings.database_url, may_migrate=migrate_external)
        _require_own(settings.database_url, settings)
        yield settings.database_url
        return
    with embedded_postgresql(settings.home) as server:
        _require_fitting(server.url, settings)
        yield server.url


def _require_fitting(url: str, settings: Settings) -> None:
    """The embedded one: whoever comes first migrates it."""
    _require_schema(url, may_migrate=True)
    _require_own(url, settings)


def _require_own(url: str, settings: Settings) -> None:
    """A sandbox's log-ins, documents and signatures must never turn up in production, nor the other way round."""
    ours = settings.environment.value
    owner = claimed_environment(url, ours)
    if owner != ours:
        raise SettingsError(
            f"This database belongs to a {owner}: VOLLMACHT_ENVIRONMENT={ours} needs one of its own, by VOLLMACHT_HOME or DATABASE_URL."
        )


def _require_schema(url: str, *, may_migrate: bool) -> None:
    state = schema_state(url)
    if state is SchemaState.CURRENT:
        return
    if state is SchemaState.NEWER:
        raise Unavailable("The database has a newer schema than this version: install the newer version, or restore a backup.")
    if not may_migrate:
        raise Unavailable("The database lacks this version's schema: run `vollmacht migrate`.")
    migrate(url)
