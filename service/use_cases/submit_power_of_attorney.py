"""Freeze the draft: the document is issued, its signers are asked."""

import hashlib

from service.domain.access import Actor
from service.domain.document import DocumentState, PowerOfAttorneyDocument
from service.domain.emergency_contact import ContactState
from service.domain.ids import DocumentId, PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney
from service.use_cases.issue_order import issue_order
from service.use_cases.name_contact import invite
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record, require_tenant


def submit_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> PowerOfAttorney:
    """Render, store the bytes and their SHA-256, invite the contacts, ask the first signer. 30 days to sign.

    Raises:
        SigningPaused: what is signed now could be lost.
    """
    tools.require_sound_ground()
    now = tools.clock()
    with tools.transactions(actor) as work:
        draft = work.powers_of_attorney.get(id, for_update=True)
        require_tenant(actor, draft.reseller)
        power = draft.submitted(DocumentId(tools.new_id()), now)
        assert power.document is not None  # noqa: S101 - `submitted` sets it
        order = issue_order(work, tools, power, power.document)
        issued = tools.documents.issue(order)
        sha256 = hashlib.sha256(issued.pdf).hexdigest()
        work.powers_of_attorney.save(power)
        work.documents.save(
            PowerOfAttorneyDocument(
                id=power.document,
                power_of_attorney=id,
                reseller=power.reseller,
                state=DocumentState.ISSUED,
                edition=issued.edition,
                edition_sha256=issued.edition_sha256,
                record_sha256=hashlib.sha256(issued.record).hexdigest(),
                issued_sha256=sha256,
                accepted_sha256=sha256,
                revision=0,
                issued_at=now,
            )
        )
        work.documents.add_revision(power.document, 0, issued.pdf)
        work.documents.add_record(power.document, issued.record)
        work.documents.add_reading_view(power.document, tools.documents.reading_view(order))
        for contact in order.contacts:
            if contact.state is ContactState.DRAFT:
                invited = contact.invited(now)
                work.emergency_contacts.save(invited)
                invite(work, tools, invited, actor, now)
        notify(
            work, tools, "signature-requested", [signer.representative.email for signer in power.signers], id, now,
            occasion=sha256, reseller=power.reseller, values={"number": power.number, "sha256": sha256},
        )  # fmt: skip
        record(
            work, tools, "power-of-attorney:submitted", id, actor, now, reseller=power.reseller,
            document=str(power.document), sha256=sha256, edition=issued.edition,
        )  # fmt: skip
    return power
