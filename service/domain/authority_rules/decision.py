"""Evaluate every rule, combine, and say what it means for the person who asked."""

from collections.abc import Mapping
from datetime import datetime

from service.domain.authority import (
    VALIDITY,
    ActingAs,
    AuthorityDecision,
    AuthorityRequest,
    DecisionOutcome,
    Facts,
    FactSource,
    Obligation,
    ObligationCode,
    Policy,
    ProtectiveAction,
    Reason,
    ReasonOutcome,
    outcome_of,
)
from service.domain.authority_rules import emergency, target, vollmacht
from service.domain.authority_rules.asked import Asked, Rule, passes, reason
from service.domain.authority_rules.snapshots import case_snapshot, power_snapshot
from service.domain.emergency_case import CaseState, InsolvencyFinding
from service.domain.ids import DecisionId
from service.domain.parties import Scope


def protective_measure(asked: Asked) -> tuple[ReasonOutcome, str, str] | None:
    """What discloses nothing is allowed at once, Vollmacht or not."""
    if not asked.protective or asked.facts.reseller is None:
        return None
    return passes("SCOPE_GRANTED", "Schutzmaßnahme, die nichts offenbart: ohne Vollmacht erlaubt.")


RULES: tuple[Rule, ...] = (
    protective_measure,
    target.facts_complete,
    target.role_suffices,
    target.no_interest_of_his_own,
    vollmacht.power_of_attorney_in_effect,
    vollmacht.all_signed,
    vollmacht.signatures_hold,
    vollmacht.representation_proven,
    vollmacht.archived_copy_holds,
    vollmacht.scope_granted,
    vollmacht.no_self_dealing,
    vollmacht.cost_within_cap,
    emergency.case_active,
    emergency.four_eyes,
    emergency.evidence_carries,
    emergency.insolvency_checked,
    emergency.insolvency_leaves_continuation,
    emergency.scope_approved,
    emergency.approval_rests_on_this_power,
    target.target_is_the_grantors_customer,
    target.domain_holder_allows,
    target.excluded_by_law,
    target.not_objected,
    target.not_too_often,
    target.channel_allowed,
    target.no_advertising,
    target.first_notice,
    target.consumer_rules,
)

# A rule whose source could not be asked says nothing: it would take silence for a fact. `facts_complete` names the silence.
_CASE, _CUSTOMER, _GROUND = (
    frozenset({one}) for one in (FactSource.EMERGENCY_CASES, FactSource.END_CUSTOMERS, FactSource.DATABASE)
)
NEEDS: Mapping[Rule, frozenset[FactSource]] = {
    protective_measure: _GROUND,
    vollmacht.power_of_attorney_in_effect: _GROUND,
    vollmacht.signatures_hold: frozenset({FactSource.SIGNATURES}),
    vollmacht.representation_proven: frozenset({FactSource.REGISTER}),
    emergency.case_active: _CASE,
    target.target_is_the_grantors_customer: _CUSTOMER,
    target.domain_holder_allows: _CUSTOMER,
}

FORBIDDEN_ALWAYS = (
    "Den Grund der Verhinderung nennen oder andeuten.",
    "Andere Kunden, den Notfallkontakt oder Vertragsdaten des Vollmachtgebers nennen.",
    "Werben, Preise anpreisen oder Forderungen des Vollmachtgebers einziehen.",
    "Rechtsrat geben.",
)
ALTERNATIVES = (
    "Löschsperre setzen (PROTECT_DELETION_HOLD)",
    "Mahnlauf anhalten (PROTECT_DUNNING_STOP)",
    "Domain verlängern, ohne etwas zu offenbaren (PROTECT_DOMAIN_RENEWAL)",
    "Den Anrufer bitten, sich an seinen Anbieter zu wenden",
)


def decide_authority(
    facts: Facts,
    request: AuthorityRequest,
    policy: Policy,
    *,
    at: datetime,
    id: DecisionId,
    decided_at: datetime,
    customer_no: str,
) -> AuthorityDecision:
    """Decide whether the hoster may do this, for this end customer, at this instant.

    Args:
        at: aware instant of the act, not of the question.
        decided_at: instant of the question.
    """
    asked = Asked(facts, request, policy, at)
    speaking = [rule for rule in RULES if not NEEDS.get(rule, frozenset()) & facts.sources_unavailable]
    reasons = tuple(reason(rule, finding) for rule in speaking if (finding := rule(asked)) is not None)
    allowed_so_far = outcome_of(reasons) in {DecisionOutcome.ALLOW, DecisionOutcome.ALLOW_WITH_OBLIGATIONS}
    obligations = _obligations(asked, reasons) if allowed_so_far else ()
    outcome = outcome_of(reasons)
    if outcome is DecisionOutcome.ALLOW and obligations:
        outcome = DecisionOutcome.ALLOW_WITH_OBLIGATIONS
    hat = _hat(asked)
    return AuthorityDecision(
        id=id,
        outcome=outcome,
        action=request.action,
        decided_at=decided_at,
        at=at,
        valid_until=_valid_until(facts, at),
        policy_version=policy.version,
        acting_as=hat,
        processing_basis=_BASES[hat],
        reasons=reasons,
        obligations=obligations,
        forbidden_now=FORBIDDEN_ALWAYS
        if allowed_so_far
        else ("Den Endkunden ansprechen oder die Kundenbeziehung bestätigen.", *FORBIDDEN_ALWAYS),
        alternatives=() if allowed_so_far else ALTERNATIVES,
        staff_message=_staff_message(outcome, reasons),
        escalate_to=policy.escalate_to,
        sandbox=facts.sandbox,
        reseller=facts.reseller,
        customer_no=customer_no,
        end_customer=request.end_customer,
        domain=request.domain,
        channel=request.channel,
        cost_eur_per_month=request.cost_eur_per_month,
        advertising=request.advertising,
        power_of_attorney=power_snapshot(facts),
        emergency_case=case_snapshot(facts),
    )


_BASES = {
    ActingAs.RESELLERS_REPRESENTATIVE: "Weisung des Vollmachtgebers, Art. 28 Abs. 3 lit. a, Art. 29 DSGVO",
    ActingAs.OWN_CONTROLLER: "Art. 6 Abs. 1 lit. b DSGVO (auf Anfrage), sonst lit. f; Information nach Art. 14 DSGVO",
    ActingAs.REGISTRY_DUTY: "Art. 6 Abs. 1 lit. c DSGVO; Erinnerungspflicht nach ICANN ERRP",
    ActingAs.EMERGENCY_CONTINUATION: "§ 115 Abs. 2 InsO, Art. 6 Abs. 1 lit. f DSGVO",
    ActingAs.PROTECTIVE_MEASURE: "§§ 677, 680 BGB, Art. 6 Abs. 1 lit. f DSGVO; es wird nichts offenbart",
}


def _hat(asked: Asked) -> ActingAs:
    """In which role of data-protection law the hoster acts: one hat per action."""
    action, case = asked.request.action, asked.facts.case
    if action is ProtectiveAction.REGISTRY_REMINDER:
        return ActingAs.REGISTRY_DUTY
    if isinstance(action, ProtectiveAction):
        opened = case is not None and any(check.finding is InsolvencyFinding.OPENED for check in case.insolvency_checks)
        return ActingAs.EMERGENCY_CONTINUATION if opened else ActingAs.PROTECTIVE_MEASURE
    return ActingAs.OWN_CONTROLLER if action is Scope.OFFER_DIRECT_CONTRACT else ActingAs.RESELLERS_REPRESENTATIVE


def _obligations(asked: Asked, reasons: tuple[Reason, ...]) -> tuple[Obligation, ...]:
    """What must be done with the permission; nothing hangs on a protective measure."""
    if asked.protective:
        return ()
    grantor, hoster = asked.facts.grantor_name or "den Vollmachtgeber", asked.facts.hoster_name or "der Hoster"
    found = {one.code for one in reasons}
    hours = int(asked.policy.log_outcome_within.total_seconds() // 3600)
    name = f"{hoster}, im Namen und mit Vollmacht von {grantor}"
    obligations = [Obligation(ObligationCode.IDENTIFY_AS, f"Stellen Sie sich vor als: „{name}“.", {"identify_as": name})]
    if "FIRST_CONTACT_NOTICE_DUE" in found:
        obligations.append(
            Obligation(
                ObligationCode.ATTACH_ART14_NOTICE,
                "Fügen Sie die Datenschutzhinweise nach Art. 14 DSGVO bei.",
                {"norm": "Art. 14 DSGVO"},
            )
        )
        obligations.append(
            Obligation(
                ObligationCode.ATTACH_VERIFICATION_CODE,
                "Das erste Schreiben trägt einen Prüfcode: Damit sieht der Endkunde auf der Prüfseite (/pruefen) selbst nach, ob es stimmt.",
            )
        )
    if asked.scope in target.DISCLOSING:
        obligations.append(
            Obligation(
                ObligationCode.DISCLOSE_ONLY,
                "Nennen Sie nur, was die eigenen Dienste dieses Endkunden betrifft.",
                {"disclose": ["own_services", "next_steps", "contact_person"]},
            )
        )
        obligations.append(
            Obligation(ObligationCode.NO_ADVERTISING, "Keine Werbung, keine Preise, kein Lob der eigenen Leistungen.")
        )
    obligations.append(
        Obligation(
            ObligationCode.LOG_OUTCOME_WITHIN, f"Halten Sie das Ergebnis innerhalb von {hours} Stunden fest.", {"hours": hours}
        )
    )
    return tuple(obligations)


def _valid_until(facts: Facts, at: datetime) -> datetime:
    """Fifteen minutes, never past the end of the case or of the term."""
    case, power = facts.case, facts.power_of_attorney
    ends = [at + VALIDITY]
    if case is not None and case.state is CaseState.ACTIVE and case.active_until is not None:
        ends.append(case.active_until)
    if power is not None and power.term_ends_at is not None:
        ends.append(power.term_ends_at)
    return min(end for end in ends if at < end)


def _staff_message(outcome: DecisionOutcome, reasons: tuple[Reason, ...]) -> str:
    if outcome is DecisionOutcome.ALLOW:
        return "Ja, das dürfen Sie jetzt."
    if outcome is DecisionOutcome.ALLOW_WITH_OBLIGATIONS:
        return "Ja, das dürfen Sie jetzt – mit den genannten Auflagen."
    worst = ReasonOutcome.FAIL if outcome is DecisionOutcome.DENY else ReasonOutcome.INDETERMINATE
    first = next((one.text for one in reasons if one.outcome is worst), "Dafür gibt es keine Grundlage.")
    if outcome is DecisionOutcome.DENY:
        return f"Nein, das dürfen Sie jetzt nicht. {first}"
    return f"Das lässt sich gerade nicht sicher sagen, also bitte nicht. {first}"
