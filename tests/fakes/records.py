"""What is noted, decided and to be done: log, outbox, decisions, jobs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.audit import AuditEvent
from service.domain.authority_json import decision_json
from service.domain.notice import Notice
from service.use_cases.decision_repositories import LoggedContact
from service.use_cases.ports import (
    Letterhead,
)


class FakeAuditLog:
    def __init__(self) -> None:
        self.rows: list[AuditEvent] = []

    def append(self, event: AuditEvent) -> None:
        self.rows.append(event)

    def of(self, subject: UUID, *, limit: int = 1000) -> list[AuditEvent]:
        return [event for event in self.rows if event.subject == subject][:limit]

    def of_reseller(self, reseller: UUID, *, limit: int | None = 1000, newest: int | None = None) -> list[AuditEvent]:
        found = [event for event in self.rows if event.reseller == reseller]
        return found[:limit] if newest is None else found[::-1][:newest]

    def kinds(self) -> list[str]:
        return [event.kind for event in self.rows]


class FakeOutbox:
    def __init__(self) -> None:
        self.rows: dict[str, Notice] = {}

    def add(self, notice: Notice) -> None:
        self.rows.setdefault(notice.key, notice)

    def of(self, subject: UUID) -> list[Notice]:
        return [notice for notice in self.rows.values() if notice.subject == subject]

    def claim(self, at: datetime, until: datetime) -> Notice | None:
        return None


class FakePost:
    """Keeps what was sent; `refuses` is raised instead while it is set."""

    def __init__(self) -> None:
        self.sent: list[tuple[Notice, Letterhead]] = []
        self.refuses: Exception | None = None

    def preview(self, notice: Notice, head: Letterhead) -> tuple[str, str]:
        return f"Vorschau {notice.kind}", f"An {notice.recipient} von {head.customer}"

    def send(self, notice: Notice, head: Letterhead) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.sent.append((notice, head))


class FakeDecisions:
    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.contacts: list[tuple[Any, bool, datetime]] = []

    def add(self, decision: Any) -> None:
        self.rows.append(decision)

    def get(self, id: UUID) -> Mapping[str, object]:
        decision = next(row for row in self.rows if row.id == id)
        return decision_json(decision)

    def count_since(self, reseller: UUID, since: datetime) -> int:
        return sum(1 for row in self.rows if row.reseller == reseller and row.decided_at >= since)

    def contacts_since(self, reseller: UUID, end_customer: str, since: datetime) -> int:
        return sum(1 for row, _, at in self.contacts if row.end_customer == end_customer and at >= since)

    def notice_given(self, case: UUID, end_customer: str) -> bool:
        return any(given for row, given, _ in self.contacts if row.end_customer == end_customer)

    def contacts_in(self, case: UUID) -> list[LoggedContact]:
        made = [(row, at) for row, _, at in self.contacts if row.emergency_case and UUID(str(row.emergency_case["id"])) == case]
        return [LoggedContact(at, row.action.value, row.end_customer) for row, at in made]

    def log_contact(self, decision: Any, *, by: str, outcome: str, notice_given: bool, still_allowed: bool, at: datetime) -> None:
        self.contacts.append((decision, notice_given, at))

    def of(self, reseller: UUID, *, limit: int = 100) -> list[Mapping[str, object]]:
        return [self.get(row.id) for row in self.rows if row.reseller == reseller]


class FakeJobs:
    def __init__(self) -> None:
        self.rows: list[tuple[str, dict[str, str]]] = []

    def defer(self, name: str, **arguments: str) -> None:
        self.rows.append((name, arguments))
