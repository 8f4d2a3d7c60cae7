"""The last signature is there: seal the file to PAdES B-LTA and hand it to the archive."""

import hashlib
from contextlib import suppress
from dataclasses import replace

from service.domain.access import WORKER
from service.domain.document import DocumentState
from service.domain.errors import ServiceError, SignatureRefused
from service.domain.ids import DocumentId
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.repositories import ArchiveIntent
from service.use_cases.signing_order import expectation


def seal_waiting(tools: Tools) -> int:
    """All that still wait for their timestamp, oldest first. Safe to run twice."""
    with tools.transactions(WORKER) as work:
        waiting = list(work.documents.awaiting_timestamp(limit=100))
    for id in waiting:
        with suppress(ServiceError):  # one that fails holds up no other; its own job says why
            seal_document(id, tools)
    return len(waiting)


def seal_document(id: DocumentId, tools: Tools) -> None:
    """Add revocation data and a document timestamp, judge the finished file, write the archive's intent row.

    Safe to run twice: only AWAITING_TIMESTAMP is sealed.

    Raises:
        TimestampUnavailable: the document stays AWAITING_TIMESTAMP; the job tries again.
        SignatureRefused: the sealed file does not hold; a defect to be looked at, nothing was stored.
    """
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        document = work.documents.get(id)
        if document.state is not DocumentState.AWAITING_TIMESTAMP:
            return
        power = work.powers_of_attorney.get(document.power_of_attorney)
        signed = work.documents.revision(id, document.revision)
        expected = expectation(work, power, document, finished=True)
    sealed = tools.signatures.seal(signed, at=now)
    judgement = tools.signatures.judge(sealed, expected, at=tools.clock())
    if judgement.verdict != "VALID":
        raise SignatureRefused(judgement.reasons)
    sha256 = hashlib.sha256(sealed).hexdigest()
    with tools.transactions(WORKER) as work:
        document = work.documents.get(id)
        if document.state is not DocumentState.AWAITING_TIMESTAMP:
            return
        finished = replace(document.accepted(sha256, DocumentState.SEALED, now), renew_by=judgement.renew_by)
        work.documents.add_revision(id, finished.revision, sealed)
        work.documents.save(finished)
        work.documents.save_verdict(id, judgement.as_json)
        work.archive_intents.add(
            ArchiveIntent(document=id, key=tools.archive.key_for(finished, sha256), sha256=sha256, created_at=now)
        )
        record(work, tools, "document:sealed", id, WORKER, now, reseller=document.reseller, sha256=sha256)
        work.jobs.defer("archive_document", document=str(id))
