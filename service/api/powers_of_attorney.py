"""The Vollmacht: drafts, submission, signing legs, acceptance, document and evidence."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from pydantic import Field

from service.api.bodies import Answer, Given, GivenReason, RawBody, binary, resource
from service.domain.access import Actor, Role
from service.domain.document import PowerOfAttorneyDocument
from service.domain.errors import NotFound
from service.domain.ids import PowerOfAttorneyId
from service.domain.parties import Scope
from service.domain.power_of_attorney import LapseGround, PowerOfAttorney, State, SuspensionGround
from service.domain.signature_request import SignatureRequest
from service.use_cases.accept_power_of_attorney import accept_power_of_attorney, reject_power_of_attorney
from service.use_cases.begin_signature import begin_signature
from service.use_cases.discard_power_of_attorney import discard_power_of_attorney
from service.use_cases.export_evidence import export_evidence
from service.use_cases.ports import Redirect, Tools
from service.use_cases.put_into_effect import put_into_effect
from service.use_cases.receive_signature import receive_signature
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from service.use_cases.view_power_of_attorney import list_powers_of_attorney, read_document, reading_view, view_power_of_attorney
from service.web.identity import ApiAccess, Identity
from service.web.state import UPLOAD_BYTES, RequestTools
from service.web.state import State as Web

router = resource("powers of attorney")
Anyone = Annotated[Identity, Depends(ApiAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMIN))]
Parties = Annotated[Identity, Depends(ApiAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD))]
Grantor = Annotated[Identity, Depends(ApiAccess(Role.RESELLER))]
TeamLead = Annotated[Identity, Depends(ApiAccess(Role.TEAM_LEAD))]


class SignerAnswer(Answer):
    field: str
    name: str
    signed: bool


class DocumentAnswer(Answer):
    id: str
    state: str
    edition: str
    issued_sha256: str
    sha256: str


class PowerAnswer(Answer):
    """Attributes:
    lapse: what took its ground away; None: it has not lapsed.
    clearing_asked_at: since when the word of the first of two who clear the suspension stands; None: nobody has given it.
    document: None while it is a draft.
    """

    id: str
    reseller: str
    number: str
    state: State
    scopes: list[Scope]
    signers: list[SignerAnswer]
    suspension: SuspensionGround | None
    lapse: LapseGround | None
    clearing_asked_at: datetime | None
    declared_at: datetime | None
    cooling_off_ends_at: datetime | None
    effective_at: datetime | None
    last_day: date | None
    ended_at: datetime | None
    document: DocumentAnswer | None = None


class PowerList(Answer):
    powers_of_attorney: list[PowerAnswer]


class LegGiven(Given):
    """`provider`: name of one that the pages offer; none: the usual one."""

    provider: str | None = Field(default=None, max_length=64)


class LegAnswer(Answer):
    """Attributes:
    redirect_to: send the signer there, in the browser in which he is logged in here; None: nothing more to do.
    """

    state: str
    redirect_to: str | None
    failure: str | None = None
    failure_text: str | None = None


class ReadingView(Answer):
    html: str


class Acceptance(Given):
    """Attributes:
    all_partners_declared: GBR: the signers declare that these are all partners.
    """

    all_partners_declared: bool = False


@router.get("/powers-of-attorney")
def listed(identity: Anyone, tools: RequestTools) -> PowerList:
    """Newest first: a reseller sees his own."""
    sandbox = tools.policy.sandbox
    found = list_powers_of_attorney(identity.actor, tools)
    return PowerList(sandbox=sandbox, powers_of_attorney=[power_answer(one, sandbox=sandbox) for one in found])


@router.get("/powers-of-attorney/{id}")
def view(id: UUID, identity: Anyone, tools: RequestTools) -> PowerAnswer:
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/submission")
def submit(id: UUID, identity: Parties, tools: RequestTools) -> PowerAnswer:
    """Freeze the document and ask the signers; 30 days to sign."""
    submit_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/discarding")
def discard(id: UUID, given: GivenReason, identity: Parties, tools: RequestTools) -> PowerAnswer:
    """Give it up before it is complete; a signer who refuses does the same."""
    discard_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, reason=given.reason)
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/signatures")
def begin_leg(id: UUID, identity: Grantor, web: Web, given: LegGiven | None = None) -> LegAnswer:
    """Begin, or go on with, the caller's signing leg at a trust service provider; without a body at the usual one."""
    begun = begin_signature(
        PowerOfAttorneyId(id),
        identity.actor,
        web.tools,
        redirect_uri=web.redirect_uri,
        provider=given.provider if given else None,
    )
    return leg_answer(begun, sandbox=web.tools.policy.sandbox)


@router.post("/powers-of-attorney/{id}/signed-files", max_body_size=UPLOAD_BYTES, openapi_extra=binary("application/pdf"))
def upload(id: UUID, content: RawBody, identity: Parties, tools: RequestTools) -> PowerAnswer:
    """Hand in the file signed elsewhere (card, any EU provider): the same verdict, the same rules."""
    receive_signature(PowerOfAttorneyId(id), content, identity.actor, tools)
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/acceptance")
def accept(id: UUID, given: Acceptance, identity: TeamLead, tools: RequestTools) -> PowerAnswer:
    """Accept the Auftrag (Annahme) after looking at verdict, representation and archived copy."""
    accept_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, all_partners_declared=given.all_partners_declared)
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/rejection")
def reject(id: UUID, given: GivenReason, identity: TeamLead, tools: RequestTools) -> PowerAnswer:
    reject_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, reason=given.reason)
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/effect")
def take_effect(id: UUID, identity: TeamLead, tools: RequestTools) -> PowerAnswer:
    """Put it into effect once the cooling-off period is over; the worker does the same by itself."""
    put_into_effect(PowerOfAttorneyId(id), identity.actor, tools)
    return current_answer(id, identity.actor, tools)


@router.get("/powers-of-attorney/{id}/document", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
def document(id: UUID, identity: Anyone, tools: RequestTools) -> Response:
    """The last accepted revision. The access is audited."""
    return _file(read_document(PowerOfAttorneyId(id), identity.actor, tools), "application/pdf", f"vollmacht-{id}.pdf")


@router.get("/powers-of-attorney/{id}/reading-view")
def reading(id: UUID, identity: Anyone, tools: RequestTools) -> ReadingView:
    """The same words as an HTML fragment, for reading on a phone."""
    return ReadingView(sandbox=tools.policy.sandbox, html=reading_view(PowerOfAttorneyId(id), identity.actor, tools))


@router.get("/powers-of-attorney/{id}/verdict")
def verdict(id: UUID, identity: Anyone, tools: RequestTools) -> dict[str, object]:
    """`verify --json` of the last accepted revision, as stored when it was accepted."""
    found = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools).verdict
    if found is None:
        raise NotFound("Zu dieser Vollmacht gibt es noch keine Unterschrift.")
    return {**found, "sandbox": tools.policy.sandbox}


@router.get("/powers-of-attorney/{id}/evidence", response_class=Response, responses={200: {"content": {"application/zip": {}}}})
def evidence(
    id: UUID, identity: Annotated[Identity, Depends(ApiAccess(Role.AUDITOR, Role.TEAM_LEAD, Role.ADMIN))], tools: RequestTools
) -> Response:
    """The evidence package (BagIt ZIP) that verifies offline. The access is audited."""
    return _file(export_evidence(PowerOfAttorneyId(id), identity.actor, tools), "application/zip", f"nachweis-{id}.zip")


def power_answer(power: PowerOfAttorney, document: PowerOfAttorneyDocument | None = None, *, sandbox: bool) -> PowerAnswer:
    return PowerAnswer(
        sandbox=sandbox,
        id=str(power.id),
        reseller=str(power.reseller),
        number=power.number,
        state=power.state,
        scopes=list(power.terms.scopes),
        signers=[
            SignerAnswer(
                sandbox=sandbox, field=one.field, name=one.representative.full_name, signed=one.field in power.signed_fields
            )
            for one in power.signers
        ],
        suspension=power.suspension,
        lapse=power.lapse,
        clearing_asked_at=power.clearing.at if power.clearing else None,
        declared_at=power.declared_at,
        cooling_off_ends_at=power.cooling_off_ends_at,
        effective_at=power.effective_at,
        last_day=power.last_day,
        ended_at=power.ended_at,
        document=_document(document, sandbox=sandbox) if document else None,
    )


def current_answer(id: UUID, actor: Actor, tools: Tools) -> PowerAnswer:
    seen = view_power_of_attorney(PowerOfAttorneyId(id), actor, tools)
    return power_answer(seen.power, seen.document, sandbox=tools.policy.sandbox)


def _document(document: PowerOfAttorneyDocument, *, sandbox: bool) -> DocumentAnswer:
    return DocumentAnswer(
        sandbox=sandbox,
        id=str(document.id),
        state=document.state.value,
        edition=document.edition,
        issued_sha256=document.issued_sha256,
        sha256=document.accepted_sha256,
    )


def leg_answer(step: Redirect | SignatureRequest, *, sandbox: bool) -> LegAnswer:
    if isinstance(step, Redirect):
        return LegAnswer(sandbox=sandbox, state="AUTHORISING", redirect_to=step.url)
    return LegAnswer(
        sandbox=sandbox,
        state=step.state.value,
        redirect_to=None,
        failure=step.failure.value if step.failure else None,
        failure_text=step.failure_text,
    )


def _file(content: bytes, media_type: str, name: str) -> Response:
    """Never shown inline: a foreign file must not run in our origin."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": "sandbox; default-src 'none'"}
    return Response(content, media_type=media_type, headers=headers)
