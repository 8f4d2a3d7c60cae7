"""Verify a file: full verdict, against what we issued if it bears our mark."""

from datetime import datetime

from service.domain.access import Actor, Role
from service.domain.errors import NotFound
from service.domain.ids import DocumentId
from service.use_cases.ports import Expectation, Judgement, Tools
from service.use_cases.signing_order import confirmed_names
from service.use_cases.view_power_of_attorney import kept_bytes, last_accepted


def verify_file(pdf: bytes, actor: Actor, tools: Tools, *, at: datetime | None = None) -> Judgement:
    """Judge any PDF.

    Args:
        at: instant of the verdict; None: now.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR)
    document = tools.documents.marked(pdf)
    expected = issued_here(document, actor, tools) if document is not None else None
    judged = tools.signatures.judge(pdf, expected, at=at or tools.clock())
    if document is None:
        return judged
    return judged.with_record(tools.documents.check_record(pdf, expected.record if expected else None))


def issued_here(id: DocumentId, actor: Actor, tools: Tools) -> Expectation | None:
    """What the file with this mark must be; None: not issued here. Raises Unavailable: the archive does not answer."""
    with tools.transactions(actor) as work:
        try:
            document = work.documents.get(id)
        except NotFound:
            return None
        power = work.powers_of_attorney.get(document.power_of_attorney)
        issued, record = work.documents.revision(id, 0), work.documents.record(id)
        kept, confirmed = kept_bytes(work, document), confirmed_names(work, id)
    return Expectation(
        power_of_attorney=power.id,
        issued=issued,
        accepted=last_accepted(document, kept, tools),
        signers=power.signers,
        signed_fields=(),
        finished=True,
        record=record,
        confirmed=confirmed,
    )
