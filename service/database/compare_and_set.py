"""Saving a versioned thing: insert it once, or replace exactly the version that was read."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Table, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from service.domain.errors import Conflict, NotFound


class Versioned(Protocol):
    """What is saved here."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


def save(connection: Connection, table: Table, thing: Versioned, values: Mapping[str, Any]) -> None:
    """Version 0 is inserted; any other replaces the row of that version.

    Raises:
        Conflict: somebody else saved in between.
    """
    if thing.version == 0:
        connection.execute(insert(table).values(id=thing.id, version=1, **values))
        return
    changed = connection.execute(
        update(table).where(table.c.id == thing.id, table.c.version == thing.version).values(version=thing.version + 1, **values)
    )
    if changed.rowcount != 1:
        raise Conflict("Inzwischen hat jemand anderes etwas geändert. Bitte neu laden und noch einmal versuchen.")


def load(connection: Connection, table: Table, id: UUID, *, for_update: bool = False) -> RowMapping:
    """One row by id.

    Raises:
        NotFound: there is none.
    """
    query = select(table).where(table.c.id == id)
    row = connection.execute(query.with_for_update() if for_update else query).mappings().first()
    if row is None:
        raise NotFound
    return row
