"""Orders for the documents beside the main one, as the inputs of their forms."""

from datetime import date
from decimal import Decimal

from forms.acceptance import AcceptanceInput
from forms.account import AccountedAction, AccountInput
from forms.contact_card import ContactCardInput
from forms.contact_declaration import ContactDeclarationInput
from forms.customer_notice import CustomerNoticeInput
from forms.first_information import FirstInformationInput, OwnDomain, Recipient
from forms.issue import GrantedPower, Issue
from forms.revocation import RevocationInput
from forms.revocation_confirmation import ActAfterRevocation, RevocationConfirmationInput
from service.documents.parties import contact_of, hoster_of, principal_of, signer_of
from service.documents.record import money
from service.documents.verdicts import report_input
from service.domain.parties import EndCustomer
from service.use_cases.document_orders import (
    AcceptanceFacts,
    AccountFacts,
    ContactCardFacts,
    ContactDeclarationFacts,
    CustomerNoticeFacts,
    FirstInformationFacts,
    LetterOrder,
    RevocationConfirmationFacts,
    RevocationFacts,
    ValidationReportFacts,
)

LetterInput = object


def input_of(order: LetterOrder, edition: str) -> LetterInput:
    """What the form of that document is filled with."""
    issue, hoster = issue_of(order, edition), hoster_of(order.about.hoster)
    match order.facts:
        case ContactDeclarationFacts() as facts:
            contact = contact_of(facts.contact)
            return ContactDeclarationInput(
                issue=issue, hoster=hoster, power=power_of(order), contact=contact, declared_at=facts.declared_at
            )
        case ContactCardFacts() as facts:
            contact = contact_of(facts.contact)
            return ContactCardInput(issue=issue, hoster=hoster, power=power_of(order), contact=contact, case_code=facts.case_code)
        case CustomerNoticeFacts() as facts:
            return CustomerNoticeInput(issue=issue, hoster=hoster, power=power_of(order, declared_on=facts.declared_on))
        case ValidationReportFacts() as facts:
            return report_input(facts, issue, hoster)
        case _:
            return _declaration(order, issue)


def issue_of(order: LetterOrder, edition: str) -> Issue:
    """What the document bears: the Vollmacht's number, its own id."""
    return Issue(
        document_id=str(order.document),
        number=order.about.power_of_attorney.number,
        edition=edition,
        verification_url=order.about.verification_url,
        sandbox=order.about.sandbox,
        sample=order.sample,
        language=order.language,
    )


def power_of(order: LetterOrder, *, declared_on: date | None = None, sha256: str | None = None) -> GrantedPower:
    """The Vollmacht it speaks of."""
    about = order.about
    return GrantedPower(
        number=about.power_of_attorney.number,
        principal=principal_of(about.reseller.grantor),
        signers=tuple(map(signer_of, about.signers)),
        scopes=tuple(scope.value for scope in about.power_of_attorney.terms.scopes),
        declared_on=declared_on,
        sha256=sha256,
    )


def _declaration(order: LetterOrder, issue: Issue) -> LetterInput:
    match order.facts:
        case AcceptanceFacts() as facts:
            return _acceptance(order, facts, issue)
        case RevocationFacts() as facts:
            return RevocationInput(
                issue=issue,
                hoster=hoster_of(order.about.hoster),
                power=power_of(order),
                revoked_scopes=tuple(scope.value for scope in facts.scopes),
                revoker=facts.declared_by,
                revoker_function=facts.capacity,
            )
        case RevocationConfirmationFacts() as facts:
            return _revocation_confirmation(order, facts, issue)
        case FirstInformationFacts() as facts:
            return _first_information(order, facts, issue)
        case AccountFacts() as facts:
            return _account(order, facts, issue)
        case other:
            raise TypeError(f"no document is made of {type(other).__name__}")


def _acceptance(order: LetterOrder, facts: AcceptanceFacts, issue: Issue) -> AcceptanceInput:
    return AcceptanceInput(
        issue=issue,
        hoster=hoster_of(order.about.hoster),
        power=power_of(order, declared_on=facts.declared_on, sha256=facts.signed_sha256),
        accepted_on=facts.accepted_on,
        cooling_off_until=facts.cooling_off_until,
        effective_on=facts.effective_on,
        term_until=facts.term_until,
    )


def _revocation_confirmation(order: LetterOrder, facts: RevocationConfirmationFacts, issue: Issue) -> RevocationConfirmationInput:
    return RevocationConfirmationInput(
        issue=issue,
        hoster=hoster_of(order.about.hoster),
        power=power_of(order),
        declared_by=facts.declared_by,
        received_at=facts.received_at,
        recorded_at=facts.recorded_at,
        written_at=facts.written_at,
        state=facts.state,
        acts=tuple(ActAfterRevocation(at=act.at, action=act.scope.value, concerning=act.concerning) for act in facts.acts),
        decisions=facts.decisions,
        case_code=facts.case_code,
    )


def _first_information(order: LetterOrder, facts: FirstInformationFacts, issue: Issue) -> FirstInformationInput:
    return FirstInformationInput(
        issue=issue,
        hoster=hoster_of(order.about.hoster),
        power=power_of(order, declared_on=facts.declared_on),
        recipient=_recipient(facts.end_customer),
        written_on=facts.written_on,
        code=facts.code,
        code_until=facts.code_until,
        code_days=facts.code_days,
        services_until=facts.services_until,
        reply_until=facts.reply_until,
        reference=facts.reference,
        contact_person=facts.contact_person,
    )


def _recipient(customer: EndCustomer) -> Recipient:
    return Recipient(
        name=customer.name,
        is_consumer=customer.is_consumer,
        street=customer.street,
        postal_code=customer.postal_code,
        city=customer.city,
        email=customer.email,
        domains=tuple(
            OwnDomain(name=domain.name, holder=domain.holder.value, expires_on=domain.expires_on) for domain in customer.domains
        ),
    )


def _account(order: LetterOrder, facts: AccountFacts, issue: Issue) -> AccountInput:
    case, grantor = facts.case, order.about.reseller.grantor
    return AccountInput(
        issue=issue,
        hoster=hoster_of(order.about.hoster),
        power=power_of(order),
        recipient=facts.recipient,
        recipient_lines=(grantor.name, grantor.street, f"{grantor.postal_code} {grantor.city}"),
        written_on=facts.written_on,
        case_code=case.code,
        ground=case.ground.value,
        reported_at=case.reported_at,
        approved_at=case.approval.approved_at if case.approval else None,
        active_from=case.active_from,
        ended_at=facts.ended_at,
        approved_scopes=tuple(scope.value for scope in case.approval.scopes) if case.approval else (),
        cost_cap_eur_per_month=money(Decimal(order.about.power_of_attorney.terms.cost_cap_eur_per_month)),
        actions=tuple(
            AccountedAction(
                on=act.on, action=act.action, customer=act.end_customer, detail=act.detail, cost_eur=money(act.cost_eur)
            )
            for act in facts.acts
        ),
    )
