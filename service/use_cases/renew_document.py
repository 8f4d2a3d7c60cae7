"""Before the last timestamp of an archived document weakens: one more, over everything, archived as a version of its own (ETSI EN 319 142-1 § 5.5)."""

import hashlib
from datetime import timedelta

from service.domain.access import WORKER
from service.domain.document import DocumentState
from service.domain.errors import ServiceError, SignatureRefused, TimestampUnavailable
from service.domain.ids import DocumentId
from service.use_cases.archive_document import manifest_of
from service.use_cases.ports import Expectation, Tools
from service.use_cases.recording import record
from service.use_cases.signing_order import confirmed_names

RENEWAL_LEAD = timedelta(days=90)
"""So long before the end of the authority's certificate: time enough to find another authority."""
AT_ONCE = 50


def renew_due(tools: Tools) -> int:
    """All whose last timestamp ends soon, the most urgent first; how many were renewed. Without an authority none is tried in vain."""
    with tools.transactions(WORKER) as work:
        due = list(work.documents.due_for_renewal(tools.clock() + RENEWAL_LEAD, AT_ONCE))
    renewed = 0
    for id in due:
        try:
            renewed += renew_document(id, tools)
        except TimestampUnavailable:
            raise
        except ServiceError:  # one that fails holds up no other; the audit log and the next run tell
            continue
    return renewed


def renew_document(id: DocumentId, tools: Tools) -> bool:
    """Add validation data and a document timestamp, judge, archive beside the earlier version. False: it was not due any more.

    Safe to run twice: the earlier version stays the valid one until the new one lies verified in the archive.

    Raises:
        TimestampUnavailable, Unavailable: later.
        SignatureRefused: the renewed file does not hold; nothing was stored.
    """
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        document = work.documents.get(id)
        if document.state is not DocumentState.ARCHIVED or document.archive is None or document.renew_by is None:
            return False
        if document.renew_by - now >= RENEWAL_LEAD:
            return False
        power = work.powers_of_attorney.get(document.power_of_attorney)
        issued, confirmed = work.documents.revision(id, 0), confirmed_names(work, id)
    # Outside the transaction: the store may be slow.
    archived = tools.archive.read(document.archive)
    expected = Expectation(
        power_of_attorney=power.id,
        issued=issued,
        accepted=archived,
        signers=power.signers,
        signed_fields=power.signed_fields,
        finished=True,
        confirmed=confirmed,
    )
    renewed = tools.signatures.seal(archived, at=now)
    judgement = tools.signatures.judge(renewed, expected, at=tools.clock())
    if judgement.verdict != "VALID" or judgement.renew_by is None or judgement.renew_by <= document.renew_by:
        raise SignatureRefused(
            judgement.reasons or (("TIMESTAMP_INVALID", "Der neue Zeitstempel hält nicht länger als der alte."),)
        )
    sha256 = hashlib.sha256(renewed).hexdigest()
    later = document.renewed(sha256, judgement.renew_by)
    receipt = tools.archive.store(tools.archive.key_for(later, sha256), renewed, manifest_of(power, later), at=now)
    with tools.transactions(WORKER) as work:
        if work.documents.get(id).revision != document.revision:
            return False
        work.documents.save(later.archived(receipt))
        work.documents.save_verdict(id, judgement.as_json)
        record(
            work, tools, "document:renewed", id, WORKER, now, reseller=document.reseller,
            sha256=sha256, key=receipt.key, renew_by=judgement.renew_by.isoformat(),
        )  # fmt: skip
        work.jobs.defer("archive_state", power_of_attorney=str(document.power_of_attorney))
    return True
