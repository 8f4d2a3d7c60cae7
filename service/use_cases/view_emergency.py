"""One emergency with its history, and which of its evidence whoever looks has opened."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.access import Actor
from service.domain.audit import AuditEvent
from service.domain.emergency_case import EmergencyCase
from service.domain.ids import EmergencyCaseId
from service.use_cases.ports import Tools
from service.use_cases.recording import require_tenant


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """Attributes:
    events: oldest first.
    opened: ids of the evidence that the asking person has opened, as text.
    """

    case: EmergencyCase
    events: tuple[AuditEvent, ...]
    opened: frozenset[str]


def view_case_history(id: EmergencyCaseId, actor: Actor, tools: Tools) -> CaseHistory:
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id)
        require_tenant(actor, case.reseller)
        events = tuple(work.audit_log.of(id))
    return CaseHistory(case, events, opened_by(actor, events))


def opened_by(actor: Actor, events: Iterable[AuditEvent]) -> frozenset[str]:
    """Ids of the evidence whose files this person was given, as the log of the case has it."""
    return frozenset(
        str(event.details.get("evidence"))
        for event in events
        if event.kind == "emergency-case:evidence-read" and event.actor == actor.label
    )
