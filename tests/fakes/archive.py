"""An archive that can be told to fail."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from service.domain.archive_check import Irregularity
from service.domain.document import ArchiveReceipt, PowerOfAttorneyDocument
from service.domain.errors import Unavailable
from service.use_cases.ports import (
    EvidencePackage,
)


@dataclass
class FakeArchive:
    objects: dict[str, bytes] = field(default_factory=dict)
    events: list[Mapping[str, object]] = field(default_factory=list)
    puts: int = 0
    away: bool = False
    odd: dict[str, list[Irregularity]] = field(default_factory=dict)
    packages: list[EvidencePackage] = field(default_factory=list)

    def inspect(self, receipt: ArchiveReceipt, *, at: datetime) -> list[Irregularity]:
        if self.away:
            raise Unavailable("Das Archiv antwortet nicht.")
        return self.odd.get(receipt.key, [])

    def documents(self) -> Iterator[str]:
        yield from sorted(self.objects)

    def key_for(self, document: PowerOfAttorneyDocument, sha256: str) -> str:
        return f"poa/2026/{document.id}/1-{sha256}.pdf"

    def store(self, key: str, content: bytes, manifest: Mapping[str, object], *, at: datetime) -> ArchiveReceipt:
        if self.away:
            raise Unavailable("Das Archiv antwortet nicht.")
        self.puts += key not in self.objects
        self.objects[key] = content
        return ArchiveReceipt(
            key=key,
            version="1",
            sha256=hashlib.sha256(content).hexdigest(),
            retain_until=at + timedelta(days=400),
            archived_at=at,
        )

    def append_event(self, document: PowerOfAttorneyDocument, event: Mapping[str, object], *, at: datetime) -> None:
        self.events.append(event)

    def clock(self) -> datetime | None:
        return None

    def extend_lock(self, receipt: ArchiveReceipt, *, at: datetime, no_longer_than: datetime | None) -> datetime:
        if self.away:
            raise Unavailable("Das Archiv antwortet nicht.")
        return min(at + timedelta(days=400), no_longer_than or datetime.max.replace(tzinfo=UTC))

    def read(self, receipt: ArchiveReceipt) -> bytes:
        if self.away:
            raise Unavailable("Das Archiv antwortet nicht.")
        return self.objects[receipt.key]

    def evidence_package(self, package: EvidencePackage) -> bytes:
        self.packages.append(package)
        return b"PK" + package.pdf
