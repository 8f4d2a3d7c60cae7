"""Deeds that proved an emergency are deleted half a year after its end, unless the Vollmacht is in dispute."""

from service.domain.access import WORKER
from service.domain.ids import ResellerId
from service.domain.power_of_attorney import SuspensionGround
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Work


def erase_evidence(tools: Tools) -> int:
    """Every case whose files are due, each under its row's lock; how many. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        due = [
            case
            for case in work.emergency_cases.ended_with_files(now)
            if case.evidence_due(now) and not _in_dispute(work, case.reseller)
        ]
        for case in due:
            for piece in case.evidence:
                work.evidence_files.erase(piece.id)
            work.emergency_cases.save(case.without_evidence_files(now))
            record(
                work,
                tools,
                "emergency-case:evidence-erased",
                case.id,
                WORKER,
                now,
                reseller=case.reseller,
                files=len(case.evidence),
            )
    return len(due)


def _in_dispute(work: Work, reseller: ResellerId) -> bool:
    return any(power.suspension is SuspensionGround.DISPUTE for power in work.powers_of_attorney.of(reseller))
