"""The reseller notes which of his customers he has told in advance, when and how."""

from collections.abc import Sequence
from datetime import date

from service.domain.access import Actor, Role
from service.domain.customer_notice import CustomerNotice, NoticeChannel
from service.domain.errors import Fault, InputRefused
from service.domain.ids import ResellerId
from service.domain.power_of_attorney import BERLIN
from service.use_cases.ports import Tools
from service.use_cases.recording import record, require_tenant

EARLIEST = date(2000, 1, 1)


def mark_customers_informed(
    reseller: ResellerId, actor: Actor, tools: Tools, *, refs: Sequence[str], channel: NoticeChannel, informed_on: date
) -> int:
    """How many were marked; a later notice takes the place of an earlier one.

    Raises:
        InputRefused: nobody chosen, somebody unknown, or a day that has not come.
    """
    actor.require(Role.RESELLER)
    require_tenant(actor, reseller)
    now = tools.clock()
    faults = []
    if not refs:
        faults.append(Fault("$.refs", "MISSING", "Bitte wählen Sie mindestens einen Kunden aus."))
    if not EARLIEST <= informed_on <= now.astimezone(BERLIN).date():
        text = "Der Tag liegt in der Zukunft oder zu weit zurück. Bitte prüfen Sie das Datum."
        faults.append(Fault("$.informed_on", "IMPOSSIBLE", text))
    with tools.transactions(actor) as work:
        known = {customer.ref for customer in work.end_customers.of(reseller)}
        if not known.issuperset(refs):
            faults.append(
                Fault("$.refs", "UNKNOWN", "Einer dieser Kunden ist nicht mehr bei Ihnen geführt. Bitte laden Sie die Seite neu.")
            )
        if faults:
            raise InputRefused(faults)
        for ref in dict.fromkeys(refs):
            work.customer_notices.save(CustomerNotice(reseller, ref, channel, informed_on, actor.label, now))
        record(
            work, tools, "end-customers:informed", reseller, actor, now, reseller=reseller,
            count=len(set(refs)), channel=channel.value, informed_on=informed_on.isoformat(),
        )  # fmt: skip
    return len(set(refs))


def withdraw_customer_notice(reseller: ResellerId, actor: Actor, tools: Tools, *, ref: str) -> None:
    """It was marked by mistake."""
    actor.require(Role.RESELLER)
    require_tenant(actor, reseller)
    with tools.transactions(actor) as work:
        work.customer_notices.remove(reseller, ref)
        record(work, tools, "end-customers:notice-withdrawn", reseller, actor, tools.clock(), reseller=reseller)
