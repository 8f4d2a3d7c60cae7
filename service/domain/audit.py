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


@dataclass(frozen=True, slots=True)
class AuditGap:
    """A step that must have its event once, and has it `times` times."""

    subject: UUID
    kind: str
    times: int


@dataclass(frozen=True, slots=True)
class AuditIntegrity:
    """Attributes:
    is_append_only: the database refuses to change or delete an event.
    rights_too_many: UPDATE, DELETE, TRUNCATE that the service's role should not have.
    """

    events: int
    last_position: int
    is_append_only: bool
    rights_too_many: tuple[str, ...]
    gaps: tuple[AuditGap, ...]

    @property
    def is_whole(self) -> bool:
        return self.is_append_only and not self.rights_too_many and not self.gaps
