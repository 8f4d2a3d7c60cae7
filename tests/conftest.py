"""What tests of several places share: one PostgreSQL for the whole run, one fresh database for each test that asks."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from service.database.embedded import embedded_postgresql
from service.database.migration import migrate
from service.database.transactions import DatabaseTransactions
from tests.s3_server import S3Server, running_s3_server

_numbers = itertools.count(1)


def other_database(url: str, name: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{name}"


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of a migrated template database's server; shared by all workers of one run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    home = Path(tempfile.gettempdir()) / f"vollmacht-tests-{os.getuid()}-{run}"
    with embedded_postgresql(home, durable=False) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            # One worker makes the template, the others wait for it.
            connection.execute("SELECT pg_advisory_lock(1)")
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'template_migrated'").fetchone()
            if known is None:
                connection.execute("CREATE DATABASE template_migrated")
                migrate(other_database(server.url, "template_migrated"))
            connection.execute("SELECT pg_advisory_unlock(1)")
        yield server.url


@pytest.fixture
def database_url(postgresql_url: str) -> Iterator[str]:
    """A migrated, empty database of this test's own."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template_migrated")
        yield other_database(postgresql_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def transactions(database_url: str) -> Iterator[DatabaseTransactions]:
    opened = DatabaseTransactions(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """One real S3 server for all tests of this worker."""
    with running_s3_server() as server:
        yield server


@pytest.fixture
def s3_bucket(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh bucket with Object Lock; boto3's variables point at its server."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server.new_bucket()
