"""What the document writer is told about a Vollmacht: one place, so that preview and issued file say the same."""

from service.domain.ids import DocumentId
from service.domain.power_of_attorney import PowerOfAttorney
from service.use_cases.document_orders import IssueOrder
from service.use_cases.ports import Tools
from service.use_cases.repositories import Work


def issue_order(work: Work, tools: Tools, power: PowerOfAttorney, document: DocumentId) -> IssueOrder:
    """Gather parties, contacts and terms. No end customer stands in the document."""
    reseller = work.resellers.get(power.reseller)
    contacts = sorted(
        (contact for contact in work.emergency_contacts.of(power.reseller) if contact.is_open),
        key=lambda contact: contact.order,
    )
    return IssueOrder(
        document=document,
        power_of_attorney=power,
        reseller=reseller,
        signers=power.signers,
        contacts=tuple(contacts),
        hoster=tools.policy.hoster or reseller.hoster,
        verification_url=f"{tools.policy.public_url}/pruefen",
        sandbox=tools.policy.sandbox,
    )
