"""Four eyes: one person asks for the emergency to be approved, another one decides."""

from datetime import datetime

from service.domain.access import Actor, Role
from service.domain.emergency_case import (
    INSOLVENCY_CHECK_LIFETIME,
    Approval,
    CaseState,
    EmergencyCase,
    InsolvencyFinding,
    evidence_suffices,
    waiting_period,
)
from service.domain.errors import Conflict, Fault, InputRefused
from service.domain.ids import EmergencyCaseId
from service.domain.parties import Scope
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.use_cases.activate_emergency import activate_emergency
from service.use_cases.own_interest import require_disinterested
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work
from service.use_cases.view_emergency import opened_by


class NotApprovable(Conflict):
    """Something the approval needs is missing: Vollmacht, evidence, attempts, insolvency check."""

    code = "not-approvable"

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


def request_approval(
    id: EmergencyCaseId, actor: Actor, tools: Tools, *, scopes: tuple[Scope, ...] | None = None
) -> EmergencyCase:
    """Ask a second person.

    Args:
        scopes: what shall be allowed, within what is granted; None: all that is granted.

    Raises:
        ConflictOfInterest: he is one of those concerned.
        InputRefused: a scope the Vollmacht does not grant.
        NotApprovable: no effective Vollmacht.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        power = _effective(work, id)
        case = work.emergency_cases.get(id, for_update=True)
        asked = scopes or power.terms.scopes
        require_disinterested(work, case.reseller, actor)
        _require_granted(asked, power)
        case = case.approval_requested(asked, actor.label, now)
        work.emergency_cases.save(case)
        record(work, tools, "emergency-case:approval-requested", id, actor, now, reseller=case.reseller, scopes=len(asked))
    return case


def approve_emergency(
    id: EmergencyCaseId, actor: Actor, tools: Tools, *, reason: str, scopes: tuple[Scope, ...] | None = None
) -> EmergencyCase:
    """The second person approves; the waiting period starts, and the case is ACTIVE at once where it is nil.

    Raises:
        FourEyesRequired: approver is the requester, or edited the evidence last.
        ConflictOfInterest: he is one of those concerned.
        NotApprovable: he has not opened every piece of evidence himself (EVIDENCE_UNREAD);
            evidence too weak, attempts missing, insolvency check missing, stale or positive.
    """
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    if not reason.strip():
        raise InputRefused([Fault("$.reason", "MISSING", "Bitte die Freigabe begründen.")])
    with tools.transactions(actor) as work:
        power = _effective(work, id)
        case = work.emergency_cases.get(id, for_update=True)
        approved_scopes = scopes or case.requested_scopes
        require_disinterested(work, case.reseller, actor)
        _require_granted(approved_scopes, power)
        _require_evidence(case, power, now)
        waiting = waiting_period(case, power.terms.trigger, tools.policy.deed_waiting)
        case = case.approved(
            Approval(approved_by=actor.label, approved_at=now, scopes=approved_scopes, power_of_attorney=power.id, reason=reason),
            now + waiting,
        )
        _require_read(work, case, actor)
        work.emergency_cases.save(case)
        reseller = work.resellers.get(case.reseller)
        notify(
            work, tools, "emergency-approved", reseller.all_addresses,
            id, now, occasion=now.isoformat(), reseller=case.reseller, values={"case": case.code},
        )  # fmt: skip
        record(work, tools, "emergency-case:approved", id, actor, now, reseller=case.reseller, scopes=len(approved_scopes))
    if case.state is CaseState.WAITING and case.waiting_ends_at is not None and case.waiting_ends_at <= now:
        return activate_emergency(id, actor, tools)
    return case


def return_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools, *, reason: str) -> EmergencyCase:
    """The second person wants more before deciding."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True).returned(reason)
        work.emergency_cases.save(case)
        record(work, tools, "emergency-case:returned", id, actor, now, reseller=case.reseller, reason_given=True)
    return case


def dismiss_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools, *, reason: str) -> EmergencyCase:
    """No emergency after all."""
    actor.require(Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        case = work.emergency_cases.get(id, for_update=True).dismissed(reason, now)
        work.emergency_cases.save(case)
        record(work, tools, "emergency-case:dismissed", id, actor, now, reseller=case.reseller)
    return case


def _effective(work: Work, id: EmergencyCaseId) -> PowerOfAttorney:
    """Locked, before its case: a revocation that comes right now waits, and then finds the case as it is."""
    known = work.powers_of_attorney.of(work.emergency_cases.get(id).reseller)
    found = next((one for one in known if one.state is State.EFFECTIVE), None)
    power = work.powers_of_attorney.get(found.id, for_update=True) if found else None
    if power is None or power.state is not State.EFFECTIVE:
        raise NotApprovable(
            "POWER_OF_ATTORNEY_NONE",
            "Es gibt keine wirksame Vollmacht. Möglich bleiben die Schutzmaßnahmen, die nichts offenbaren.",
        )
    return power


def _require_granted(scopes: tuple[Scope, ...], power: PowerOfAttorney) -> None:
    foreign = [scope for scope in scopes if scope not in power.terms.scopes]
    if foreign:
        raise InputRefused([Fault("$.scopes", "SCOPE_NOT_GRANTED", f"Nicht von der Vollmacht umfasst: {', '.join(foreign)}.")])


def _require_read(work: Work, case: EmergencyCase, actor: Actor) -> None:
    """A yes to what one has not seen is none. Of a file that is erased nothing can be opened."""
    opened = opened_by(actor, work.audit_log.of(case.id))
    unread = [one.kind for one in case.evidence if str(one.id) not in opened and one.erased_at is None]
    if unread:
        raise NotApprovable(
            "EVIDENCE_UNREAD", f"Bitte öffnen Sie zuerst jeden Nachweis. Noch nicht geöffnet: {', '.join(unread)}."
        )


def _require_evidence(case: EmergencyCase, power: PowerOfAttorney, at: datetime) -> None:
    missing = evidence_suffices(case, power.terms.trigger)
    if missing == "CONTACT_ATTEMPTS_MISSING":
        raise NotApprovable(missing, "Es fehlen noch dokumentierte Versuche, den Vollmachtgeber zu erreichen.")
    if missing is not None:
        raise NotApprovable(
            missing, "Der Nachweis reicht für diesen Grund nicht aus. Bitte eine Urkunde oder weitere Belege beifügen."
        )
    latest = case.insolvency_checks[-1] if case.insolvency_checks else None
    if latest is None or at - latest.checked_at > INSOLVENCY_CHECK_LIFETIME:
        raise NotApprovable("INSOLVENCY_CHECK_STALE", "Bitte zuerst das Insolvenzregister prüfen; die Prüfung gilt 24 Stunden.")
    if latest.finding is InsolvencyFinding.OPENED:
        raise NotApprovable("INSOLVENCY_OPENED", "Das Insolvenzverfahren ist eröffnet; die Vollmacht ist erloschen (§ 117 InsO).")
