"""What the signatures adapter is told about one signing leg."""

from datetime import datetime

from service.domain.document import PowerOfAttorneyDocument
from service.domain.errors import WrongState
from service.domain.ids import DocumentId
from service.domain.power_of_attorney import PowerOfAttorney, Signer
from service.domain.signature_request import SignatureRequest
from service.use_cases.ports import Expectation, SigningOrder, Tools
from service.use_cases.repositories import Work


def signing_order(
    work: Work,
    tools: Tools,
    power: PowerOfAttorney,
    request: SignatureRequest,
    *,
    redirect_uri: str,
    at: datetime,
) -> SigningOrder:
    """The last accepted revision and who signs it."""
    return SigningOrder(
        request=request.id,
        provider=request.provider,
        pdf=work.documents.revision(request.document, request.base_revision),
        signer=signer_of(power, request.field),
        document_label=f"Vollmacht {power.number}",
        redirect_uri=redirect_uri,
        at=at,
        sandbox=tools.policy.sandbox,
    )


def signer_of(power: PowerOfAttorney, field: str) -> Signer:
    signer = next((one for one in power.signers if one.field == field), None)
    if signer is None:
        raise WrongState(f"Das Feld {field} gehört nicht zu dieser Vollmacht.")
    return signer


def expectation(work: Work, power: PowerOfAttorney, document: PowerOfAttorneyDocument, *, finished: bool) -> Expectation:
    """What a file must be to count as this document; revisions come from the database."""
    return Expectation(
        power_of_attorney=power.id,
        issued=work.documents.revision(document.id, 0),
        accepted=work.documents.revision(document.id, document.revision),
        signers=power.signers,
        signed_fields=power.signed_fields,
        finished=finished,
        confirmed=confirmed_names(work, document.id),
    )


def confirmed_names(work: Work, document: DocumentId) -> dict[str, str]:
    """Field → SHA-256 of the certificate whose almost right name two persons have confirmed."""
    return {
        request.field: request.name_review.certificate_sha256
        for request in work.signature_requests.of(document)
        if request.name_review is not None and request.name_review.is_confirmed
    }
