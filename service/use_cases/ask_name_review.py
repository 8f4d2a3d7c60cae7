"""A signature is here and good, but its certificate names the signer almost as the Vollmacht does: it waits for two persons."""

from collections.abc import Mapping
from datetime import datetime

from service.domain.access import STAFF, Actor
from service.domain.name_review import NameReview
from service.domain.power_of_attorney import PowerOfAttorney
from service.domain.signature_request import SignatureRequest
from service.use_cases.ports import Judgement, Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work
from service.use_cases.signing_order import signer_of

NEAR_MISS = "NAME_NEAR_MISS"


def almost_right_name(
    judgement: Judgement, power: PowerOfAttorney, actor: Actor | None, at: datetime
) -> tuple[str, NameReview] | None:
    """Field and what is to be compared, if a near miss is all that keeps the one new signature from being accepted; None: it is not.

    Args:
        actor: who handed the file in; None: it came from the provider.
    """
    if {code for code, _ in judgement.reasons} != {NEAR_MISS} or len(judgement.newly_signed) != 1:
        return None
    field = judgement.newly_signed[0]
    person = signer_of(power, field).representative
    found = _finding(judgement, field)
    review = NameReview(
        declared=f"{person.given_name} {person.surname}",  # a title is no name (§ 5 PAuswG keeps it apart)
        birth_name=person.birth_name,
        certified=str(found.get("signer") or ""),
        issuer=str(found.get("issuer") or ""),
        certificate_sha256=str(found["certificate_sha256"]),
        asked_at=at,
        submitted_by=actor.user if actor is not None and actor.role in STAFF else None,
    )
    return field, review


def ask_name_review(work: Work, tools: Tools, actor: Actor, request: SignatureRequest, review: NameReview, at: datetime) -> None:
    """In the transaction that keeps the file. The signer is told that nothing is for him to do."""
    power = work.powers_of_attorney.get(request.power_of_attorney, for_update=True)
    work.signature_requests.save(request.under_name_review(review))
    record(
        work, tools, "signature:name-review-asked", power.id, actor, at, reseller=power.reseller,
        field=request.field, request=str(request.id), certificate_sha256=review.certificate_sha256,
    )  # fmt: skip
    notify(
        work, tools, "signature-under-name-review", [request.signer_email], power.id, at,
        occasion=str(request.id), reseller=power.reseller, values={"number": power.number},
    )  # fmt: skip


def _finding(judgement: Judgement, field: str) -> Mapping[str, object]:
    signatures = judgement.as_json["signatures"]
    assert isinstance(signatures, list)  # noqa: S101 - the fixed shape of `verify --json`
    found: Mapping[str, object] = next(one for one in signatures if one["field"] == field)
    return found
