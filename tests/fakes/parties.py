"""Resellers, their customers, and what was sent to and said by these."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.errors import Conflict, NotFound
from service.domain.parties import EndCustomer


class Versioned:
    """One table of things with `id` and `version`, saved by compare-and-set."""

    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}

    def get(self, id: UUID, *, for_update: bool = False) -> Any:
        if id not in self.rows:
            raise NotFound
        return self.rows[id]

    def save(self, thing: Any) -> None:
        known = self.rows.get(thing.id)
        if (known.version if known else 0) != thing.version:
            raise Conflict("Inzwischen hat jemand anderes etwas geändert.")
        self.rows[thing.id] = replace(thing, version=thing.version + 1)

    def newest_of(self, reseller: UUID) -> list[Any]:
        return [row for row in reversed(self.rows.values()) if row.reseller == reseller]


class FakeResellers(Versioned):
    def by_customer_no(self, customer_no: str) -> Any:
        return next((row for row in self.rows.values() if row.grantor.customer_no == customer_no), None)

    def exactly(self, text: str) -> list[Any]:
        wanted = text.strip().casefold()
        return [row for row in self.rows.values() if wanted in {row.grantor.customer_no.casefold(), row.grantor.name.casefold()}][
            :2
        ]

    def all(self, *, search: str = "", limit: int = 100) -> list[Any]:
        return [row for row in self.rows.values() if search in row.grantor.name or search in row.grantor.customer_no][:limit]


class FakeEndCustomers:
    def __init__(self) -> None:
        self.rows: dict[UUID, dict[str, EndCustomer]] = defaultdict(dict)

    def of(self, reseller: UUID) -> Sequence[EndCustomer]:
        return list(self.rows[reseller].values())

    def find(self, reseller: UUID, ref: str) -> EndCustomer | None:
        return self.rows[reseller].get(ref)

    def replace(self, reseller: UUID, customers: Sequence[EndCustomer]) -> None:
        self.rows[reseller] = {customer.ref: customer for customer in customers}

    def merge(self, reseller: UUID, customers: Sequence[EndCustomer]) -> None:
        self.rows[reseller] |= {customer.ref: customer for customer in customers}

    def owner_of_ref(self, ref: str) -> Any:
        return next((reseller for reseller, rows in self.rows.items() if ref in rows), None)


class FakeLetters:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, UUID], bytes] = {}

    def get(self, kind: str, subject: UUID) -> bytes | None:
        return self.rows.get((kind, subject))

    def add(self, kind: str, subject: UUID, reseller: UUID, content: bytes, at: datetime) -> bool:
        return self.rows.setdefault((kind, subject), content) is content


class FakeCustomerNotices:
    def __init__(self) -> None:
        self.rows: dict[tuple[UUID, str], Any] = {}

    def of(self, reseller: UUID) -> list[Any]:
        return [row for (owner, _), row in sorted(self.rows.items()) if owner == reseller]

    def save(self, notice: Any) -> None:
        self.rows[notice.reseller, notice.end_customer] = notice

    def remove(self, reseller: UUID, ref: str) -> None:
        self.rows.pop((reseller, ref), None)


class FakeCustomerObjections:
    def __init__(self) -> None:
        self.rows: dict[tuple[UUID, str], datetime] = {}

    def add(self, reseller: UUID, ref: str, *, by: str, at: datetime) -> bool:
        new = (reseller, ref) not in self.rows
        self.rows.setdefault((reseller, ref), at)
        return new

    def remove(self, reseller: UUID, ref: str) -> bool:
        return self.rows.pop((reseller, ref), None) is not None

    def objected(self, reseller: UUID, ref: str) -> bool:
        return (reseller, ref) in self.rows


class FakeVerificationCodes:
    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}
        self.looks: dict[UUID, Any] = {}

    def replace(self, code: Any) -> None:
        earlier = [one.id for one in self.rows.values() if (one.case, one.end_customer) == (code.case, code.end_customer)]
        for id in earlier:
            del self.rows[id]
        self.rows[code.id] = code

    def by_digest(self, digest: str) -> Any:
        return next((one for one in self.rows.values() if digest in one.digests), None)

    def of_case(self, case: UUID) -> list[Any]:
        return sorted((one for one in self.rows.values() if one.case == case), key=lambda one: one.created_at, reverse=True)

    def add_look(self, look: Any) -> None:
        self.looks[look.id] = look

    def looks_at(self, power: UUID, *, limit: int = 50) -> list[Any]:
        found = [one for one in self.looks.values() if one.power_of_attorney == power]
        return sorted(found, key=lambda one: one.at, reverse=True)[:limit]

    def forget(self, before: datetime) -> int:
        gone = [one.id for one in self.rows.values() if one.valid_until < before]
        for id in gone:
            del self.rows[id]
        return len(gone)

    def forget_looks(self, before: datetime) -> int:
        gone = [one.id for one in self.looks.values() if one.at < before]
        for id in gone:
            del self.looks[id]
        return len(gone)
