"""An end customer wants no further contact (Art. 21 GDPR): from then on the decision says no, whoever asks."""

from service.domain.access import Actor, Role
from service.domain.errors import Fault, InputRefused, NotFound
from service.domain.ids import ResellerId
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Work


def record_objection(reseller: ResellerId, actor: Actor, tools: Tools, *, end_customer: str) -> bool:
    """Whether it is new. It outlives every import of master data.

    Raises:
        InputRefused: that reseller has no such end customer.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        if work.end_customers.find(reseller, end_customer) is None:
            raise InputRefused([Fault("$.end_customer", "UNKNOWN", "Diesen Endkunden gibt es bei diesem Reseller nicht.")])
        return note_objection(work, tools, reseller, actor, end_customer=end_customer)


def note_objection(work: Work, tools: Tools, reseller: ResellerId, actor: Actor, *, end_customer: str) -> bool:
    """Whether it is new."""
    now = tools.clock()
    added = work.customer_objections.add(reseller, end_customer, by=actor.label, at=now)
    if added:
        record(work, tools, "end-customer:objected", reseller, actor, now, reseller=reseller, end_customer=end_customer)
    return added


def withdraw_objection(reseller: ResellerId, actor: Actor, tools: Tools, *, end_customer: str) -> None:
    """He asked to be contacted after all, or it was recorded for the wrong one. Raises NotFound: there is none."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        if not work.customer_objections.remove(reseller, end_customer):
            raise NotFound("Dieser Endkunde hat nicht widersprochen.")
        record(
            work, tools, "end-customer:objection-withdrawn", reseller, actor, now, reseller=reseller, end_customer=end_customer
        )
