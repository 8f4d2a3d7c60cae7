"""Made-up facts for what a reseller record cannot supply, for previews and tests only. Every page made of them says so.

The days are fixed and not today's: the same record gives the same bytes.
"""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from service.domain.emergency_case import Approval, CaseState, EmergencyCase, Ground
from service.domain.ids import EmergencyCaseId, PowerOfAttorneyId
from service.domain.parties import ContactLevel, EndCustomer, NamedContact, Scope
from service.use_cases.document_orders import (
    AcceptanceFacts,
    AccountedAct,
    AccountFacts,
    ActAfterRevocation,
    FirstInformationFacts,
    IssueOrder,
    RevocationConfirmationFacts,
    ValidationReportFacts,
)

CASE_CODE = "N-7KQ4-M2XB"
VERIFICATION_CODE = "V-7KQ4-M2XB-9DTW"
CONTACT = NamedContact(
    given_name="Erika",
    surname="Mustermann",
    level=ContactLevel.MAY_REPORT,
    email="erika@mustermann.example",
    phone="+49 30 555123",
    relation="Vertrauensperson",
)
END_CUSTOMER = EndCustomer(ref="MUSTER", name="Musterkunde GmbH", is_consumer=False, email="post@musterkunde.example")
_SIGNED_ON = date(2027, 1, 11)
_REPORTED_AT = datetime(2027, 3, 1, 8, 12, tzinfo=UTC)
_APPROVED_AT = datetime(2027, 3, 1, 13, 40, tzinfo=UTC)
_ACTIVE_FROM = datetime(2027, 3, 2, 14, 0, tzinfo=UTC)
_ENDED_AT = datetime(2027, 3, 29, 9, 30, tzinfo=UTC)
_RENEWAL_EUR = Decimal("14.90")


def acceptance(about: IssueOrder) -> AcceptanceFacts:
    """As if it had been signed on a Monday in January."""
    return AcceptanceFacts(
        signed_sha256=hashlib.sha256(about.power_of_attorney.number.encode()).hexdigest(),
        declared_on=_SIGNED_ON,
        accepted_on=date(2027, 1, 12),
        cooling_off_until=date(2027, 1, 26),
        effective_on=date(2027, 1, 26),
        term_until=date(2027 + about.power_of_attorney.terms.term_years, 1, 26),
    )


def revocation_confirmation(about: IssueOrder) -> RevocationConfirmationFacts:
    """As if somebody had revoked on a Friday evening, and it had been typed in on Monday."""
    return RevocationConfirmationFacts(
        declared_by=about.signers[0].representative.full_name,
        received_at=datetime(2027, 4, 9, 17, 41, tzinfo=UTC),
        recorded_at=datetime(2027, 4, 12, 6, 5, tzinfo=UTC),
        written_at=datetime(2027, 4, 12, 7, 30, tzinfo=UTC),
        state="REVOKED",
        acts=(
            ActAfterRevocation(at=datetime(2027, 4, 10, 3, 0, tzinfo=UTC), scope=Scope.RENEW_DOMAIN, concerning="Muster-Domain"),
        ),
        case_code=CASE_CODE,
    )


def first_information(end_customer: EndCustomer) -> FirstInformationFacts:
    """As if the emergency were active since the day before."""
    return FirstInformationFacts(
        declared_on=_SIGNED_ON,
        end_customer=end_customer,
        written_on=date(2027, 3, 3),
        code=VERIFICATION_CODE,
        code_until=date(2027, 4, 2),
        code_days=30,
        services_until=date(2027, 4, 1),
        reply_until=date(2027, 3, 24),
        reference=CASE_CODE,
        contact_person="unser Team Vorsorge",
    )


def account(about: IssueOrder, end_customers: tuple[EndCustomer, ...]) -> AccountFacts:
    """As if every end customer of the record had been told, and every domain of theirs renewed."""
    approval = Approval(
        approved_by="user",
        approved_at=_APPROVED_AT,
        scopes=about.power_of_attorney.terms.scopes,
        power_of_attorney=PowerOfAttorneyId(about.power_of_attorney.id),
        reason="",
    )
    case = EmergencyCase(
        id=EmergencyCaseId(UUID(int=0)),
        reseller=about.reseller.id,
        code=CASE_CODE,
        state=CaseState.ACCOUNTING,
        ground=Ground.ACCIDENT_ILLNESS,
        reporter="contact",
        reported_by="contact",
        reported_at=_REPORTED_AT,
        approval=approval,
        active_from=_ACTIVE_FROM,
    )
    customers = end_customers or (END_CUSTOMER,)
    return AccountFacts(case=case, ended_at=_ENDED_AT, written_on=date(2027, 3, 30), acts=tuple(_acts(customers)))


def _acts(customers: tuple[EndCustomer, ...]) -> list[AccountedAct]:
    acts = [AccountedAct(on=_REPORTED_AT.date(), action="PROTECT_DELETION_HOLD")]
    acts += [AccountedAct(on=date(2027, 3, 3), action="INFORM_END_CUSTOMER", end_customer=one.name) for one in customers]
    for one in customers:
        for domain in one.domains:
            acts.append(
                AccountedAct(
                    on=date(2027, 3, 8), action="RENEW_DOMAIN", end_customer=one.name, detail=domain.name, cost_eur=_RENEWAL_EUR
                )
            )
    return acts


def validation_report(about: IssueOrder) -> ValidationReportFacts:
    """As if everyone of the chosen set had signed with a qualified signature."""
    names = [signer.representative.full_name for signer in about.signers]
    signed = [f"2027-01-11T0{9 + position // 6}:{position % 6}5:00Z" for position in range(len(names))]
    verdict = {
        "sha256": hashlib.sha256(about.power_of_attorney.number.encode()).hexdigest(),
        "verdict": "VALID",
        "complete": True,
        "issued_here": True,
        "reasons": [],
        "signatures": [
            {
                "field": signer.field,
                "signer": name,
                "expected_signer": name,
                "indication": "TOTAL_PASSED",
                "sub_indication": None,
                "qualification": "QESIG",
                "level": "PAdES-BASELINE-LTA",
                "signed_at": at,
                "signed_at_source": "TIMESTAMP",
                "issuer": "Muster-Vertrauensdienst",
                "certificate_sha256": hashlib.sha256(name.encode()).hexdigest(),
                "article_32": [{"letter": letter, "outcome": "PASSED", "finding": "Muster"} for letter in "abcdefgh"],
            }
            for signer, name, at in zip(about.signers, names, signed, strict=True)
        ],
        "timestamps": [
            {
                "kind": "DOCUMENT",
                "at": "2027-01-11T10:00:00Z",
                "indication": "TOTAL_PASSED",
                "qualified": True,
                "authority": "Muster-Zeitstempeldienst",
            }
        ],
        "steps": [],
    }
    return ValidationReportFacts(
        verdict=verdict,
        file_bytes=123456,
        judged_at=datetime(2027, 1, 12, 8, 0, tzinfo=UTC),
        lists=("DE, Muster",),
    )
