"""What the append-only log holds. Ids, never names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from service.domain.ids import EventId, ResellerId


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that happened.

    Attributes:
        kind: `power-of-attorney:revoked`: thing, colon, past participle.
        subject: id of the thing.
        actor: `user:<id>`, `operator`, `worker`.
        details: short JSON-able values, no personal data.
    """

    id: EventId
    kind: str
    subject: UUID
    actor: str
    at: datetime
    reseller: ResellerId | None = None
    details: Mapping[str, str | int | bool | None] = field(default_factory=dict)
