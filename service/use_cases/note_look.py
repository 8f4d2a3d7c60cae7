"""Somebody of the hoster's or an auditor looked at a Vollmacht: the grantor sees who and when."""

from datetime import timedelta

from service.domain.access import Actor, Role
from service.domain.ids import PowerOfAttorneyId
from service.use_cases.ports import Tools
from service.use_cases.recording import record

AGAIN_AFTER = timedelta(hours=1)
KIND = "power-of-attorney:viewed"


def note_look(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> bool:
    """Whether it was noted: of one person at most once an hour; the grantor's own looks are his own business."""
    if actor.role in {None, Role.RESELLER}:
        return False
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id)
        latest = [event.at for event in work.audit_log.of(id) if event.kind == KIND and event.actor == actor.label]
        if latest and now - latest[-1] < AGAIN_AFTER:
            return False
        record(work, tools, KIND, id, actor, now, reseller=power.reseller, role=actor.role.value if actor.role else None)
    return True
