"""Vollmachten, their documents and what is under way with them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.domain.document import ArchiveReceipt, PowerOfAttorneyDocument
from service.domain.errors import Conflict, NotFound
from service.domain.power_of_attorney import State
from tests.fakes.parties import Versioned


class FakePowers(Versioned):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def numbered(self, number: str) -> Any:
        found = [row for row in self.rows.values() if row.number == number]
        if not found:
            raise NotFound
        return found[0]

    def of(self, reseller: UUID) -> list[Any]:
        return self.newest_of(reseller)

    def in_state(self, *states: State) -> list[Any]:
        return [row for row in self.rows.values() if row.state in states]

    def ending_by(self, day: date) -> list[Any]:
        return [row for row in self.in_state(State.EFFECTIVE, State.SUSPENDED) if row.last_day and row.last_day <= day]

    def save(self, thing: Any) -> None:
        rivals = [row for row in self.of(thing.reseller) if row.id != thing.id and row.state is State.EFFECTIVE]
        if thing.state is State.EFFECTIVE and rivals:
            raise Conflict("Es gibt schon eine wirksame Vollmacht.")
        super().save(thing)

    def next_number(self, year: int) -> str:
        self.count += 1
        return f"VM-{year}-{self.count:06d}"


class FakeDocuments(Versioned):
    def __init__(self) -> None:
        super().__init__()
        self.revisions: dict[tuple[UUID, int], bytes] = {}
        self.records: dict[UUID, bytes] = {}
        self.verdicts: dict[UUID, Mapping[str, object]] = {}
        self.reading_views: dict[UUID, str] = {}

    def of(self, power: UUID) -> PowerOfAttorneyDocument | None:
        return next((row for row in self.rows.values() if row.power_of_attorney == power), None)

    def add_revision(self, id: UUID, revision: int, content: bytes) -> None:
        assert (id, revision) not in self.revisions
        self.revisions[id, revision] = content

    def revision(self, id: UUID, revision: int) -> bytes:
        return self.revisions[id, revision]

    def drop_revisions(self, id: UUID) -> None:
        self.revisions = {key: value for key, value in self.revisions.items() if key[0] != id or key[1] == 0}

    def record(self, id: UUID) -> bytes:
        return self.records[id]

    def add_record(self, id: UUID, content: bytes) -> None:
        self.records[id] = content

    def reading_view(self, id: UUID) -> str | None:
        return self.reading_views.get(id)

    def add_reading_view(self, id: UUID, html: str) -> None:
        self.reading_views[id] = html

    def verdict(self, id: UUID) -> Mapping[str, object] | None:
        return self.verdicts.get(id)

    def save_verdict(self, id: UUID, verdict: Mapping[str, object]) -> None:
        self.verdicts[id] = verdict

    def archived(self, *, after: UUID | None, limit: int) -> list[PowerOfAttorneyDocument]:
        found = [row for id, row in sorted(self.rows.items()) if row.archive is not None and (after is None or id > after)]
        return found[:limit]

    def locks_ending(self, before: datetime, limit: int) -> list[UUID]:
        held = [(row.archive.retain_until, row.id) for row in self.rows.values() if row.archive and not row.archive.is_final]
        return [id for until, id in sorted(held) if until < before][:limit]

    def due_for_renewal(self, before: datetime, limit: int) -> list[UUID]:
        due = [row for row in self.rows.values() if row.archive is not None and row.renew_by and row.renew_by < before]
        return [row.id for row in sorted(due, key=lambda row: row.renew_by)][:limit]


class FakeIntents:
    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}

    def add(self, intent: Any) -> None:
        assert intent.document not in self.rows
        self.rows[intent.document] = intent

    def get(self, document: UUID) -> Any:
        return self.rows.get(document)

    def known_keys(self, keys: Sequence[str]) -> set[str]:
        return {row.key for row in self.rows.values()} & set(keys)

    def close(self, document: UUID, receipt: ArchiveReceipt) -> None:
        self.rows[document] = replace(self.rows[document], closed_at=receipt.archived_at)


class FakeRequests(Versioned):
    def of(self, document: UUID) -> list[Any]:
        return [row for row in self.rows.values() if row.document == document]

    def open_of(self, document: UUID) -> Any:
        return next((row for row in self.of(document) if row.is_open), None)

    def save(self, thing: Any) -> None:
        other = self.open_of(thing.document)
        if thing.is_open and other is not None and other.id != thing.id:
            raise Conflict("Für dieses Dokument läuft schon ein Signaturvorgang.")
        super().save(thing)

    def abandoned(self, at: datetime) -> list[Any]:
        return [row for row in self.rows.values() if row.is_open and not row.is_consented and row.expires_at <= at]

    def by_oauth_state(self, oauth_state_sha256: str) -> Any:
        return next((row for row in self.rows.values() if row.oauth_state_sha256 == oauth_state_sha256), None)

    def consented(self) -> list[Any]:
        return [row for row in self.rows.values() if row.is_consented]
