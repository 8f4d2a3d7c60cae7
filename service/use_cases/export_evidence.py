"""The auditor's evidence package: everything needed to verify one Vollmacht offline in ten years."""

from service.domain.access import Actor, Role
from service.domain.document import ArchiveReceipt
from service.domain.errors import Conflict, WrongState
from service.domain.ids import PowerOfAttorneyId
from service.use_cases.archive_document import state_of
from service.use_cases.ports import EvidencePackage, Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Work


def export_evidence(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> bytes:
    """BagIt ZIP. The access is audited.

    Raises:
        WrongState: nothing is signed and archived yet.
        Conflict: it was renewed in this moment.
        Unavailable: the archive does not answer.
    """
    actor.require(Role.AUDITOR, Role.TEAM_LEAD, Role.ADMIN)
    now = tools.clock()
    with tools.transactions(actor) as work:
        archived = _archived(work, id)
    # Outside the transaction: a store that hangs holds no connection of the database.
    pdf = tools.archive.read(archived)
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id)
        document = work.documents.of(id)
        if document is None or document.archive is None or document.archive.key != archived.key:
            raise Conflict("Das Dokument wurde gerade neu archiviert. Bitte versuchen Sie es gleich noch einmal.")
        events = [
            {
                "at": event.at.isoformat(),
                "kind": event.kind,
                "subject": str(event.subject),
                "actor": event.actor,
                "details": dict(event.details),
            }
            for event in work.audit_log.of_reseller(power.reseller, limit=None)
        ]
        extracts = [
            {
                "of": extract.of.value,
                "court": extract.court,
                "number": extract.number,
                "dated_on": extract.dated_on.isoformat(),
                "sha256": extract.sha256,
                "shows_authority": extract.shows_authority,
                "recorded_at": extract.recorded_at.isoformat(),
            }
            for extract in work.register_extracts.of(power.reseller)
        ]
        package = EvidencePackage(
            power_of_attorney=id,
            number=power.number,
            pdf=pdf,
            record=work.documents.record(document.id),
            verdict=work.documents.verdict(document.id) or {},
            state=state_of(power),
            events=events,
            register_extracts=extracts,
            receipt=archived,
            edition=document.edition,
            edition_sha256=document.edition_sha256,
            exported_at=now,
            sandbox=tools.policy.sandbox,
            acceptance=work.letters.get("acceptance", id),
        )
        record(
            work,
            tools,
            "evidence:exported",
            id,
            actor,
            now,
            reseller=power.reseller,
            sha256=document.accepted_sha256,
            role=actor.role.value if actor.role else None,
        )
    return tools.archive.evidence_package(package)


def _archived(work: Work, id: PowerOfAttorneyId) -> ArchiveReceipt:
    work.powers_of_attorney.get(id)
    document = work.documents.of(id)
    if document is None or document.archive is None:
        raise WrongState("Diese Vollmacht ist noch nicht vollständig unterschrieben und archiviert.")
    return document.archive
