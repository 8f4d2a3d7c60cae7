"""Erstinformation: the first letter to one end customer, from a permission that still stands, with his own code on it.

The code stands on that one copy only. The file keeps one with the code made unreadable; whoever needs the letter again gets a new code, and
the earlier one opens nothing any more.
"""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from service.domain.access import Actor, Role
from service.domain.authority import AuthorityDecision, ObligationCode
from service.domain.emergency_case import EmergencyCase
from service.domain.errors import NotFound, WrongState
from service.domain.ids import DecisionId, EmergencyCaseId, VerificationCodeId
from service.domain.parties import EndCustomer, Scope
from service.domain.power_of_attorney import BERLIN, PowerOfAttorney
from service.domain.verification_code import VALID_FOR, VerificationCode, digests_for, new_code
from service.use_cases.authority_facts import relevant_case, relevant_power
from service.use_cases.check_authority import decide_again
from service.use_cases.document_orders import FirstInformationFacts
from service.use_cases.issue_letter import Letter, letter_order, sealed
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Work

KIND = "first-information"
ISSUED = "first-information:issued"
CONTACT_PERSON = "unser Team Vorsorge"
REPLY_WITHIN = timedelta(days=21)
UNREADABLE_CODE = "V-xxxx-xxxx-xxxx"


def issue_first_information(decision: DecisionId, actor: Actor, tools: Tools) -> Letter:
    """Decide again, write the letter, seal it. Nothing is kept of a letter that was not allowed.

    Raises:
        WrongState: it is not allowed (any more), it was no question about informing, or he has no domain to check with.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now, code, id = tools.clock(), new_code(tools.new_token()), VerificationCodeId(tools.new_id())
    again = decide_again(decision, actor, tools)
    _require_first_letter(again)
    with tools.transactions(actor) as work:
        power, case, customer = _concerned(work, again, now)
        kept = VerificationCode(
            id=id,
            reseller=case.reseller,
            end_customer=customer.ref,
            case=case.id,
            power_of_attorney=power.id,
            digests=digests_for(code, customer),
            created_at=now,
            valid_until=now + VALID_FOR,
        )
        if not kept.digests:
            raise WrongState(
                "Für diesen Endkunden ist keine Domain hinterlegt, mit der er den Code prüfen könnte. Tragen Sie sie mit den Stammdaten nach."
            )
        granted = replace(power, terms=replace(power.terms, scopes=_usable(power, case)))
        orders = [
            letter_order(work, tools, granted, _facts(granted, case, customer, shown, now), subject=id)
            for shown in (code, UNREADABLE_CODE)
        ]
    # Outside the transaction: sealing asks others.
    letter, is_sealed = sealed(tools.documents.letter(orders[0]), KIND, now, tools)
    copy = tools.documents.letter(orders[1])
    with tools.transactions(actor) as work:
        work.verification_codes.replace(kept)
        work.letters.add(KIND, id, case.reseller, copy, now)
        record(
            work, tools, ISSUED, case.id, actor, now, reseller=case.reseller, end_customer=customer.ref,
            letter=str(id), sha256=hashlib.sha256(letter).hexdigest(), sealed=is_sealed,
        )  # fmt: skip
    return Letter(f"erstinformation-{id}.pdf", letter)


def read_first_information(case: EmergencyCaseId, id: UUID, actor: Actor, tools: Tools) -> Letter:
    """The copy on file of a letter written in that case, its code unreadable. Raises NotFound."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        written = any(event.kind == ISSUED and event.details.get("letter") == str(id) for event in work.audit_log.of(case))
        kept = work.letters.get(KIND, id) if written else None
    if kept is None:
        raise NotFound("Dieses Schreiben gibt es nicht.")
    return Letter(f"erstinformation-{id}.pdf", kept)


def is_first_letter_due(decision: AuthorityDecision) -> bool:
    owed = {one.code for one in decision.obligations}
    return decision.action is Scope.INFORM_END_CUSTOMER and ObligationCode.ATTACH_VERIFICATION_CODE in owed


def _require_first_letter(decision: AuthorityDecision) -> None:
    if not decision.allowed:
        raise WrongState(f"Das Schreiben ist jetzt nicht erlaubt. {decision.staff_message}")
    if not is_first_letter_due(decision):
        raise WrongState("Ein erstes Schreiben gibt es nur, wenn ein Endkunde zum ersten Mal benachrichtigt wird.")


def _concerned(work: Work, decision: AuthorityDecision, at: datetime) -> tuple[PowerOfAttorney, EmergencyCase, EndCustomer]:
    if decision.reseller is None or decision.end_customer is None:
        raise WrongState("Wählen Sie zuerst den Endkunden, der das Schreiben bekommt.")
    customer = work.end_customers.find(decision.reseller, decision.end_customer)
    power = relevant_power(work.powers_of_attorney.of(decision.reseller), at)
    case = relevant_case(work.emergency_cases.of(decision.reseller), at)
    if power is None or case is None or customer is None:
        raise WrongState("Vollmacht, Notfall oder Endkunde haben sich gerade geändert. Bitte fragen Sie noch einmal.")
    return power, case, customer


def _usable(power: PowerOfAttorney, case: EmergencyCase) -> tuple[Scope, ...]:
    """The letter offers what was approved, not all that was granted."""
    approved = case.approval.scopes if case.approval else ()
    return tuple(scope for scope in power.terms.scopes if scope in approved)


def _facts(power: PowerOfAttorney, case: EmergencyCase, customer: EndCustomer, code: str, at: datetime) -> FirstInformationFacts:
    services_until = _day(case.active_until or at + VALID_FOR)
    return FirstInformationFacts(
        declared_on=_day(power.declared_at or at),
        end_customer=customer,
        written_on=_day(at),
        code=code,
        code_until=_day(at + VALID_FOR),
        code_days=VALID_FOR.days,
        services_until=services_until,
        reply_until=min(_day(at + REPLY_WITHIN), services_until),
        reference=case.code,
        contact_person=CONTACT_PERSON,
    )


def _day(at: datetime) -> date:
    return at.astimezone(BERLIN).date()
