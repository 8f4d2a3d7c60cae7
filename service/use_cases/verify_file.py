"""Verify a file: full verdict, against what we issued if it bears our mark."""

from datetime import datetime

from service.domain.access import Actor, Role
from service.domain.errors import NotFound
from service.domain.ids import DocumentId
from service.use_cases.ports import Expectation, Judgement, Tools
from service.use_cases.repositories import Work
from service.use_cases.view_power_of_attorney import document_bytes


def verify_file(pdf: bytes, actor: Actor, tools: Tools, *, at: datetime | None = None) -> Judgement:
    """Judge any PDF.

    Args:
        at: instant of the verdict; None: now.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR)
    document = tools.documents.marked(pdf)
    expected = None
    if document is not None:
        with tools.transactions(actor) as work:
            expected = expectation_for(work, tools, document)
    judged = tools.signatures.judge(pdf, expected, at=at or tools.clock())
    if document is None:
        return judged
    return judged.with_record(tools.documents.check_record(pdf, expected.record if expected else None))


def expectation_for(work: Work, tools: Tools, id: DocumentId) -> Expectation | None:
    """What the file with this mark must be; None: not issued here."""
    try:
        document = work.documents.get(id)
    except NotFound:
        return None
    power = work.powers_of_attorney.get(document.power_of_attorney)
    return Expectation(
        power_of_attorney=power.id,
        issued=work.documents.revision(id, 0),
        accepted=document_bytes(work, tools, document),
        signers=power.signers,
        signed_fields=(),
        finished=True,
        record=work.documents.record(id),
    )
