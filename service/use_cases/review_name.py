"""Four eyes on a name: two of the hoster's people compare what the Vollmacht and the certificate say, or one of them refuses.

Nobody confirms twice, nobody confirms what he handed in himself, and nobody who has the signer's or a representative's address.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.access import Actor, Role
from service.domain.errors import Fault, FourEyesRequired, InputRefused, NotFound
from service.domain.ids import PowerOfAttorneyId, UserId
from service.domain.name_review import NameReview, NameReviewEnded
from service.domain.power_of_attorney import PowerOfAttorney
from service.domain.reseller import Reseller
from service.domain.signature_request import FailureCause, SignatureRequest, SignatureState
from service.use_cases.finish_signature import finish_signature
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


@dataclass(frozen=True, slots=True)
class NameReviewView:
    """What two people need to see.

    Attributes:
        may_confirm: whoever looks may do so.
    """

    power: PowerOfAttorney
    reseller: Reseller
    request: SignatureRequest
    review: NameReview
    may_confirm: bool


def list_name_reviews(actor: Actor, tools: Tools) -> Sequence[NameReviewView]:
    """Those that wait, the oldest first."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        waiting = [one for one in work.signature_requests.consented() if one.state is SignatureState.UNDER_NAME_REVIEW]
        return [_view(work, actor, request) for request in waiting]


def view_name_review(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> NameReviewView:
    """Raises NameReviewEnded: no name of this Vollmacht is to be compared."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        return _view(work, actor, _waiting(work, id))


def confirm_name(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> SignatureRequest:
    """Say that it is the same person. With the second person's word the signature is judged again and accepted.

    Raises:
        FourEyesRequired: he has confirmed already, handed the file in, or is one of the grantor's people.
        NameReviewEnded: nothing is to be compared.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        request = _waiting(work, id, for_update=True)
        user = _other_person(work, actor, request)
        confirmed = request.name_confirmed(user, now)
        work.signature_requests.save(confirmed)
        power = work.powers_of_attorney.get(id)
        review = confirmed.name_review
        assert review is not None  # noqa: S101 - it was open
        record(
            work, tools, "signature:name-confirmed", id, actor, now, reseller=power.reseller, field=request.field,
            request=str(request.id), certificate_sha256=review.certificate_sha256, confirmations=len(review.confirmations),
        )  # fmt: skip
    if confirmed.state is SignatureState.SIGNED:
        return finish_signature(request.id, actor, tools, redirect_uri="")
    return confirmed


def refuse_name(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, reason: str) -> SignatureRequest:
    """Say that it cannot be told, or is another person; one is enough. The signer reads why, and may sign again.

    Raises:
        InputRefused: no reason.
        FourEyesRequired, NameReviewEnded.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    if not reason.strip():
        raise InputRefused([Fault("$.reason", "MISSING", "Bitte begründen Sie, warum Sie den Namen nicht bestätigen.")])
    now, said = tools.clock(), reason.strip()
    with tools.transactions(actor) as work:
        request = _waiting(work, id, for_update=True)
        power = work.powers_of_attorney.get(id)
        _other_person(work, actor, request)
        failed = request.failed(
            FailureCause.NAME_NEAR_MISS, f"Wir konnten nicht feststellen, dass das Zertifikat auf Sie lautet: {said}"
        )
        work.signature_requests.save(failed)
        record(
            work, tools, "signature:name-refused", id, actor, now, reseller=power.reseller,
            field=request.field, request=str(request.id),
        )  # fmt: skip
        notify(
            work, tools, "signature-name-refused", [request.signer_email], id, now,
            occasion=str(request.id), reseller=power.reseller, values={"number": power.number, "reason": said},
        )  # fmt: skip
    return failed


def _waiting(work: Work, id: PowerOfAttorneyId, *, for_update: bool = False) -> SignatureRequest:
    document = work.documents.of(id)
    if document is None:
        raise NotFound
    request = work.signature_requests.open_of(document.id)
    if request is None or request.state is not SignatureState.UNDER_NAME_REVIEW:
        raise NameReviewEnded("Hier ist kein Name mehr abzugleichen.")
    return work.signature_requests.get(request.id, for_update=True) if for_update else request


def _view(work: Work, actor: Actor, request: SignatureRequest) -> NameReviewView:
    power = work.powers_of_attorney.get(request.power_of_attorney)
    try:
        request.open_name_review.require_other(_other_person(work, actor, request))
        may_confirm = True
    except FourEyesRequired:
        may_confirm = False
    return NameReviewView(power, work.resellers.get(power.reseller), request, request.open_name_review, may_confirm)


def _other_person(work: Work, actor: Actor, request: SignatureRequest) -> UserId:
    """A person of the hoster, who is none of the grantor's."""
    power = work.powers_of_attorney.get(request.power_of_attorney)
    theirs = {
        address.casefold()
        for address in (
            request.signer_email,
            *work.resellers.get(power.reseller).all_addresses,
            *(one.representative.email for one in power.signers),
        )
    }
    if actor.user is None or (actor.email or "").casefold() in theirs:
        raise FourEyesRequired("Bestätigen müssen zwei Personen aus dem Team, die nicht zum Vollmachtgeber gehören.")
    return actor.user
