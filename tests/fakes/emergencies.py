"""Contacts, cases, reports and what proves them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.errors import NotFound
from tests.fakes.parties import Versioned


class FakeOwned(Versioned):
    def of(self, reseller: UUID) -> list[Any]:
        return self.newest_of(reseller)

    def open(self) -> list[Any]:
        return [row for row in self.rows.values() if row.is_open]

    def ended_with_files(self, before: datetime) -> list[Any]:
        ended = [row for row in self.rows.values() if not row.is_open and row.ended_at is not None and row.ended_at < before]
        return [row for row in ended if any(piece.erased_at is None for piece in row.evidence)]

    def due(self, at: datetime) -> list[Any]:
        return [row for row in self.rows.values() if row.due_at is not None and row.due_at <= at]


class FakeReports(FakeOwned):
    def received(self) -> list[Any]:
        return [row for row in self.rows.values() if row.state.value == "RECEIVED"]

    def forget_dismissed(self, before: datetime) -> None:
        gone = [id for id, row in self.rows.items() if row.state.value == "DISMISSED" and row.handled_at < before]
        for id in gone:
            del self.rows[id]


class FakeFiles:
    def __init__(self) -> None:
        self.rows: dict[UUID, tuple[bytes, str]] = {}

    def add(self, id: UUID, reseller: UUID, content: bytes, media_type: str, at: datetime) -> None:
        self.rows[id] = (content, media_type)

    def read(self, id: UUID) -> tuple[bytes, str]:
        if id not in self.rows:
            raise NotFound
        return self.rows[id]

    def erase(self, id: UUID) -> None:
        self.rows.pop(id, None)


class FakeExtracts:
    def __init__(self) -> None:
        self.rows: list[Any] = []

    def add(self, extract: Any) -> None:
        self.rows.append(extract)

    def of(self, reseller: UUID) -> list[Any]:
        return [row for row in self.rows if row.reseller == reseller]
