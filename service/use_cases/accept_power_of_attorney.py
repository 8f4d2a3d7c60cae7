"""The hoster accepts the Auftrag (Annahme), or rejects the Vollmacht."""

from datetime import timedelta

from service.domain.access import Actor, Role
from service.domain.document import ArchiveReceipt, DocumentState, PowerOfAttorneyDocument
from service.domain.errors import Conflict, WrongState
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney
from service.domain.representation import representation_proof
from service.use_cases.own_interest import require_disinterested
from service.use_cases.ports import Tools
from service.use_cases.put_into_effect import put_into_effect
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


class RepresentationUnproven(Conflict):
    """Nothing at hand shows that the signers may bind the grantor."""

    code = "representation-unproven"


class DocumentNotArchived(Conflict):
    """The sealed document does not lie verified in the archive yet."""

    code = "document-not-archived"


def accept_power_of_attorney(
    id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, all_partners_declared: bool = False
) -> PowerOfAttorney:
    """Accept after a person looked: verdict valid, representation proven, archived copy verified.

    Args:
        all_partners_declared: GBR: the signers declare that these are all partners (no register proves it).

    Raises:
        RepresentationUnproven, DocumentNotArchived, WrongState: what is missing and what to do.
        ConflictOfInterest: he is one of those concerned.
    """
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    verified = _verified_copy(id, actor, tools)
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id, for_update=True)
        require_disinterested(work, power.reseller, actor)
        document, receipt = _archived(work, id)
        if receipt.key != verified.key:
            raise DocumentNotArchived("Das Dokument wurde gerade neu archiviert. Bitte versuchen Sie es gleich noch einmal.")
        proof = representation_proof(
            work.resellers.get(power.reseller).grantor,
            work.register_extracts.of(power.reseller),
            declared_at=power.declared_at,
            all_partners_declared=all_partners_declared,
        )
        if not proof.proven:
            raise RepresentationUnproven(proof.text)
        accepted = _without_fast_lane(work, power, document, tools).accepted(now)
        work.powers_of_attorney.save(accepted)
        notify(
            work, tools, "power-of-attorney-accepted", _directors(work, accepted), id, now, occasion="accepted",
            reseller=power.reseller, values={"number": power.number, "sha256": document.accepted_sha256},
        )  # fmt: skip
        record(
            work, tools, "power-of-attorney:accepted", id, actor, now, reseller=power.reseller,
            sha256=document.accepted_sha256, all_partners_declared=all_partners_declared,
        )  # fmt: skip
        work.jobs.defer("archive_state", power_of_attorney=str(id))
        work.jobs.defer("issue_acceptance", power_of_attorney=str(id))
    if accepted.cooling_off_ends_at is not None and accepted.cooling_off_ends_at <= now:
        return put_into_effect(id, actor, tools)
    return accepted


def reject_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, reason: str) -> PowerOfAttorney:
    """Refuse the Auftrag; everyone is told why."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        rejected = work.powers_of_attorney.get(id, for_update=True).rejected(now, reason)
        work.powers_of_attorney.save(rejected)
        notify(
            work, tools, "power-of-attorney-rejected", _directors(work, rejected), id, now, occasion="rejected",
            reseller=rejected.reseller, values={"number": rejected.number, "reason": reason},
        )  # fmt: skip
        record(work, tools, "power-of-attorney:rejected", id, actor, now, reseller=rejected.reseller)
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return rejected


def _verified_copy(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> ArchiveReceipt:
    """Of the document, whose archived bytes are the right ones: read outside of transactions, for the store may hang."""
    with tools.transactions(actor) as work:
        work.powers_of_attorney.get(id)
        _, receipt = _archived(work, id)
    tools.archive.read(receipt)
    return receipt


def _archived(work: Work, id: PowerOfAttorneyId) -> tuple[PowerOfAttorneyDocument, ArchiveReceipt]:
    """The document of a Vollmacht, and where it lies; archived, with a valid and complete verdict."""
    document = work.documents.of(id)
    if document is None:
        raise WrongState("Zu dieser Vollmacht ist noch kein Dokument ausgestellt.")
    if document.state is not DocumentState.ARCHIVED or document.archive is None:
        raise DocumentNotArchived("Das Dokument ist noch nicht geprüft archiviert. Bitte versuchen Sie es gleich noch einmal.")
    verdict = work.documents.verdict(document.id)
    if verdict is None or verdict.get("verdict") != "VALID" or not verdict.get("complete"):
        raise WrongState("Die Unterschriften sind nicht vollständig gültig.")
    return document, document.archive


def _without_fast_lane(work: Work, power: PowerOfAttorney, document: PowerOfAttorneyDocument, tools: Tools) -> PowerOfAttorney:
    """Cooling-off 0 only if no contact changed since the document was frozen; else the default period."""
    changed = any(
        contact.created_at > document.issued_at or (not contact.is_open and contact.changed_at > document.issued_at)
        for contact in work.emergency_contacts.of(power.reseller)
    )
    return power.with_cooling_off(max(power.terms.cooling_off, tools.policy.cooling_off if changed else timedelta(0)))


def _directors(work: Work, power: PowerOfAttorney) -> tuple[str, ...]:
    """All who represent the grantor, the reseller's own address, and the contacts of the signers: all channels."""
    reseller = work.resellers.get(power.reseller)
    signers = (signer.representative.email for signer in power.signers)
    return (reseller.grantor.email, *(person.email for person in reseller.representatives), *signers)
