"""The provider's redirect came back: next leg, the signature, or a failure with its cause."""

from service.domain.access import Actor
from service.domain.errors import Conflict, SigningFailed
from service.domain.signature_request import Leg, SignatureRequest
from service.use_cases.begin_signature import oauth_state_hash
from service.use_cases.finish_signature import fail_signature, finish_signature
from service.use_cases.ports import Callback, Redirect, Tools
from service.use_cases.recording import require_tenant
from service.use_cases.signing_order import signing_order


class UnknownCallback(Conflict):
    """No open leg has this state: forged, replayed from an earlier leg, or another browser's."""

    code = "unknown-callback"


def continue_signature(callback: Callback, actor: Actor, tools: Tools, *, redirect_uri: str) -> Redirect | SignatureRequest:
    """Redeem one callback exactly once; a repeated one changes nothing and shows where things stand.

    Raises:
        UnknownCallback: nothing was changed.
    """
    now = tools.clock()
    # (1) Claim: the row lock and the leg let one of fifty duplicates through (fault 12).
    with tools.transactions(actor) as work:
        request = work.signature_requests.by_oauth_state(oauth_state_hash(callback.state))
        if request is None or (actor.email or "").casefold() != request.signer_email.casefold():
            raise UnknownCallback("Dieser Rücksprung gehört zu keinem offenen Signaturvorgang von Ihnen.")
        power = work.powers_of_attorney.get(request.power_of_attorney)
        require_tenant(actor, power.reseller)
        if not request.awaits_callback:
            return request
        order = signing_order(work, tools, power, request, redirect_uri=redirect_uri, at=now)
        legs = request.legs
        work.signature_requests.save(request.redeeming())
    # (2) Redeem, outside any transaction: the provider may be slow.
    try:
        step = tools.signatures.resume(order, legs, callback)
    except SigningFailed as failure:
        return fail_signature(request.id, failure, actor, tools)
    # (3) Keep what came before going on.
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(request.id, for_update=True)
        if isinstance(step, Redirect):
            request = request.authorising(Leg.CREDENTIAL, oauth_state_hash(step.oauth_state), step.legs)
        else:
            request = request.authorised(step.legs)
        work.signature_requests.save(request)
    if isinstance(step, Redirect):
        return step
    return finish_signature(request.id, actor, tools, redirect_uri=redirect_uri)
