"""Which end customers want no further contact."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection

from service.database.tables import customer_objections
from service.domain.ids import ResellerId


class CustomerObjectionRepository:
    """Implements `repositories.CustomerObjections`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reseller: ResellerId, ref: str, *, by: str, at: datetime) -> bool:
        statement = upsert(customer_objections).values(reseller=reseller, ref=ref, recorded_by=by, recorded_at=at)
        added = self._connection.execute(statement.on_conflict_do_nothing().returning(customer_objections.c.ref))
        return added.first() is not None

    def remove(self, reseller: ResellerId, ref: str) -> bool:
        gone = delete(customer_objections).where(customer_objections.c.reseller == reseller, customer_objections.c.ref == ref)
        return self._connection.execute(gone).rowcount == 1

    def objected(self, reseller: ResellerId, ref: str) -> bool:
        query = select(exists().where(customer_objections.c.reseller == reseller, customer_objections.c.ref == ref))
        return bool(self._connection.execute(query).scalar())
