"""Give up a Vollmacht before it is complete: discarded by the grantor, refused by a signer, or past its deadline."""

from contextlib import suppress

from service.domain.access import WORKER, Actor
from service.domain.errors import WrongState
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import SIGNABLE, PowerOfAttorney
from service.domain.signature_request import FailureCause, SignatureState
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record, require_tenant
from service.use_cases.repositories import Work


def discard_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, reason: str) -> PowerOfAttorney:
    """End it and tell everyone who was asked; an open signing leg ends with it."""
    now = tools.clock()
    with tools.transactions(actor) as work:
        before = work.powers_of_attorney.get(id, for_update=True)
        require_tenant(actor, before.reseller)
        power = before.discarded(now)
        work.powers_of_attorney.save(power)
        if power.document is not None and (request := work.signature_requests.open_of(power.document)) is not None:
            work.signature_requests.save(request.failed(FailureCause.STALE, "Die Vollmacht wurde verworfen."))
        addresses = work.resellers.get(power.reseller).all_addresses
        notify(
            work, tools, "power-of-attorney-discarded", [*addresses, *(one.representative.email for one in power.signers)], id, now,
            occasion="discarded", reseller=power.reseller, values={"number": power.number, "reason": reason},
        )  # fmt: skip
        record(work, tools, "power-of-attorney:discarded", id, actor, now, reseller=power.reseller)
    return power


def discard_overdue(tools: Tools) -> int:
    """Discard what was not signed by its deadline. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        overdue = [
            power.id
            for power in work.powers_of_attorney.in_state(*SIGNABLE)
            if power.deadline_at is not None and power.deadline_at <= now and not _is_under_review(work, power)
        ]
    for id in overdue:
        with suppress(WrongState):  # somebody signed or discarded it just now
            discard_power_of_attorney(id, WORKER, tools, reason="Die Frist von 30 Tagen ist abgelaufen.")
    return len(overdue)


def _is_under_review(work: Work, power: PowerOfAttorney) -> bool:
    """Somebody signed in time, and two of our own people are still comparing a name: that is not to his harm."""
    request = work.signature_requests.open_of(power.document) if power.document is not None else None
    return request is not None and request.state is SignatureState.UNDER_NAME_REVIEW
