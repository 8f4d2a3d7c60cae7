"""A revocation is received: it acts at once, in any form, without log-in or signature (§§ 168, 671 BGB)."""

from datetime import datetime

from service.domain.access import Actor, Role
from service.domain.errors import Fault, InputRefused
from service.domain.ids import PowerOfAttorneyId, RevocationId
from service.domain.power_of_attorney import PowerOfAttorney, Revocation
from service.domain.reseller import Reseller
from service.domain.signature_request import FailureCause
from service.use_cases.pause_emergency import rest_cases
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record, require_tenant


def revoke_power_of_attorney(
    id: PowerOfAttorneyId,
    actor: Actor,
    tools: Tools,
    *,
    declared_by: str | None = None,
    received_at: datetime | None = None,
    channel: str = "portal",
    reason: str | None = None,
) -> PowerOfAttorney:
    """Suspend at once; REVOKED in the same transaction when the revoker's right is verified.

    Verified is: a representative of the record who is logged in, or under whose address staff type it in (the operator vouches).

    Args:
        declared_by: address of whoever revokes; None: the logged-in actor himself.
        received_at: when it reached the hoster; None: now. What was decided in between is counted in the log.

    Raises:
        InputRefused: `received_at` lies in the future, before the Vollmacht was begun, or a reseller says it; or nobody is named.
    """
    actor.require(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD, Role.ADMIN)
    now = tools.clock()
    received = received_at or now
    declarant = (declared_by or actor.email or "").strip()
    faults = []
    if received > now:
        faults.append(Fault("$.received_at", "IN_THE_FUTURE", "Der Zugang liegt in der Zukunft. Bitte den Zeitpunkt prüfen."))
    if actor.role is Role.RESELLER and received_at is not None and received < now:
        # Only who took it in can say when it came; the grantor could otherwise take back what was rightly done.
        text = "Wann ein Widerruf zugegangen ist, hält der Hoster fest. Ohne Zeitpunkt gilt er ab sofort."
        faults.append(Fault("$.received_at", "NOT_ALLOWED", text))
    if not declarant:
        faults.append(Fault("$.declared_by", "MISSING", "Bitte angeben, wer widerruft (E-Mail-Adresse)."))
    if faults:
        raise InputRefused(faults)
    with tools.transactions(actor) as work:
        before = work.powers_of_attorney.get(id, for_update=True)
        require_tenant(actor, before.reseller)
        if received < before.created_at:
            text = "Damals gab es diese Vollmacht noch nicht. Bitte den Zeitpunkt des Zugangs prüfen."
            raise InputRefused([Fault("$.received_at", "TOO_EARLY", text)])
        reseller = work.resellers.get(before.reseller)
        verified = _may_revoke(declarant, actor, reseller, before)
        revocation = Revocation(
            id=RevocationId(tools.new_id()),
            declared_by=declarant,
            received_at=received,
            recorded_at=now,
            verified=verified,
            channel=channel,
            reason=reason,
        )
        power = before.revoked(revocation)
        work.powers_of_attorney.save(power)
        if power.document is not None and (leg := work.signature_requests.open_of(power.document)) is not None:
            work.signature_requests.save(leg.failed(FailureCause.STALE, "Die Vollmacht wurde widerrufen."))
        rest_cases(work, tools, power.reseller, actor)
        notify(
            work, tools, "power-of-attorney-revoked",
            reseller.all_addresses, id, now,
            occasion=str(revocation.id), reseller=power.reseller,
            values={"number": power.number, "state": power.state.value},
        )  # fmt: skip
        record(
            work, tools, "power-of-attorney:revoked" if verified else "power-of-attorney:suspended", id, actor, now,
            reseller=power.reseller, revocation=str(revocation.id), received_at=received.isoformat(), verified=verified,
            decisions_since_receipt=work.decisions.count_since(power.reseller, received), channel=channel,
        )  # fmt: skip
        work.jobs.defer("archive_state", power_of_attorney=str(id))
    return power


def _may_revoke(declarant: str, actor: Actor, reseller: Reseller, power: PowerOfAttorney) -> bool:
    """Any one person who takes part in representing the grantor, of the record or of the frozen document (its § 12)."""
    if actor.role is Role.RESELLER and (actor.email or "").casefold() != declarant.casefold():
        return False
    signers = {signer.representative.email.casefold() for signer in power.signers}
    return reseller.representative(declarant) is not None or declarant.casefold() in signers
