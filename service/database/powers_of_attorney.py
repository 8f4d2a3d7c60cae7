"""Vollmachten and their numbers."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection, RowMapping

from service.database import compare_and_set
from service.database.codec import from_json, to_json
from service.database.tables import numbers, powers_of_attorney
from service.domain.errors import NotFound
from service.domain.ids import PowerOfAttorneyId, ResellerId
from service.domain.power_of_attorney import PowerOfAttorney, State

_OWN = frozenset({"id", "version"})


class PowerOfAttorneyRepository:
    """Implements `repositories.PowersOfAttorney`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: PowerOfAttorneyId, *, for_update: bool = False) -> PowerOfAttorney:
        return _power(compare_and_set.load(self._connection, powers_of_attorney, id, for_update=for_update))

    def numbered(self, number: str) -> PowerOfAttorney:
        row = self._connection.execute(select(powers_of_attorney).where(powers_of_attorney.c.number == number)).mappings().first()
        if row is None:
            raise NotFound
        return _power(row)

    def of(self, reseller: ResellerId) -> Sequence[PowerOfAttorney]:
        query = (
            select(powers_of_attorney)
            .where(powers_of_attorney.c.reseller == reseller)
            .order_by(powers_of_attorney.c.created_at.desc(), powers_of_attorney.c.id.desc())
        )
        return [_power(row) for row in self._connection.execute(query).mappings()]

    def in_state(self, *states: State) -> Sequence[PowerOfAttorney]:
        query = select(powers_of_attorney).where(powers_of_attorney.c.state.in_([state.value for state in states]))
        return [_power(row) for row in self._connection.execute(query).mappings()]

    def ending_by(self, day: date) -> Sequence[PowerOfAttorney]:
        ends = powers_of_attorney.c.body["last_day"].astext.cast(Date)
        states = (State.EFFECTIVE.value, State.SUSPENDED.value)
        query = select(powers_of_attorney).where(powers_of_attorney.c.state.in_(states), ends <= day).order_by(ends)
        return [_power(row) for row in self._connection.execute(query).mappings()]

    def save(self, power: PowerOfAttorney) -> None:
        values = {
            "reseller": power.reseller,
            "number": power.number,
            "state": power.state.value,
            "created_at": power.created_at,
            "body": to_json(power, leave_out=_OWN),
        }
        compare_and_set.save(self._connection, powers_of_attorney, power, values)

    def next_number(self, year: int) -> str:
        """The row of the year stays locked until the transaction ends: a number given back leaves no gap."""
        statement = upsert(numbers).values(year=year, last=1)
        last = self._connection.execute(
            statement.on_conflict_do_update(index_elements=["year"], set_={"last": numbers.c.last + 1}).returning(numbers.c.last)
        ).scalar_one()
        return f"VM-{year}-{last:06d}"


def _power(row: RowMapping) -> PowerOfAttorney:
    return from_json(PowerOfAttorney, row["body"], id=PowerOfAttorneyId(row["id"]), version=row["version"])
