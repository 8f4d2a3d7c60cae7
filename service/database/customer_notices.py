"""Which end customers were told in advance."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection

from service.database.codec import from_json, to_json
from service.database.tables import customer_notices
from service.domain.customer_notice import CustomerNotice
from service.domain.ids import ResellerId


class CustomerNoticeRepository:
    """Implements `repositories.CustomerNotices`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, reseller: ResellerId) -> Sequence[CustomerNotice]:
        query = select(customer_notices.c.body).where(customer_notices.c.reseller == reseller).order_by(customer_notices.c.ref)
        return [from_json(CustomerNotice, body) for body in self._connection.execute(query).scalars()]

    def save(self, notice: CustomerNotice) -> None:
        statement = upsert(customer_notices).values(reseller=notice.reseller, ref=notice.end_customer, body=to_json(notice))
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["reseller", "ref"], set_={"body": statement.excluded.body})
        )

    def remove(self, reseller: ResellerId, ref: str) -> None:
        self._connection.execute(
            delete(customer_notices).where(customer_notices.c.reseller == reseller, customer_notices.c.ref == ref)
        )
