"""From consent to an accepted signature: fetch, keep, stamp, keep, judge, accept. Each step may be repeated after a crash.

| step | kept before the next | when somebody is away |
|---|---|---|
| the provider is asked for the value the signer consented to | the value | asked again; never consented or signed anew |
| the value is stamped and embedded | the signed file | the provider is asked nothing any more; the timestamp is |
| the file is judged and accepted | revision, verdict, notices in one transaction | judged again: the signature is not lost |
"""

from contextlib import suppress
from datetime import datetime

from service.domain.access import WORKER, Actor
from service.domain.errors import ServiceError, SignatureRefused, SigningFailed, Unavailable, WrongState
from service.domain.ids import SignatureRequestId
from service.domain.signature_request import CONSENT_LIFETIME, FACTS_PATIENCE, FailureCause, Leg, SignatureRequest, SignatureState
from service.use_cases.ports import Pending, SigningOrder, Tools
from service.use_cases.receive_signature import accept_received
from service.use_cases.recording import notify, record
from service.use_cases.signing_order import signing_order

MISSING_FACTS = frozenset({"REVOCATION_UNKNOWN", "LISTS_UNAVAILABLE"})
_NEVER_READY = "Der Signaturdienst ist seit einem Tag nicht fertig geworden. Bei uns liegt keine Unterschrift; bitte beginnen Sie noch einmal."
_OVER = "Die Vollmacht wartet nicht mehr auf Unterschriften: Sie wurde inzwischen verworfen oder widerrufen. Es gilt keine Unterschrift."
_LOST = "Der Signaturdienst hat vielleicht unterschrieben, seine Antwort ist aber nicht angekommen, und er gibt sie kein zweites Mal. Bei uns liegt keine Unterschrift."


def finish_signature(id: SignatureRequestId, actor: Actor, tools: Tools, *, redirect_uri: str) -> SignatureRequest:
    """Go on from wherever the request stands; returns it COMPLETE, FAILED, or waiting for somebody who is away."""
    now = tools.clock()
    # (1) One process at a time: two at once would ask for the same value twice, and some providers give it once.
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(id, for_update=True)
        if not request.is_due(now):
            return request
        request = request.taken(now + tools.signatures.patience(request.provider))
        work.signature_requests.save(request)
        power = work.powers_of_attorney.get(request.power_of_attorney)
        order = signing_order(work, tools, power, request, redirect_uri=redirect_uri, at=now)
    try:
        # (2) Fetch the value. Idempotent: one signature is all that was authorised, over one hash.
        if request.leg is Leg.AUTHORISED:
            request = _fetched(request, order, actor, tools)
        # (3) Stamp and embed; keep the bytes before anyone is told (archive.md: "Bytes from a provider are stored durably before").
        if request.leg is Leg.STAMPING:
            request = _signed(request, order, actor, tools)
        # (4) Judge and accept: the same for a file from the provider and an uploaded one.
        if request.state in {SignatureState.SIGNED, SignatureState.VALIDATED}:
            accept_received(id, actor, tools)
    except SigningFailed as failure:
        return fail_signature(id, failure, actor, tools)
    except Unavailable:  # the lists cannot even be read: that is no reason to lose a signature that is here
        return _postponed(id, actor, tools)
    except WrongState:  # withdrawn while he signed
        return fail_signature(id, SigningFailed(FailureCause.STALE, _OVER), actor, tools)
    except SignatureRefused as refused:
        if _only_facts_are_missing(refused) and now < request.created_at + FACTS_PATIENCE:
            return _postponed(id, actor, tools)
        return fail_signature(id, SigningFailed(_cause(refused), refused.text), actor, tools)
    with tools.transactions(actor) as work:
        return work.signature_requests.get(id)


def finish_interrupted(tools: Tools, *, redirect_uri: str) -> int:
    """Go on with what a crash or an outage left behind after the signer's consent. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        waiting = [request.id for request in work.signature_requests.consented() if request.is_due(now)]
    for id in waiting:
        with suppress(ServiceError):  # one that fails holds up no other
            finish_signature(id, WORKER, tools, redirect_uri=redirect_uri)
    return len(waiting)


def expire_abandoned(tools: Tools) -> int:
    """End legs whose signer never came back from the provider: the next one may sign. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        abandoned = [request.id for request in work.signature_requests.abandoned(now)]
    text = "Sie sind vom Signaturdienst nicht zurückgekommen. Es wurde nichts unterschrieben; Sie können jederzeit neu beginnen."
    for id in abandoned:
        fail_signature(id, SigningFailed(FailureCause.EXPIRED, text), WORKER, tools)
    return len(abandoned)


def _fetched(request: SignatureRequest, order: SigningOrder, actor: Actor, tools: Tools) -> SignatureRequest:
    step = tools.signatures.fetch(order, request.legs)
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(request.id, for_update=True)
        if request.leg is not Leg.AUTHORISED:
            return request
        if isinstance(step, Pending) and not _waits(request, tools.clock()):
            raise SigningFailed(FailureCause.PROVIDER_OUTAGE, _NEVER_READY)
        request = request.pending(step.legs, tools.clock()) if isinstance(step, Pending) else request.fetched(step.legs)
        work.signature_requests.save(request)
        return work.signature_requests.get(request.id)


def _signed(request: SignatureRequest, order: SigningOrder, actor: Actor, tools: Tools) -> SignatureRequest:
    signed = tools.signatures.embed(order, request.legs)
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(request.id, for_update=True)
        if request.leg is Leg.STAMPING:
            work.signature_requests.save(request.signed(signed.pdf))
        return work.signature_requests.get(request.id)


def _only_facts_are_missing(refused: SignatureRefused) -> bool:
    """A list or a responder is away: nothing speaks against the signature, and nobody is asked to sign again for it."""
    codes = {code for code, _ in refused.reasons} - {"JOINT_SIGNATURE_INCOMPLETE"}
    return bool(codes) and codes <= MISSING_FACTS


def _postponed(id: SignatureRequestId, actor: Actor, tools: Tools) -> SignatureRequest:
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(id, for_update=True)
        if request.is_open:
            work.signature_requests.save(request.postponed(tools.clock()))
        return work.signature_requests.get(id)


def _cause(refused: SignatureRefused) -> FailureCause:
    codes = {code for code, _ in refused.reasons}
    if codes & {"NAME_MISMATCH", "PSEUDONYM", "SIGNER_NOT_IN_SET"}:
        return FailureCause.NAME_MISMATCH
    if "NAME_NEAR_MISS" in codes:
        return FailureCause.NAME_NEAR_MISS
    return FailureCause.STALE if "STALE_REVISION" in codes else FailureCause.REFUSED


def fail_signature(id: SignatureRequestId, failure: SigningFailed, actor: Actor, tools: Tools) -> SignatureRequest:
    """Record why the leg ended; the Vollmacht stays signable. An outage after consent ends nothing: it is tried again."""
    now = tools.clock()
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(id, for_update=True)
        if not request.is_open:
            return request
        if failure.cause == FailureCause.PROVIDER_OUTAGE and _waits(request, now):
            work.signature_requests.save(request.postponed(now))
            return work.signature_requests.get(id)
        if request.leg is Leg.AUTHORISED and request.asked > 1 and failure.cause in {FailureCause.REFUSED, FailureCause.EXPIRED}:
            failure = SigningFailed(FailureCause.ANSWER_LOST, _LOST)
        failed = request.failed(FailureCause(failure.cause), failure.text)
        work.signature_requests.save(failed)
        power = work.powers_of_attorney.get(request.power_of_attorney)
        record(
            work, tools, "signature:failed", id, actor, now, reseller=power.reseller, cause=failure.cause, provider=request.provider
        )  # fmt: skip
        if actor == WORKER and request.is_consented:  # he went away in good faith
            notify(
                work, tools, "signature-failed", [request.signer_email], power.id, now,
                occasion=str(id), reseller=power.reseller, values={"number": power.number, "reason": failure.text},
            )  # fmt: skip
    return failed


def _waits(request: SignatureRequest, at: datetime) -> bool:
    """A fetched value waits for its timestamp as long as it takes; a provider is given a day."""
    return request.leg is Leg.STAMPING or (request.leg is Leg.AUTHORISED and at < request.created_at + CONSENT_LIFETIME)
