"""Rules about the emergency: a valid Vollmacht is not usable outside an active, approved case."""

from service.domain.authority_rules.asked import Asked, Finding, fails, obliges, passes
from service.domain.authority_rules.vollmacht import in_effect
from service.domain.emergency_case import (
    BEFORE_APPROVAL,
    INSOLVENCY_CHECK_LIFETIME,
    CaseState,
    InsolvencyFinding,
    evidence_suffices,
)


def case_active(asked: Asked) -> Finding | None:
    if asked.protective:
        return None
    case = asked.facts.case
    if asked.facts.reseller is None:
        return None
    if case is None:
        return fails("CASE_NONE", "Es läuft kein Notfall. Eine wirksame Vollmacht allein erlaubt noch nichts.")
    match case.state_at(asked.at):
        case CaseState.WAITING:
            return fails("CASE_WAITING_PERIOD", "Der Notfall ist freigegeben, aber die Wartezeit läuft noch.")
        case CaseState.PAUSED:
            return fails("CASE_PAUSED_SIGN_OF_LIFE", "Der Notfall ruht: Es gab ein Lebenszeichen oder einen Widerruf.")
        case CaseState.ACTIVE:
            pass
        case _:
            return fails("CASE_NOT_ACTIVE", "Der Notfall ist (noch) nicht oder nicht mehr aktiv.")
    if case.active_until is not None and asked.at >= case.active_until:
        return fails("CASE_EXPIRED", "Die Freigabe des Notfalls ist abgelaufen; sie muss zu zweit verlängert werden.")
    return passes("CASE_ACTIVE", "Der Notfall ist freigegeben und aktiv.")


def four_eyes(asked: Asked) -> Finding | None:
    """Requester ≠ approver ≠ last editor of the evidence."""
    case = asked.facts.case
    if asked.protective or case is None or case.state_at(asked.at) in BEFORE_APPROVAL:
        return None
    approval = case.approval
    last_editor = case.evidence[-1].recorded_by if case.evidence else None
    if approval is None or approval.approved_by in {case.requested_by, last_editor}:
        return fails("FOUR_EYES_MISSING", "Es fehlt die Freigabe durch eine zweite Person.")
    return None


def scope_approved(asked: Asked) -> Finding | None:
    case, scope = asked.facts.case, asked.scope
    if scope is None or case is None or case.approval is None or scope in case.approval.scopes:
        return None
    return fails("CASE_SCOPE_NOT_APPROVED", "Diese Handlung ist für den laufenden Notfall nicht freigegeben.")


def approval_rests_on_this_power(asked: Asked) -> Finding | None:
    """Approved scopes name the Vollmacht they rest on: a successor needs a new approval."""
    case, power = asked.facts.case, asked.facts.power_of_attorney
    if asked.protective or case is None or case.approval is None or power is None or not in_effect(asked):
        return None
    if case.approval.power_of_attorney == power.id:
        return None
    return fails("CASE_SCOPE_NOT_APPROVED", "Die Freigabe bezieht sich auf eine andere Vollmacht; bitte neu freigeben lassen.")


def evidence_carries(asked: Asked) -> Finding | None:
    case, power = asked.facts.case, asked.facts.power_of_attorney
    if asked.protective or case is None or power is None or case.state_at(asked.at) is not CaseState.ACTIVE:
        return None
    missing = evidence_suffices(case, power.terms.trigger)
    if missing is None:
        return None
    texts = {
        "EVIDENCE_TIER_TOO_LOW": "Die Nachweise reichen für diesen Grund nicht aus.",
        "CONTACT_ATTEMPTS_MISSING": "Es fehlen dokumentierte Versuche, den Vollmachtgeber zu erreichen.",
    }
    return fails(missing, texts[missing])


def insolvency_checked(asked: Asked) -> Finding | None:
    """Checked within 24 h before the approval; an opened proceeding found at any time ends it."""
    case = asked.facts.case
    if asked.protective or case is None:
        return None
    checks = [check for check in case.insolvency_checks if check.checked_at <= asked.at]
    if any(check.finding is InsolvencyFinding.OPENED for check in checks):
        return fails("INSOLVENCY_OPENED", "Das Insolvenzverfahren ist eröffnet; zuständig ist der Verwalter.")
    if case.approval is None:
        return None
    approved_at = case.approval.approved_at
    if not any(check.checked_at >= approved_at - INSOLVENCY_CHECK_LIFETIME for check in checks):
        return fails("INSOLVENCY_CHECK_STALE", "Die Prüfung des Insolvenzregisters fehlt oder ist älter als 24 Stunden.")
    return None


def insolvency_leaves_continuation(asked: Asked) -> Finding | None:
    """After opening only what preserves and cannot wait (§ 115 (2) InsO) remains, under a protective action."""
    case = asked.facts.case
    opened = case is not None and any(check.finding is InsolvencyFinding.OPENED for check in case.insolvency_checks)
    if not asked.protective or not opened:
        return None
    return obliges(
        "INSOLVENCY_EMERGENCY_CONTINUATION_ONLY", "Nur unaufschiebbare Erhaltung; den Insolvenzverwalter unterrichten."
    )
