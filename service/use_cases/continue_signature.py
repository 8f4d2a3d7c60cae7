"""The provider's redirect came back: next leg, the signature, or a failure with its cause."""

from collections.abc import Sequence
from typing import NoReturn

from service.domain.access import Actor
from service.domain.errors import CallbackRefused, SigningFailed
from service.domain.signature_request import Leg, SignatureRequest
from service.use_cases.begin_signature import oauth_state_hash
from service.use_cases.finish_signature import fail_signature, finish_signature
from service.use_cases.log_in import SYSTEM
from service.use_cases.ports import Callback, Redirect, Tools
from service.use_cases.recording import record, require_tenant
from service.use_cases.signing_order import signing_order


class UnknownCallback(CallbackRefused):
    """No open leg of this person has this state, or another issuer sends it: forged, foreign, or another browser's."""


def continue_signature(callback: Callback, actor: Actor, tools: Tools, *, redirect_uri: str) -> Redirect | SignatureRequest:
    """Redeem one callback exactly once; a repeated one changes nothing and shows where things stand.

    Raises:
        UnknownCallback: nothing was changed; the audit log knows who sent it.
    """
    return continue_for_any(callback, [actor], tools, redirect_uri=redirect_uri)[1]


def continue_for_any(
    callback: Callback, actors: Sequence[Actor], tools: Tools, *, redirect_uri: str
) -> tuple[int, Redirect | SignatureRequest]:
    """The same for a browser that may be one of several people; first which of them it was.

    Raises:
        UnknownCallback: it is none of theirs.
    """
    now = tools.clock()
    # (1) Claim: the row lock and the leg let one of fifty duplicates through (fault 12).
    for number, actor in enumerate(actors):
        with tools.transactions(actor) as work:
            found = work.signature_requests.by_oauth_state(oauth_state_hash(callback.state))
            if found is None or not _is_theirs(found, callback, actor, tools):
                continue
            request = found
            power = work.powers_of_attorney.get(request.power_of_attorney)
            require_tenant(actor, power.reseller)
            if not request.awaits_callback:
                return number, request
            order = signing_order(work, tools, power, request, redirect_uri=redirect_uri, at=now)
            legs = request.legs
            work.signature_requests.save(request.redeeming())
        break
    else:
        _refuse(actors, tools)
    # (2) Redeem, outside any transaction: the provider may be slow.
    try:
        step = tools.signatures.resume(order, legs, callback)
    except SigningFailed as failure:
        return number, fail_signature(request.id, failure, actor, tools)
    # (3) Keep what came before going on.
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(request.id, for_update=True)
        if isinstance(step, Redirect):
            request = request.authorising(Leg.CREDENTIAL, oauth_state_hash(step.oauth_state), step.legs)
        else:
            request = request.authorised(step.legs)
        work.signature_requests.save(request)
    if isinstance(step, Redirect):
        return number, step
    return number, finish_signature(request.id, actor, tools, redirect_uri=redirect_uri)


def _is_theirs(request: SignatureRequest, callback: Callback, actor: Actor, tools: Tools) -> bool:
    """The state is an open leg's of this very person, and its provider's own answer (RFC 9207)."""
    theirs = (actor.email or "").casefold() == request.signer_email.casefold()
    return theirs and tools.signatures.is_from(request.provider, callback)


def _refuse(actors: Sequence[Actor], tools: Tools) -> NoReturn:
    """A security event in a transaction of its own, then the refusal."""
    for actor in actors:
        with tools.transactions(SYSTEM) as work:
            record(
                work, tools, "signature:callback-refused", actor.user or tools.new_id(), actor, tools.clock(), reseller=actor.reseller
            )  # fmt: skip
    raise UnknownCallback("Sie kommen vom Signaturdienst zurück, aber zu keinem offenen Signaturvorgang von Ihnen.")
