"""What a case rests on: evidence, insolvency checks, attempts to reach the reseller."""

import hashlib
from datetime import datetime

from service.domain.access import Actor, Role
from service.domain.emergency_case import (
    ContactAttempt,
    EmergencyCase,
    Evidence,
    EvidenceTier,
    InsolvencyCheck,
    InsolvencyFinding,
)
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyCaseId, EvidenceId
from service.domain.power_of_attorney import LIVE, LapseGround
from service.use_cases.ports import Tools
from service.use_cases.recording import record


def add_evidence(
    id: EmergencyCaseId,
    actor: Actor,
    tools: Tools,
    *,
    tier: EvidenceTier,
    kind: str,
    file_name: str,
    content: bytes,
    media_type: str,
) -> EmergencyCase:
    """Keep an uploaded deed or statement. Never a medical document."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    if not content:
        raise InputRefused([Fault("$.file", "MISSING", "Bitte den Nachweis als Datei beifügen.")])
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True)
        evidence = Evidence(
            id=EvidenceId(tools.new_id()),
            tier=tier,
            kind=kind,
            file_name=file_name,
            sha256=hashlib.sha256(content).hexdigest(),
            recorded_by=actor.label,
            recorded_at=now,
        )
        case = case.with_evidence(evidence)
        work.evidence_files.add(evidence.id, case.reseller, content, media_type, now)
        work.emergency_cases.save(case)
        record(
            work, tools, "emergency-case:evidence-added", id, actor, now, reseller=case.reseller,
            tier=tier.value, evidence=str(evidence.id), sha256=evidence.sha256,
        )  # fmt: skip
    return case


def read_evidence(id: EmergencyCaseId, evidence: EvidenceId, actor: Actor, tools: Tools) -> tuple[bytes, str]:
    """Content and media type, for the person who approves. The access is audited."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id)
        known = next((piece for piece in case.evidence if piece.id == evidence), None)
        if known is None:
            raise InputRefused([Fault("$.evidence", "UNKNOWN", "Diesen Nachweis gibt es in diesem Notfall nicht.")])
        record(work, tools, "emergency-case:evidence-read", id, actor, now, reseller=case.reseller, evidence=str(evidence))
        return work.evidence_files.read(evidence)


def record_insolvency_check(id: EmergencyCaseId, actor: Actor, tools: Tools, *, finding: InsolvencyFinding) -> EmergencyCase:
    """A look into the insolvency register, now. Proceedings opened end a live Vollmacht (§§ 115–117 InsO)."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True)
        case = case.with_insolvency_check(InsolvencyCheck(finding=finding, checked_at=now, checked_by=actor.label))
        work.emergency_cases.save(case)
        if finding is InsolvencyFinding.OPENED:
            for power in work.powers_of_attorney.of(case.reseller):
                if power.state in LIVE:
                    work.powers_of_attorney.save(power.lapsed(LapseGround.INSOLVENCY, now))
                    record(work, tools, "power-of-attorney:lapsed", power.id, actor, now, reseller=case.reseller)
                    work.jobs.defer("archive_state", power_of_attorney=str(power.id))
        record(work, tools, "emergency-case:insolvency-checked", id, actor, now, reseller=case.reseller, finding=finding.value)
    return case


def log_attempt(
    id: EmergencyCaseId, actor: Actor, tools: Tools, *, channel: str, outcome: str, at: datetime | None = None
) -> EmergencyCase:
    """An attempt to reach the reseller himself: channel, time, outcome."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    made_at = at or now
    if made_at > now:
        raise InputRefused([Fault("$.at", "IN_THE_FUTURE", "Der Versuch liegt in der Zukunft. Bitte den Zeitpunkt prüfen.")])
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True)
        case = case.with_attempt(ContactAttempt(channel=channel, at=made_at, outcome=outcome, made_by=actor.label))
        work.emergency_cases.save(case)
        record(work, tools, "emergency-case:attempt-logged", id, actor, now, reseller=case.reseller, channel=channel)
    return case
