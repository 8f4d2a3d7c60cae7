"""Bring a database to this version's schema, and tell which schema it has."""

from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from service.database.urls import APP_ROLE, sqlalchemy_url
from service.domain.errors import Unavailable

HEAD = "0009"
_MIGRATION_LOCK = 7_201_126


class SchemaState(StrEnum):
    EMPTY = "EMPTY"
    OLDER = "OLDER"
    CURRENT = "CURRENT"
    NEWER = "NEWER"


def schema_state(url: str) -> SchemaState:
    """Cheap: one query, no Alembic.

    Raises:
        Unavailable: the database does not answer.
    """
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            known = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
            if known is None or not known[0]:
                return SchemaState.EMPTY
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.OperationalError as error:
        raise Unavailable(f"The database does not answer: {_first_line(error)}") from error
    version = str(row[0]) if row else ""
    if version == HEAD:
        return SchemaState.CURRENT
    return SchemaState.NEWER if version > HEAD else SchemaState.OLDER


def migrate(url: str) -> None:
    """Upgrade to HEAD; two commands at once migrate once.

    Raises:
        Unavailable: the database does not answer, or refuses a right; the text says which, and the remedy.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.execute(text(f"SELECT pg_advisory_lock({_MIGRATION_LOCK})"))
            connection.commit()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    except (psycopg.errors.InsufficientPrivilege, ProgrammingError) as error:
        raise _without_right(url, error) from error
    except OperationalError as error:
        raise Unavailable(f"The database does not answer: {_first_line(error.orig)}") from error
    finally:
        engine.dispose()


def _without_right(url: str, error: Exception) -> Exception:
    """The role that owns nothing could not be made or taken on: an administrator makes it once for all databases of the server."""
    cause = error.orig if isinstance(error, ProgrammingError) else error
    if not isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return error
    user = urlsplit(url).username or "the user of DATABASE_URL"
    return Unavailable(
        f"The database refused a right the migration needs ({_first_line(cause)}). As an administrator of the server, run: "
        f'CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO "{user}"; then `vollmacht migrate` again.'
    )


def _first_line(error: object) -> str:
    return str(error).strip().splitlines()[0]
