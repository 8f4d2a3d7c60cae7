"""A signer starts: send him to the trust service provider."""

import hashlib
from datetime import datetime

from service.domain.access import Actor
from service.domain.errors import Conflict, Fault, Forbidden, InputRefused, SigningFailed, WrongState
from service.domain.ids import PowerOfAttorneyId, SignatureRequestId
from service.domain.power_of_attorney import SIGNABLE, PowerOfAttorney, Signer
from service.domain.signature_request import (
    LEG_LIFETIME,
    FailureCause,
    Leg,
    SignatureRequest,
    SignatureState,
)
from service.use_cases.finish_signature import fail_signature, finish_signature
from service.use_cases.ports import Redirect, Tools
from service.use_cases.recording import record, require_tenant
from service.use_cases.repositories import Work
from service.use_cases.signing_order import signing_order


def begin_signature(
    id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, redirect_uri: str, provider: str | None = None
) -> Redirect | SignatureRequest:
    """Open the signer's leg, or go on with what he had already consented to before an interruption.

    Args:
        provider: name of one that is offered; None: the usual one.

    Raises:
        Forbidden: the actor is none of the signers.
        Conflict: another signer is at it right now, or this one has signed.
        SigningPaused: what is signed now could be lost.
        InputRefused: that provider is not offered.
    """
    chosen = _chosen(provider, tools)
    tools.require_sound_ground(chosen)
    now = tools.clock()
    # (1) Open the leg: one per document, whoever else asks has to wait.
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id, for_update=True)
        require_tenant(actor, power.reseller)
        signer = _signer(power, actor)
        request = _open_leg(work, tools, power, signer, now, chosen)
        order = signing_order(work, tools, power, request, redirect_uri=redirect_uri, at=now)
    if request.state is not SignatureState.PREPARED:
        return finish_signature(request.id, actor, tools, redirect_uri=redirect_uri)
    # (2) Ask the provider, outside any transaction: it may be slow.
    try:
        step = tools.signatures.begin(order)
    except SigningFailed as failure:
        return fail_signature(request.id, failure, actor, tools)
    # (3) Keep what the callback needs before the signer leaves.
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(request.id, for_update=True)
        if isinstance(step, Redirect):
            request = request.authorising(Leg.SERVICE, oauth_state_hash(step.oauth_state), step.legs)
        else:
            request = request.authorised(step.legs)
        work.signature_requests.save(request)
        record(
            work, tools, "signature:begun", request.id, actor, now, reseller=power.reseller, field=request.field, provider=chosen
        )
    return step if isinstance(step, Redirect) else finish_signature(request.id, actor, tools, redirect_uri=redirect_uri)


def oauth_state_hash(state: str) -> str:
    """Only the hash of an OAuth state is stored."""
    return hashlib.sha256(state.encode()).hexdigest()


def _chosen(provider: str | None, tools: Tools) -> str:
    names = [one.name for one in tools.signatures.offered()]
    if provider is None:
        return names[0]
    if provider not in names:
        raise InputRefused([Fault("$.provider", "UNKNOWN", f"Dieser Signaturdienst wird nicht angeboten: {', '.join(names)}.")])
    return provider


def _signer(power: PowerOfAttorney, actor: Actor) -> Signer:
    if power.state not in SIGNABLE:
        raise WrongState("Diese Vollmacht wartet nicht auf Unterschriften.")
    mine = [one for one in power.signers if actor.email and one.representative.email.casefold() == actor.email.casefold()]
    if not mine:
        raise Forbidden("Sie gehören nicht zu denen, die diese Vollmacht unterschreiben.")
    # Two directors may share one address: then the next of them signs; the certificate tells who it was.
    open_ones = [one for one in mine if one.field not in power.signed_fields]
    if not open_ones:
        raise Conflict("Sie haben diese Vollmacht schon unterschrieben.")
    return open_ones[0]


def _open_leg(work: Work, tools: Tools, power: PowerOfAttorney, signer: Signer, at: datetime, provider: str) -> SignatureRequest:
    """One open leg per document: the signer's own is continued if he had consented, else begun anew."""
    assert power.document is not None  # noqa: S101 - SIGNABLE has a document
    document = work.documents.get(power.document)
    found = work.signature_requests.open_of(document.id)
    if found is not None:
        mine = found.field == signer.field
        if mine and found.is_consented:
            return found
        if not mine and (found.is_consented or found.expires_at > at):
            raise Conflict("Gerade unterschreibt eine andere Person. Bitte versuchen Sie es in einigen Minuten noch einmal.")
        work.signature_requests.save(
            found.failed(FailureCause.EXPIRED, "Der Vorgang wurde nicht zu Ende geführt und neu begonnen.")
        )
    request = SignatureRequest(
        id=SignatureRequestId(tools.new_id()),
        document=document.id,
        power_of_attorney=power.id,
        field=signer.field,
        signer_email=signer.representative.email,
        provider=provider,
        state=SignatureState.PREPARED,
        created_at=at,
        expires_at=at + LEG_LIFETIME,
        base_revision=document.revision,
    )
    work.signature_requests.save(request)
    return work.signature_requests.get(request.id)
