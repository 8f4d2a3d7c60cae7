"""What a case rests on: evidence, insolvency checks, attempts to reach the reseller."""

import hashlib
from datetime import datetime, timedelta

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
from service.domain.power_of_attorney import LapseGround
from service.use_cases.end_power_of_attorney import lapse_all
from service.use_cases.ports import Tools
from service.use_cases.recording import record

# What a browser may be told that a proof is; what anybody else calls his file is not repeated.
KNOWN_FILES, OTHER_FILES = ("application/pdf", "image/jpeg", "image/png", "image/tiff"), "application/octet-stream"
# What lies further back says nothing about whether he can be reached now.
OLDEST_ATTEMPT = timedelta(days=366)


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
        known = media_type if media_type in KNOWN_FILES else OTHER_FILES
        work.evidence_files.add(evidence.id, case.reseller, content, known, now)
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
        content, media_type = work.evidence_files.read(evidence)
    return content, media_type if media_type in KNOWN_FILES else OTHER_FILES


def record_insolvency_check(id: EmergencyCaseId, actor: Actor, tools: Tools, *, finding: InsolvencyFinding) -> EmergencyCase:
    """A look into the insolvency register, now. Proceedings opened end a live Vollmacht (§§ 115–117 InsO)."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        if finding is InsolvencyFinding.OPENED:
            lapse_all(work, tools, work.emergency_cases.get(id).reseller, actor, LapseGround.INSOLVENCY)
        case = work.emergency_cases.get(id, for_update=True)
        case = case.with_insolvency_check(InsolvencyCheck(finding=finding, checked_at=now, checked_by=actor.label))
        work.emergency_cases.save(case)
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
    if made_at < now - OLDEST_ATTEMPT:
        raise InputRefused([Fault("$.at", "TOO_EARLY", "Der Versuch liegt über ein Jahr zurück. Bitte den Zeitpunkt prüfen.")])
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True)
        case = case.with_attempt(ContactAttempt(channel=channel, at=made_at, outcome=outcome, made_by=actor.label))
        work.emergency_cases.save(case)
        record(work, tools, "emergency-case:attempt-logged", id, actor, now, reseller=case.reseller, attempts=len(case.attempts))
    return case
