"""Rechenschaft (§§ 666, 667 BGB) over an emergency: what was done, for whom, at what cost. A reading copy before it is given, kept after."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from service.domain.access import Actor
from service.domain.emergency_case import CaseState, EmergencyCase
from service.domain.errors import NotFound
from service.domain.ids import EmergencyCaseId
from service.domain.power_of_attorney import BERLIN
from service.use_cases.document_orders import AccountedAct, AccountFacts
from service.use_cases.issue_letter import Letter, issued, letter_order
from service.use_cases.ports import Tools
from service.use_cases.recording import require_tenant
from service.use_cases.repositories import Work

# Done at once when it was reported, whoever reported it (domain.md, finding 11).
AT_ONCE = ("PROTECT_DELETION_HOLD", "PROTECT_DUNNING_STOP")


def emergency_account(id: EmergencyCaseId, actor: Actor, tools: Tools) -> Letter:
    """Raises NotFound: it still runs, or nobody ever acted by a Vollmacht in it."""
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id)
        require_tenant(actor, case.reseller)
        if case.approval is None or case.active_from is None or case.state not in {CaseState.WINDING_DOWN, CaseState.CLOSED}:
            raise NotFound("Rechenschaft gibt es, sobald ein Notfall abgewickelt wird, in dem gehandelt werden durfte.")
        power = work.powers_of_attorney.get(case.approval.power_of_attorney)
        ended_at = case.ended_at or tools.clock()
        facts = AccountFacts(
            case=case,
            ended_at=ended_at,
            written_on=ended_at.astimezone(BERLIN).date(),
            acts=tuple(sorted(_acts(work, case), key=lambda act: act.on)),
            recipient=case.account_to or "GRANTOR",
        )
        subject = UUID(str(case.id))
        order = letter_order(work, tools, power, facts, subject=subject)
        kept = work.letters.get("account", subject)
    if case.state is not CaseState.CLOSED:
        return Letter(f"rechenschaft-entwurf-{case.code}.pdf", tools.documents.letter(order))
    return issued(order, kept, subject, case.reseller, actor, tools)


def _acts(work: Work, case: EmergencyCase) -> list[AccountedAct]:
    names = {one.ref: one.name for one in work.end_customers.of(case.reseller)}
    acts = [AccountedAct(on=_day_of(case), action=action) for action in AT_ONCE]
    acts += [
        AccountedAct(
            on=one.at.astimezone(BERLIN).date(),
            action=one.action,
            end_customer=names.get(one.end_customer, one.end_customer) if one.end_customer else None,
        )
        for one in work.decisions.contacts_in(case.id)
    ]
    acts += [
        AccountedAct(
            on=one.on,
            action=one.action.value,
            end_customer=names.get(one.end_customer, one.end_customer) if one.end_customer else None,
            detail=one.what,
            cost_eur=Decimal(one.cost_eur),
        )
        for one in case.expenses
    ]
    return acts


def _day_of(case: EmergencyCase) -> date:
    return case.reported_at.astimezone(BERLIN).date()
