"""Archive a sealed document: write once, read back, verify, and only then let the working copies go."""

from service.domain.access import WORKER
from service.domain.document import DocumentState, PowerOfAttorneyDocument
from service.domain.errors import ServiceError, Unavailable
from service.domain.ids import DocumentId, PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney
from service.use_cases.ports import Tools
from service.use_cases.recording import record


def archive_document(id: DocumentId, tools: Tools) -> None:
    """Follow the intent row. Safe to run twice: an identical copy is adopted.

    Raises:
        Unavailable: the store is away; the document waits as SEALED.
    """
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        document = work.documents.get(id)
        intent = work.archive_intents.get(id)
        if document.state is not DocumentState.SEALED or intent is None or intent.closed_at is not None:
            return
        power = work.powers_of_attorney.get(document.power_of_attorney)
        content = work.documents.revision(id, document.revision)
        manifest = manifest_of(power, document)
    receipt = tools.archive.store(intent.key, content, manifest, at=now)
    with tools.transactions(WORKER) as work:
        document = work.documents.get(id)
        if document.state is not DocumentState.SEALED:
            return
        work.documents.save(document.archived(receipt))
        work.archive_intents.close(id, receipt)
        record(
            work, tools, "document:archived", id, WORKER, now, reseller=document.reseller,
            key=receipt.key, sha256=receipt.sha256, retain_until=receipt.retain_until.isoformat(), surplus=receipt.surplus,
        )  # fmt: skip
        # Whatever changed while the document waited could not be appended yet.
        work.jobs.defer("archive_state", power_of_attorney=str(document.power_of_attorney))


def archive_waiting(tools: Tools) -> int:
    """All that are sealed and not archived yet, oldest first. Safe to run twice."""
    with tools.transactions(WORKER) as work:
        waiting = list(work.documents.awaiting_archive(limit=100))
    for id in waiting:
        try:
            archive_document(id, tools)
        except Unavailable:
            break  # the store is away, and each further attempt would hang as long
        except ServiceError:
            continue  # one that fails holds up no other; its own job says why
    return len(waiting)


def archive_state(id: PowerOfAttorneyId, tools: Tools) -> None:
    """Append the Vollmacht's present state to the archive: a restore never revives a revoked one."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        power = work.powers_of_attorney.get(id)
        document = work.documents.of(id)
    if document is None or document.archive is None:
        return
    tools.archive.append_event(document, state_of(power), at=now)


def manifest_of(power: PowerOfAttorney, document: PowerOfAttorneyDocument) -> dict[str, object]:
    """What never changes again: a second attempt, days later, writes the same bytes. States are events of their own."""
    return {
        "power_of_attorney": str(power.id),
        "reseller": str(power.reseller),
        "number": power.number,
        "document": str(document.id),
        "sha256": document.accepted_sha256,
        "issued_sha256": document.issued_sha256,
        "record_sha256": document.record_sha256,
        "edition": document.edition,
        "edition_sha256": document.edition_sha256,
        "issued_at": document.issued_at.isoformat(),
        "sealed_at": document.sealed_at.isoformat() if document.sealed_at else None,
    }


def state_of(power: PowerOfAttorney) -> dict[str, object]:
    """State and times of a Vollmacht for the archive's manifests: ids and instants, nothing personal.

    The highest `version` is the latest.
    """

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "power_of_attorney": str(power.id),
        "reseller": str(power.reseller),
        "number": power.number,
        "state": power.state.value,
        "version": power.version,
        "declared_at": text(power.declared_at),
        "effective_at": text(power.effective_at),
        "ended_at": text(power.ended_at),
        "last_day": text(power.last_day),
        "suspension": text(power.suspension),
        "revocations": [
            {"id": str(one.id), "received_at": str(one.received_at), "verified": one.verified} for one in power.revocations
        ],
    }
