"""Resellers and their end customers."""

import contextlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection, RowMapping

from service.database import compare_and_set
from service.database.codec import from_json, to_json
from service.database.tables import domains, end_customers, resellers
from service.domain.ids import ResellerId
from service.domain.parties import EndCustomer
from service.domain.reseller import Reseller

_OWN = frozenset({"id", "version"})
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LATEST = date(9999, 12, 31)


class ResellerRepository:
    """Implements `repositories.Resellers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: ResellerId, *, for_update: bool = False) -> Reseller:
        return _reseller(compare_and_set.load(self._connection, resellers, id, for_update=for_update))

    def by_customer_no(self, customer_no: str) -> Reseller | None:
        row = self._connection.execute(select(resellers).where(resellers.c.customer_no == customer_no)).mappings().first()
        return _reseller(row) if row else None

    def exactly(self, text: str) -> Sequence[Reseller]:
        label = a_label(text.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/"))
        same_domain = exists().where(domains.c.reseller == resellers.c.id, domains.c.a_label == label)
        query = select(resellers).where(
            or_(resellers.c.customer_no == text.strip(), resellers.c.name_key == name_key(text.strip()), same_domain)
        )
        return [_reseller(row) for row in self._connection.execute(query.limit(2)).mappings()]

    def all(self, *, search: str = "", limit: int = 100) -> Sequence[Reseller]:
        query = select(resellers).order_by(resellers.c.name_key, resellers.c.id).limit(limit)
        if search:
            label = a_label(search)
            query = query.where(
                or_(
                    resellers.c.customer_no.ilike(f"%{_literal(search)}%"),
                    resellers.c.name_key.like(f"%{_literal(name_key(search))}%"),
                    exists().where(domains.c.reseller == resellers.c.id, domains.c.a_label.like(f"{_literal(label)}%")),
                )
            )
        return [_reseller(row) for row in self._connection.execute(query).mappings()]

    def save(self, reseller: Reseller) -> None:
        values = {
            "customer_no": reseller.grantor.customer_no,
            "name": reseller.grantor.name,
            "name_key": name_key(reseller.grantor.name),
            "body": to_json(reseller, leave_out=_OWN),
        }
        compare_and_set.save(self._connection, resellers, reseller, values)


class EndCustomerRepository:
    """Implements `repositories.EndCustomers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, reseller: ResellerId) -> Sequence[EndCustomer]:
        query = (
            select(end_customers.c.body)
            .where(end_customers.c.reseller == reseller)
            .order_by(end_customers.c.urgent_on.nulls_last(), end_customers.c.ref)
        )
        return [from_json(EndCustomer, body) for body in self._connection.execute(query).scalars()]

    def find(self, reseller: ResellerId, ref: str) -> EndCustomer | None:
        query = select(end_customers.c.body).where(end_customers.c.reseller == reseller, end_customers.c.ref == ref)
        body = self._connection.execute(query).scalar()
        return from_json(EndCustomer, body) if body else None

    def replace(self, reseller: ResellerId, customers: Sequence[EndCustomer]) -> None:
        self._connection.execute(delete(end_customers).where(end_customers.c.reseller == reseller))
        self.merge(reseller, customers)

    def merge(self, reseller: ResellerId, customers: Sequence[EndCustomer]) -> None:
        if not customers:
            return
        rows = [
            {
                "reseller": reseller,
                "ref": customer.ref,
                "urgent_on": min((domain.expires_on or _LATEST for domain in customer.domains), default=None),
                "body": to_json(customer),
            }
            for customer in customers
        ]
        statement = upsert(end_customers)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["reseller", "ref"],
                set_={"urgent_on": statement.excluded.urgent_on, "body": statement.excluded.body},
            ),
            rows,
        )
        refs = [customer.ref for customer in customers]
        self._connection.execute(delete(domains).where(domains.c.reseller == reseller, domains.c.ref.in_(refs)))
        names = [
            {"reseller": reseller, "ref": customer.ref, "a_label": a_label(domain.name)}
            for customer in customers
            for domain in customer.domains
        ]
        if names:
            self._connection.execute(insert(domains), names)

    def owner_of_ref(self, ref: str) -> ResellerId | None:
        found = self._connection.execute(select(end_customers.c.reseller).where(end_customers.c.ref == ref)).scalar()
        return ResellerId(found) if found else None


def name_key(name: str) -> str:
    """Sort key of German names, DIN 5007-2: ä like ae, ß like ss, case ignored. PostgreSQL has no such collation here."""
    return name.casefold().translate(_FOLDED)


def a_label(name: str) -> str:
    """A domain name as compared: lower-case A-labels, no trailing dot."""
    text = name.strip().rstrip(".").lower()
    with contextlib.suppress(UnicodeError):
        return text.encode("idna").decode("ascii")
    return text


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _reseller(row: RowMapping) -> Reseller:
    return from_json(Reseller, row["body"], id=ResellerId(row["id"]), version=row["version"])
