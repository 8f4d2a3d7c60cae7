"""Kundeninformation: what the reseller sends to his customers, written from the Vollmacht in force, kept nowhere."""

from service.domain.access import Actor
from service.domain.errors import WrongState
from service.domain.ids import DocumentId, ResellerId
from service.domain.power_of_attorney import BERLIN, LIVE
from service.use_cases.document_orders import CustomerNoticeFacts, LetterOrder
from service.use_cases.issue_order import issue_order
from service.use_cases.ports import Tools
from service.use_cases.recording import require_tenant


def write_customer_notice(reseller: ResellerId, actor: Actor, tools: Tools) -> bytes:
    """PDF. Raises WrongState: no Vollmacht is in force that it could speak of."""
    require_tenant(actor, reseller)
    with tools.transactions(actor) as work:
        power = next((one for one in work.powers_of_attorney.of(reseller) if one.state in LIVE), None)
        if power is None or power.declared_at is None or power.document is None:
            raise WrongState("Die Kundeninformation gibt es, sobald Ihre Vollmacht unterschrieben und angenommen ist.")
        order = LetterOrder(
            document=DocumentId(tools.new_id()),
            about=issue_order(work, tools, power, power.document),
            facts=CustomerNoticeFacts(declared_on=power.declared_at.astimezone(BERLIN).date()),
        )
    return tools.documents.letter(order)
