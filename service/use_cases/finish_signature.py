"""From consent to an accepted signature: fetch, keep, judge, accept. Every step may be repeated after a crash."""

from service.domain.access import WORKER, Actor
from service.domain.errors import SignatureRefused, SigningFailed
from service.domain.ids import SignatureRequestId
from service.domain.signature_request import FailureCause, Leg, SignatureRequest, SignatureState
from service.use_cases.ports import Tools
from service.use_cases.receive_signature import accept_received
from service.use_cases.recording import record
from service.use_cases.signing_order import signing_order


def finish_signature(id: SignatureRequestId, actor: Actor, tools: Tools, *, redirect_uri: str) -> SignatureRequest:
    """Go on from wherever the request stands; returns it COMPLETE or FAILED.

    An outage of the provider after consent keeps the request AUTHORISED: it is tried again, never signed anew.
    """
    now = tools.clock()
    # (1) Fetch the signature the signer consented to. Idempotent at the provider: same token, same hash.
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(id)
        power = work.powers_of_attorney.get(request.power_of_attorney)
        order = signing_order(work, tools, power, request, redirect_uri=redirect_uri, at=now)
    if request.state is SignatureState.AUTHORISING and request.leg is Leg.AUTHORISED:
        try:
            signed = tools.signatures.sign(order, request.legs)
        except SigningFailed as failure:
            return fail_signature(id, failure, actor, tools)
        # (2) Keep the bytes before anyone is told (archive.md: "Bytes from a provider are stored durably before").
        with tools.transactions(actor) as work:
            request = work.signature_requests.get(id, for_update=True)
            if request.state is SignatureState.AUTHORISING:
                request = request.signed(signed.pdf)
                work.signature_requests.save(request)
    # (3) Judge and accept: the same for a file from the provider and an uploaded one.
    if request.state in {SignatureState.SIGNED, SignatureState.VALIDATED}:
        try:
            accept_received(id, actor, tools)
        except SignatureRefused as refused:
            return fail_signature(id, SigningFailed(_cause(refused), refused.text), actor, tools)
    with tools.transactions(actor) as work:
        return work.signature_requests.get(id)


def finish_interrupted(tools: Tools, *, redirect_uri: str) -> int:
    """Go on with what a crash left behind after the signer's consent. Safe to run twice."""
    with tools.transactions(WORKER) as work:
        waiting = [request.id for request in work.signature_requests.consented()]
    for id in waiting:
        finish_signature(id, WORKER, tools, redirect_uri=redirect_uri)
    return len(waiting)


def _cause(refused: SignatureRefused) -> FailureCause:
    codes = {code for code, _ in refused.reasons}
    if codes & {"NAME_MISMATCH", "NAME_NEAR_MISS", "PSEUDONYM", "SIGNER_NOT_IN_SET"}:
        return FailureCause.NAME_MISMATCH
    return FailureCause.STALE if "STALE_REVISION" in codes else FailureCause.REFUSED


def fail_signature(id: SignatureRequestId, failure: SigningFailed, actor: Actor, tools: Tools) -> SignatureRequest:
    """Record why the leg ended; the Vollmacht stays signable. An outage after consent ends nothing."""
    now = tools.clock()
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(id, for_update=True)
        outage_after_consent = failure.cause == FailureCause.PROVIDER_OUTAGE and request.leg is Leg.AUTHORISED
        if outage_after_consent or not request.is_open:
            return request
        failed = request.failed(FailureCause(failure.cause), failure.text)
        work.signature_requests.save(failed)
        power = work.powers_of_attorney.get(request.power_of_attorney)
        record(work, tools, "signature:failed", id, actor, now, reseller=power.reseller, cause=failure.cause)
    return failed
