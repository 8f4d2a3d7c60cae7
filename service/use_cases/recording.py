"""What every use case leaves behind: an audit event, and notices to those who must know."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from service.domain.access import Actor
from service.domain.audit import AuditEvent
from service.domain.errors import NotFound
from service.domain.ids import EventId, NoticeId, ResellerId
from service.domain.notice import Notice
from service.use_cases.ports import Tools
from service.use_cases.repositories import Work


def record(
    work: Work,
    tools: Tools,
    kind: str,
    subject: UUID,
    actor: Actor,
    at: datetime,
    *,
    reseller: ResellerId | None = None,
    **details: str | int | bool | None,
) -> None:
    """Append to the audit log, in the transaction of the change."""
    work.audit_log.append(
        AuditEvent(
            id=EventId(tools.new_id()),
            kind=kind,
            subject=subject,
            actor=actor.label,
            at=at,
            reseller=reseller,
            details=details,
        )
    )


def notify(
    work: Work,
    tools: Tools,
    kind: str,
    recipients: Iterable[str],
    subject: UUID,
    at: datetime,
    *,
    occasion: str,
    reseller: ResellerId | None = None,
    values: Mapping[str, str] | None = None,
) -> None:
    """Queue one notice per recipient; the same occasion told twice is one notice.

    Args:
        occasion: what makes this notice another than the last of its kind: a revision, a state.
    """
    for recipient in dict.fromkeys(address.strip().casefold() for address in recipients):
        work.outbox.add(
            Notice(
                id=NoticeId(tools.new_id()),
                kind=kind,
                recipient=recipient,
                subject=subject,
                key=f"{kind}:{subject}:{occasion}:{recipient}",
                values=values or {},
                created_at=at,
                reseller=reseller,
            )
        )
    work.jobs.defer("deliver_notices")


def require_tenant(actor: Actor, reseller: ResellerId) -> None:
    """Another tenant's thing is not there.

    Raises:
        NotFound: with the same words as for an id that never was.
    """
    if not actor.sees(reseller):
        raise NotFound
