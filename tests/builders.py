"""Domain values for tests: name only what matters."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from service.domain.authority import AuthorityRequest, Facts, RepresentationFacts, SignatureFacts
from service.domain.document import ArchiveReceipt, DocumentState, PowerOfAttorneyDocument
from service.domain.emergency_case import (
    Approval,
    CaseState,
    EmergencyCase,
    Evidence,
    EvidenceTier,
    Ground,
    InsolvencyCheck,
    InsolvencyFinding,
)
from service.domain.emergency_contact import ContactState, EmergencyContact
from service.domain.ids import (
    DocumentId,
    EmergencyCaseId,
    EmergencyContactId,
    EvidenceId,
    PowerOfAttorneyId,
    ResellerId,
    RevocationId,
    SignatureRequestId,
)
from service.domain.parties import (
    ContactLevel,
    Domain,
    DomainHolder,
    EndCustomer,
    Function,
    GeneralPartner,
    Grantor,
    Hoster,
    LegalForm,
    NamedContact,
    RegisterEntry,
    Representative,
    Scope,
    Trigger,
)
from service.domain.power_of_attorney import PowerOfAttorney, Revocation, Signer, State, Terms
from service.domain.register_extract import ExtractOf, RegisterExtract
from service.domain.signature_request import SignatureRequest, SignatureState

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
RESELLER = ResellerId(UUID(int=1))
POWER = PowerOfAttorneyId(UUID(int=2))
DOCUMENT = DocumentId(UUID(int=3))
CASE = EmergencyCaseId(UUID(int=4))
TRIGGER = Trigger(unreachable_days=14, attempts=3, channels=2, waiting_days=30)


def berlin(text: str) -> datetime:
    """`2026-12-31 23:59` in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


def a_person(name: str = "Zoë Șerbănescu", function: Function = Function.MANAGING_DIRECTOR) -> Representative:
    given, _, surname = name.rpartition(" ")
    return Representative(given, surname, function, f"{surname.casefold()}@example.org")


def people(*functions: Function) -> tuple[Representative, ...]:
    return tuple(a_person(f"Person P{number}", function) for number, function in enumerate(functions))


def a_hoster() -> Hoster:
    return Hoster(
        name="Beispielhost GmbH",
        legal_form="GMBH",
        street="Rechenzentrumsweg 1",
        postal_code="50667",
        city="Köln",
        country="DE",
        phone="+49 221 1234567",
        email="vorsorge@hoster.example",
        website="https://hoster.example",
    )


def a_grantor(form: LegalForm = LegalForm.GMBH, *, partner: LegalForm | None = None) -> Grantor:
    register = RegisterEntry("Amtsgericht Köln", "HRB 1")
    return Grantor(
        customer_no="K-1", legal_form=form, name="Beispiel", street="Weg 1", postal_code="50667", city="Köln", country="DE",
        email="post@example.org", phone="+49 221 1", register=register,
        general_partner=GeneralPartner("Verwaltungs GmbH", partner, register) if partner else None,
    )  # fmt: skip


def a_power_of_attorney(state: State = State.EFFECTIVE, *, signers: int = 1, **more: Any) -> PowerOfAttorney:
    chosen = tuple(Signer(f"signature-{number}", a_person(f"Person P{number}")) for number in range(1, signers + 1))
    terms = Terms(
        scopes=more.pop("scopes", (Scope.INFORM_END_CUSTOMER, Scope.RENEW_DOMAIN, Scope.GIVE_AUTH_CODE_TO_HOLDER)),
        trigger=TRIGGER,
        cost_cap_eur_per_month=Decimal("60.00"),
        term_years=5,
        self_dealing_option=more.pop("self_dealing_option", False),
        cooling_off=more.pop("cooling_off", timedelta(days=14)),
    )
    signed = state not in {State.DRAFT, State.AWAITING_SIGNATURES, State.PARTIALLY_SIGNED}
    started = state in {State.EFFECTIVE, State.SUSPENDED}
    defaults: dict[str, Any] = {
        "id": POWER, "reseller": RESELLER, "number": "VM-2026-000001", "state": state, "terms": terms, "signers": chosen,
        "created_at": NOW - timedelta(days=60), "edition": "2026-11", "document": None if state is State.DRAFT else DOCUMENT,
        "signed_fields": tuple(one.field for one in chosen) if signed else (),
        "declared_at": NOW - timedelta(days=30) if signed else None,
        "cooling_off_ends_at": NOW - timedelta(days=5) if started else None,
        "effective_at": NOW - timedelta(days=5) if started else None,
        "last_day": date(2031, 11, 19) if started else None,
        "resumes_to": State.EFFECTIVE if state is State.SUSPENDED else None,
    }  # fmt: skip
    return PowerOfAttorney(**{**defaults, **more})


def a_revocation(*, verified: bool = True, received_at: datetime = NOW) -> Revocation:
    return Revocation(RevocationId(UUID(int=9)), "somebody@example.org", received_at, NOW, verified, "phone")


def a_document(state: DocumentState = DocumentState.ARCHIVED) -> PowerOfAttorneyDocument:
    receipt = ArchiveReceipt("poa/1.pdf", "1", "a" * 64, NOW + timedelta(days=400), NOW)
    return PowerOfAttorneyDocument(
        id=DOCUMENT, power_of_attorney=POWER, reseller=RESELLER, state=state, edition="2026-11", edition_sha256="e" * 64,
        record_sha256="r" * 64, issued_sha256="i" * 64, accepted_sha256="a" * 64, revision=2, issued_at=NOW,
        archive=receipt if state is DocumentState.ARCHIVED else None,
    )  # fmt: skip


def evidence(tier: EvidenceTier = EvidenceTier.A, by: str = "user:agent") -> Evidence:
    return Evidence(EvidenceId(UUID(int=5)), tier, "Urkunde", "urkunde.pdf", "d" * 64, by, NOW)


def a_case(state: CaseState = CaseState.ACTIVE, **more: Any) -> EmergencyCase:
    approved = state in {CaseState.ACTIVE, CaseState.WAITING, CaseState.PAUSED}
    scopes = (Scope.INFORM_END_CUSTOMER, Scope.RENEW_DOMAIN, Scope.GIVE_AUTH_CODE_TO_HOLDER)
    defaults: dict[str, Any] = {
        "id": CASE, "reseller": RESELLER, "code": "N-7KQ4-M2XB", "state": state, "ground": Ground.DEATH, "reporter": "heir",
        "reported_by": "user:agent", "reported_at": NOW - timedelta(days=2), "evidence": (evidence(),),
        "insolvency_checks": (InsolvencyCheck(InsolvencyFinding.NOTHING_FOUND, NOW - timedelta(hours=2), "user:agent"),),
        "requested_by": "user:agent" if approved else None,
        "approval": Approval("user:lead", NOW - timedelta(hours=1), scopes, POWER, "gesehen") if approved else None,
        "active_from": NOW - timedelta(hours=1) if state is CaseState.ACTIVE else None,
        "active_until": NOW + timedelta(days=29) if state is CaseState.ACTIVE else None,
        "waiting_ends_at": NOW + timedelta(hours=1) if state is CaseState.WAITING else None,
    }  # fmt: skip
    return EmergencyCase(**{**defaults, **more})


def a_contact(state: ContactState = ContactState.DRAFT) -> EmergencyContact:
    named = NamedContact("Björn", "Krämer", ContactLevel.MAY_REPORT, "bjoern@example.org", "+49 171 1")
    return EmergencyContact(EmergencyContactId(UUID(int=6)), RESELLER, named, state, 1, NOW, NOW)


def a_signature_request(state: SignatureState = SignatureState.PREPARED, **more: Any) -> SignatureRequest:
    defaults: dict[str, Any] = {
        "id": SignatureRequestId(UUID(int=7)), "document": DOCUMENT, "power_of_attorney": POWER, "field": "signature-1",
        "signer_email": "p1@example.org", "provider": "sandbox", "state": state, "created_at": NOW,
        "expires_at": NOW + timedelta(minutes=30), "base_revision": 0,
    }  # fmt: skip
    return SignatureRequest(**{**defaults, **more})


def an_end_customer(holder: DomainHolder = DomainHolder.END_CUSTOMER, *, is_consumer: bool = False) -> EndCustomer:
    domain = Domain("café.example", holder, date(2027, 1, 1), Decimal("9.90"))
    return EndCustomer("EK-1", "Café", is_consumer, domains=(domain,))


def an_extract(dated_on: date, of: ExtractOf = ExtractOf.GRANTOR, *, shows_authority: bool = True) -> RegisterExtract:
    return RegisterExtract(
        EvidenceId(UUID(int=8)),
        RESELLER,
        of,
        "Amtsgericht Köln",
        "HRB 1",
        dated_on,
        "extract.pdf",
        "f" * 64,
        shows_authority,
        "user:agent",
        NOW,
    )


def facts(**more: Any) -> Facts:
    """Everything as it should be: the answer to `INFORM_END_CUSTOMER` is yes."""
    defaults: dict[str, Any] = {
        "reseller": RESELLER, "grantor_name": "Beispiel GmbH", "hoster_name": "Nordlicht AG",
        "power_of_attorney": a_power_of_attorney(), "document": a_document(), "signature": SignatureFacts("VALID", ("Person P1",)),
        "representation": RepresentationFacts(proven=True), "archive_verified": True, "case": a_case(),
        "end_customer": an_end_customer(), "first_contact_done": False,
    }  # fmt: skip
    return Facts(**{**defaults, **more})


def asks(action: Any = Scope.INFORM_END_CUSTOMER, **more: Any) -> AuthorityRequest:
    return AuthorityRequest(action=action, **{"end_customer": "EK-1", **more})
