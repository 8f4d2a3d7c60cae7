"""What somebody must be told: written to the outbox in the transaction of the change, sent later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.domain.ids import NoticeId, ResellerId


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one recipient.

    Attributes:
        kind: template name, `signature-requested`.
        recipient: e-mail address.
        key: idempotency key; the same key is never queued twice.
        values: what the template needs.
        attempts: how often sending it was begun.
    """

    id: NoticeId
    kind: str
    recipient: str
    subject: UUID
    key: str
    values: Mapping[str, str]
    created_at: datetime
    reseller: ResellerId | None = None
    attempts: int = 0
