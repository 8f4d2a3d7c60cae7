"""Steps of the main job on the fakes, for tests that begin in its middle."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from service.documents.drawable import undrawable
from service.domain.access import OPERATOR, Actor, Role
from service.domain.emergency_case import EmergencyCase, EvidenceTier, Ground, InsolvencyFinding
from service.domain.parties import ResellerRecord
from service.domain.power_of_attorney import PowerOfAttorney
from service.domain.register_extract import ExtractOf
from service.domain.signature_request import SignatureRequest
from service.intake import parse_records
from service.use_cases.accept_power_of_attorney import accept_power_of_attorney
from service.use_cases.approve_emergency import approve_emergency, request_approval
from service.use_cases.archive_document import archive_document
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.begin_signature import begin_signature
from service.use_cases.continue_signature import continue_signature
from service.use_cases.document_emergency import add_evidence, read_evidence, record_insolvency_check
from service.use_cases.import_records import import_records
from service.use_cases.ports import Callback, Redirect
from service.use_cases.record_register_extract import record_register_extract
from service.use_cases.report_emergency import report_emergency
from service.use_cases.seal_document import seal_document
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from tests.fakes.world import World, staff

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
REDIRECT = "http://127.0.0.1/signatures/callback"
AGENT = staff(Role.AGENT)
TEAM_LEAD = staff(Role.TEAM_LEAD)


def example(name: str) -> ResellerRecord:
    return parse_records((EXAMPLES / f"{name}.json").read_bytes(), undrawable=undrawable)[0]


def imported(world: World, name: str = "gmbh-joint") -> UUID:
    record = example(name)
    import_records([record], OPERATOR, world.tools())
    return UUID(str(world.work.resellers.by_customer_no(record.grantor.customer_no).id))


def representative(world: World, email: str) -> Actor:
    user = world.work.users.with_email(email)[0]
    return Actor(label=f"user:{user.id}", role=user.role, user=user.id, reseller=user.reseller, email=user.email)


def submitted(world: World, name: str = "gmbh-joint", *, cooling_off: timedelta = timedelta(0)) -> PowerOfAttorney:
    reseller = imported(world, name)
    draft = begin_power_of_attorney(reseller, OPERATOR, world.tools(), cooling_off=cooling_off)  # type: ignore[arg-type]
    return submit_power_of_attorney(draft.id, OPERATOR, world.tools())


def sign(world: World, power: PowerOfAttorney, email: str) -> SignatureRequest | Redirect:
    """Both redirect legs and the signature."""
    actor = representative(world, email)
    step: Redirect | SignatureRequest = begin_signature(power.id, actor, world.tools(), redirect_uri=REDIRECT)
    while isinstance(step, Redirect):
        back = Callback(state=step.oauth_state, code="code", error=None, issuer=None)
        step = continue_signature(back, actor, world.tools(), redirect_uri=REDIRECT)
    return step


def signed(world: World, name: str = "gmbh-joint") -> PowerOfAttorney:
    """Signed by everyone, sealed and archived."""
    power = submitted(world, name)
    for signer in power.signers:
        sign(world, power, signer.representative.email)
    run_jobs(world)
    found: PowerOfAttorney = world.work.powers_of_attorney.get(power.id)
    return found


def run_jobs(world: World) -> None:
    """What the worker does with seal and archive jobs."""
    while world.work.jobs.rows:
        name, arguments = world.work.jobs.rows.pop(0)
        if name == "seal_document":
            seal_document(UUID(arguments["document"]), world.tools())  # type: ignore[arg-type]
        if name == "archive_document":
            archive_document(UUID(arguments["document"]), world.tools())  # type: ignore[arg-type]


def with_extract(
    world: World, power: PowerOfAttorney, *, dated_on: date = date(2026, 10, 28), of: ExtractOf = ExtractOf.GRANTOR
) -> None:
    record_register_extract(
        power.reseller,
        AGENT,
        world.tools(),
        of=of,
        court="Amtsgericht Hamburg",
        number="HRB 148213",
        dated_on=dated_on,
        file_name="auszug.pdf",
        content=b"extract",
        media_type="application/pdf",
        shows_authority=True,
    )


def effective(world: World, name: str = "gmbh-joint") -> PowerOfAttorney:
    power = signed(world, name)
    with_extract(world, power)
    return accept_power_of_attorney(power.id, TEAM_LEAD, world.tools())


def requested(world: World, power: PowerOfAttorney, by: Actor = AGENT) -> EmergencyCase:
    """Reported, evidenced by a deed, insolvency register checked, approval asked for."""
    tools = world.tools()
    case = report_emergency(power.reseller, by, tools, ground=Ground.DEATH, reporter="heir")
    add_evidence(
        case.id,
        by,
        tools,
        tier=EvidenceTier.A,
        kind="death-certificate",
        file_name="sterbeurkunde.pdf",
        content=b"deed",
        media_type="application/pdf",
    )
    record_insolvency_check(case.id, by, tools, finding=InsolvencyFinding.NOTHING_FOUND)
    return request_approval(case.id, by, tools)


def active(world: World, power: PowerOfAttorney) -> EmergencyCase:
    case = requested(world, power)
    read_all(world, case)
    return approve_emergency(case.id, TEAM_LEAD, world.tools(), reason="Urkunde liegt vor.")


def read_all(world: World, case: EmergencyCase, by: Actor = TEAM_LEAD) -> None:
    for piece in case.evidence:
        read_evidence(case.id, piece.id, by, world.tools())
