"""What is spent in the grantor's name is written down when it is spent: the account of §§ 666, 667 BGB is made of it."""

from datetime import date
from decimal import Decimal

from service.domain.access import Actor, Role
from service.domain.emergency_case import EmergencyCase, Expense
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyCaseId
from service.domain.parties import Scope
from service.domain.power_of_attorney import BERLIN
from service.use_cases.ports import Tools
from service.use_cases.recording import record

HIGHEST_EUR = Decimal("9999999.99")


def record_expense(
    id: EmergencyCaseId,
    actor: Actor,
    tools: Tools,
    *,
    on: date,
    action: Scope,
    end_customer: str | None,
    what: str,
    cost_eur: Decimal,
) -> EmergencyCase:
    """One act and its cost; 0 is a cost, too.

    Raises:
        InputRefused: a day outside the emergency, a scope that was not approved, an end customer nobody knows, a wrong amount.
        WrongState: the account is given already, or nothing may be done yet.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True)
        faults = _faults(case, on, action, cost_eur, today=now.astimezone(BERLIN).date())
        if end_customer is not None and work.end_customers.find(case.reseller, end_customer) is None:
            faults.append(Fault("$.end_customer", "UNKNOWN", "Diesen Endkunden hat der Reseller nicht."))
        if not what.strip() or tools.documents.undrawable(what):
            faults.append(Fault("$.what", "BLANK", "Bitte schreiben Sie in ein paar Worten, wofür; ohne Sonderzeichen."))
        expense = Expense(on, action, end_customer, what.strip(), cost_eur, actor.label, now)
        changed = case.with_expense(expense)
        if faults:
            raise InputRefused(faults)
        work.emergency_cases.save(changed)
        record(
            work, tools, "emergency-case:expense-recorded", id, actor, now, reseller=case.reseller,
            action=action.value, cost_eur=f"{cost_eur:.2f}",
        )  # fmt: skip
    return changed


def _faults(case: EmergencyCase, on: date, action: Scope, cost_eur: Decimal, *, today: date) -> list[Fault]:
    faults = []
    began = case.active_from.astimezone(BERLIN).date() if case.active_from else today
    if not began <= on <= today:
        faults.append(Fault("$.on", "OUT_OF_RANGE", f"Der Tag liegt zwischen dem Beginn ({began:%d.%m.%Y}) und heute."))
    if case.approval is None or action not in case.approval.scopes:
        faults.append(Fault("$.action", "SCOPE_NOT_APPROVED", "Das ist in diesem Notfall nicht freigegeben."))
    if not 0 <= cost_eur <= HIGHEST_EUR or cost_eur != cost_eur.quantize(Decimal("0.01")):
        faults.append(Fault("$.cost_eur", "BAD_FORMAT", "Bitte als Betrag mit zwei Nachkommastellen angeben, etwa 24.90."))
    return faults
