"""Resellers: find one, see one, begin his Vollmacht, record his register extract, report his emergency."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, File, Form, Request, UploadFile
from pydantic import Field

from service.api.bodies import Answer, Given, Scopes, resource
from service.api.emergency_cases import CaseAnswer, case_answer
from service.api.powers_of_attorney import PowerAnswer, power_answer
from service.domain.access import Role
from service.domain.emergency_case import Ground
from service.domain.ids import ResellerId
from service.domain.register_extract import ExtractOf
from service.domain.reseller import Reseller
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.find_reseller import find_resellers, reseller_by_customer_no, view_reseller
from service.use_cases.record_register_extract import record_register_extract
from service.use_cases.report_emergency import report_emergency
from service.web.identity import ApiAccess, Identity
from service.web.limits import limit_search
from service.web.state import UPLOAD_BYTES, RequestTools

router = resource("resellers")
Anyone = Annotated[Identity, Depends(ApiAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMIN))]
Staff = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMIN))]
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]


class ResellerSummary(Answer):
    id: str
    customer_no: str
    name: str
    legal_form: str


class EndCustomerAnswer(Answer):
    ref: str
    name: str
    is_consumer: bool
    domains: list[str]
    earliest_expiry: date | None


class ResellerAnswer(ResellerSummary):
    """Attributes:
    end_customers: most urgent first: by the earliest end of a domain, past ones included.
    """

    end_customers: list[EndCustomerAnswer]
    powers_of_attorney: list[PowerAnswer]
    emergency_cases: list[CaseAnswer]
    emergency_contacts: list[dict[str, str]]


class ResellerList(Answer):
    resellers: list[ResellerSummary]


class Draft(Given):
    """Attributes:
    scopes: what is granted; None: what the record proposes.
    signers: addresses of one signature set; None: the smallest.
    cooling_off_days: 0 if the grantor chose so; None: the hoster's default.
    """

    scopes: Scopes | None = None
    signers: list[str] | None = Field(default=None, min_length=1, max_length=20)
    cooling_off_days: int | None = Field(default=None, ge=0, le=60)


class Report(Given):
    """Attributes:
    reporter: who reports, as a role.
    """

    ground: Ground
    reporter: str = Field(pattern="^(agent|contact|heir|administrator|end_customer|monitor)$", examples=["contact"])


class ExtractAnswer(Answer):
    id: str
    of: ExtractOf
    court: str
    number: str
    dated_on: date
    sha256: str
    shows_authority: bool


@router.get("/resellers")
def search(request: Request, identity: Staff, tools: RequestTools, search: str = "") -> ResellerList:
    """By part of customer number, name or domain; at most 100."""
    limit_search(identity, request)
    sandbox = tools.policy.sandbox
    found = find_resellers(search, identity.actor, tools)
    return ResellerList(sandbox=sandbox, resellers=[_summary(one, sandbox=sandbox) for one in found])


@router.get("/resellers/{customer_no}")
def view(customer_no: str, identity: Anyone, tools: RequestTools) -> ResellerAnswer:
    seen = view_reseller(_id(customer_no, identity, tools), identity.actor, tools)
    sandbox = tools.policy.sandbox
    customers = [
        EndCustomerAnswer(
            sandbox=sandbox,
            ref=one.ref,
            name=one.name,
            is_consumer=one.is_consumer,
            domains=[domain.name for domain in one.domains],
            earliest_expiry=min((domain.expires_on for domain in one.domains if domain.expires_on), default=None),
        )
        for one in seen.end_customers
    ]
    return ResellerAnswer(
        **_summary(seen.reseller, sandbox=sandbox).model_dump(),
        end_customers=customers,
        powers_of_attorney=[power_answer(power, sandbox=sandbox) for power in seen.powers],
        emergency_cases=[case_answer(case, sandbox=sandbox) for case in seen.cases],
        emergency_contacts=[
            {"id": str(one.id), "state": one.state.value, "level": one.named.level.value} for one in seen.contacts if one.is_open
        ],
    )


@router.post("/resellers/{customer_no}/powers-of-attorney", status_code=201)
def begin(
    customer_no: str,
    draft: Draft,
    identity: Annotated[Identity, Depends(ApiAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD))],
    tools: RequestTools,
) -> PowerAnswer:
    """Begin a draft; nothing is frozen yet."""
    power = begin_power_of_attorney(
        _id(customer_no, identity, tools),
        identity.actor,
        tools,
        scopes=tuple(draft.scopes) if draft.scopes else None,
        cooling_off=None if draft.cooling_off_days is None else timedelta(days=draft.cooling_off_days),
        signer_emails=tuple(draft.signers) if draft.signers else None,
    )
    return power_answer(power, sandbox=tools.policy.sandbox)


@router.post("/resellers/{customer_no}/register-extracts", max_body_size=UPLOAD_BYTES, status_code=201)
def record_extract(
    customer_no: str,
    identity: Support,
    tools: RequestTools,
    file: Annotated[UploadFile, File(description="The extract as it was had, usually a PDF.")],
    of: Annotated[ExtractOf, Form()],
    court: Annotated[str, Form(min_length=1, max_length=200)],
    number: Annotated[str, Form(min_length=1, max_length=60)],
    dated_on: Annotated[date, Form()],
    shows_authority: Annotated[bool, Form(description="The person who looked says: the signers may bind the grantor.")],
) -> ExtractAnswer:
    """Keep an extract somebody looked at, with its file and date."""
    extract = record_register_extract(
        _id(customer_no, identity, tools),
        identity.actor,
        tools,
        of=of,
        court=court,
        number=number,
        dated_on=dated_on,
        file_name=file.filename or "registerauszug.pdf",
        content=file.file.read(),
        media_type=file.content_type or "application/octet-stream",
        shows_authority=shows_authority,
    )
    return ExtractAnswer(
        sandbox=tools.policy.sandbox,
        id=str(extract.id),
        of=extract.of,
        court=extract.court,
        number=extract.number,
        dated_on=extract.dated_on,
        sha256=extract.sha256,
        shows_authority=extract.shows_authority,
    )


@router.post("/resellers/{customer_no}/emergency-cases", status_code=201)
def report(customer_no: str, report: Report, identity: Support, tools: RequestTools) -> CaseAnswer:
    """Open a case: protective measures that disclose nothing begin at once, the reseller is alerted."""
    case = report_emergency(
        _id(customer_no, identity, tools), identity.actor, tools, ground=report.ground, reporter=report.reporter
    )
    return case_answer(case, sandbox=tools.policy.sandbox)


def _id(customer_no: str, identity: Identity, tools: RequestTools) -> ResellerId:
    return reseller_by_customer_no(customer_no, identity.actor, tools).id


def _summary(reseller: Reseller, *, sandbox: bool) -> ResellerSummary:
    return ResellerSummary(
        sandbox=sandbox,
        id=str(reseller.id),
        customer_no=reseller.grantor.customer_no,
        name=reseller.grantor.name,
        legal_form=reseller.grantor.legal_form.value,
    )
