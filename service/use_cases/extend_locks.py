"""Archive locks roll on while a Vollmacht lives, and stop at the end of its retention: locked for ever would be against Art. 17 GDPR."""

from service.domain.access import WORKER
from service.domain.document import DocumentState
from service.domain.errors import Unavailable
from service.domain.ids import DocumentId
from service.domain.retention import EXTENDED_BELOW, retention_ends_at
from service.use_cases.ports import Tools
from service.use_cases.recording import record

AT_ONCE = 50


def extend_due(tools: Tools) -> int:
    """Those whose lock ends first; how many were extended. Safe to run twice."""
    with tools.transactions(WORKER) as work:
        due = list(work.documents.locks_ending(tools.clock() + EXTENDED_BELOW, AT_ONCE))
    extended = 0
    for id in due:
        try:
            extended += extend_lock(id, tools)
        except Unavailable:
            if not extended:  # the store is away, and each further attempt would hang as long
                raise
    return extended


def extend_lock(id: DocumentId, tools: Tools) -> bool:
    """False: it need not be.

    Raises:
        Unavailable: the store is away, or did not take it; nothing is noted.
    """
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        document = work.documents.get(id)
        receipt, ends_at = document.archive, retention_ends_at(work.powers_of_attorney.get(document.power_of_attorney).ended_at)
    if document.state is not DocumentState.ARCHIVED or receipt is None or receipt.is_final:
        return False
    # Outside any transaction: the store may be slow.
    until = tools.archive.extend_lock(receipt, at=now, no_longer_than=ends_at)
    with tools.transactions(WORKER) as work:
        document = work.documents.get(id)
        if document.archive is None or document.archive.key != receipt.key:
            return False  # renewed meanwhile: the new version has a lock of its own
        work.documents.save(document.locked(until, is_final=ends_at is not None and until >= ends_at))
        record(work, tools, "document:lock-extended", id, WORKER, now, reseller=document.reseller, retain_until=until.isoformat())
    return True
