"""A signature is received by one use case, whether the provider sent it or somebody uploaded the file."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from service.domain.access import Actor, Role
from service.domain.document import DocumentState, PowerOfAttorneyDocument
from service.domain.errors import Conflict, SignatureRefused, WrongState
from service.domain.ids import PowerOfAttorneyId, SignatureRequestId
from service.domain.power_of_attorney import SIGNABLE, PowerOfAttorney, State
from service.domain.signature_request import LEG_LIFETIME, FailureCause, SignatureRequest, SignatureState
from service.use_cases.ask_name_review import almost_right_name, ask_name_review
from service.use_cases.ports import Expectation, Judgement, Tools
from service.use_cases.recording import notify, record, require_tenant
from service.use_cases.repositories import Work
from service.use_cases.signing_order import expectation, signer_of

UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class _Received:
    """What is judged: the file as it came, against the revision it must continue."""

    request: SignatureRequest
    power: PowerOfAttorney
    expected: Expectation


def receive_signature(id: PowerOfAttorneyId, pdf: bytes, actor: Actor, tools: Tools) -> PowerOfAttorney:
    """Take a file signed elsewhere (card, any EU provider): same verdict, same rules.

    Raises:
        SignatureRefused: with the verdict's reasons; nothing was changed but the attempt's record. A name that is almost right is no reason: two
            persons are asked.
        Conflict: somebody is signing right now.
    """
    actor.require(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id, for_update=True)
        require_tenant(actor, power.reseller)
        if power.state not in SIGNABLE or power.document is None:
            raise WrongState("Diese Vollmacht wartet nicht auf Unterschriften.")
        document = work.documents.get(power.document)
        expected = expectation(work, power, document, finished=False)
    judgement = tools.signatures.judge(pdf, expected, at=now)
    almost = almost_right_name(judgement, power, actor, now)
    field = almost[0] if almost is not None else _accepted_field(judgement, power)
    with tools.transactions(actor) as work:
        work.powers_of_attorney.get(id, for_update=True)
        request = _upload_request(work, tools, power, document, field, now)
        work.signature_requests.save(request.signed(pdf))
        kept = work.signature_requests.get(request.id)
        if almost is not None:
            ask_name_review(work, tools, actor, kept, almost[1], now)
        else:
            _accept(work, tools, actor, kept, judgement, now)
    with tools.transactions(actor) as work:
        return work.powers_of_attorney.get(id)


def accept_received(id: SignatureRequestId, actor: Actor, tools: Tools) -> None:
    """Judge a kept file and accept it as the next revision, or ask two persons about a name that is almost right. Repeating it changes nothing.

    Raises:
        SignatureRefused: the verdict's reasons.
    """
    now = tools.clock()
    with tools.transactions(actor) as work:
        request = work.signature_requests.get(id)
        power = work.powers_of_attorney.get(request.power_of_attorney)
        document = work.documents.get(request.document)
        received = _Received(request, power, expectation(work, power, document, finished=False))
    judgement = tools.signatures.judge(request.received, received.expected, at=now)
    almost = almost_right_name(judgement, received.power, None, now)
    field = almost[0] if almost is not None else _accepted_field(judgement, received.power)
    if field != request.field:
        raise SignatureRefused([("SIGNER_NOT_IN_SET", "Unterschrieben wurde ein anderes Feld als das angefragte.")])
    with tools.transactions(actor) as work:
        # The Vollmacht before its leg, as everybody locks them: whoever withdraws it right now waits, or is waited for.
        work.powers_of_attorney.get(received.power.id, for_update=True)
        request = work.signature_requests.get(id, for_update=True)
        if request.state is not SignatureState.SIGNED:
            return
        if almost is not None:
            ask_name_review(work, tools, actor, request, almost[1], now)
        else:
            _accept(work, tools, actor, request, judgement, now)


def _accepted_field(judgement: Judgement, power: PowerOfAttorney) -> str:
    """Exactly one new signature, valid, by one of the chosen set who had not signed."""
    if judgement.verdict != "VALID" or len(judgement.newly_signed) != 1:
        reasons = judgement.reasons or (("NO_SIGNATURE", "Die Datei enthält keine neue Unterschrift."),)
        raise SignatureRefused(reasons)
    field = judgement.newly_signed[0]
    signer_of(power, field)
    return field


def _upload_request(
    work: Work, tools: Tools, power: PowerOfAttorney, document: PowerOfAttorneyDocument, field: str, at: datetime
) -> SignatureRequest:
    running = work.signature_requests.open_of(document.id)
    if running is not None:
        over = running.field == field or running.expires_at <= at  # his own, left for a card; or nobody's any more
        if running.is_consented or not over:
            raise Conflict("Gerade läuft ein anderer Signaturvorgang. Bitte versuchen Sie es in einigen Minuten noch einmal.")
        work.signature_requests.save(
            running.failed(FailureCause.EXPIRED, "Es wurde eine anderswo unterschriebene Datei hochgeladen.")
        )
    request = SignatureRequest(
        id=SignatureRequestId(tools.new_id()),
        document=document.id,
        power_of_attorney=power.id,
        field=field,
        signer_email=signer_of(power, field).representative.email,
        provider=UPLOAD,
        state=SignatureState.PREPARED,
        created_at=at,
        expires_at=at + LEG_LIFETIME,
        base_revision=document.revision,
    )
    work.signature_requests.save(request)
    return work.signature_requests.get(request.id)


def _accept(work: Work, tools: Tools, actor: Actor, request: SignatureRequest, judgement: Judgement, at: datetime) -> None:
    """One transaction: revision, Vollmacht, document, verdict, notices, the job that seals."""
    power = work.powers_of_attorney.get(request.power_of_attorney, for_update=True)
    document = work.documents.get(request.document)
    if document.revision != request.base_revision:
        raise SignatureRefused(
            [("STALE_REVISION", "Inzwischen hat jemand anderes unterschrieben; bitte die aktuelle Fassung nehmen.")]
        )
    signed_at = judgement.signed_at or at
    power = power.signed(request.field, signed_at)
    complete = power.state is State.UNDER_REVIEW
    sha256 = hashlib.sha256(request.received).hexdigest()
    state = DocumentState.AWAITING_TIMESTAMP if complete else DocumentState.SIGNED
    work.documents.add_revision(document.id, document.revision + 1, request.received)
    work.documents.save(document.accepted(sha256, state, at))
    work.documents.save_verdict(document.id, judgement.as_json)
    work.powers_of_attorney.save(power)
    validated = request.validated()
    work.signature_requests.save(validated.complete(at))
    record(
        work, tools, "signature:accepted", request.id, actor, at, reseller=power.reseller,
        field=request.field, sha256=sha256, power_of_attorney=str(power.id),
    )  # fmt: skip
    record(
        work, tools, "power-of-attorney:signed", power.id, actor, at, reseller=power.reseller, field=request.field, sha256=sha256
    )
    notify(
        work, tools, "signature-received", [signer.representative.email for signer in power.signers], power.id, at,
        occasion=sha256, reseller=power.reseller, values={"number": power.number, "complete": str(complete).lower()},
    )  # fmt: skip
    if complete:
        work.jobs.defer("seal_document", document=str(document.id))
