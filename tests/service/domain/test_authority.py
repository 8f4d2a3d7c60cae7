"""THE decision: every reason code, precedence, and that nothing bad ever turns a no into a yes."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.access import Role
from service.domain.authority import (
    ActingAs,
    AuthorityDecision,
    DecisionOutcome,
    Facts,
    FactSource,
    OwnInterest,
    Policy,
    ProtectiveAction,
    Reason,
    ReasonOutcome,
    RepresentationFacts,
    SignatureFacts,
    outcome_of,
)
from service.domain.authority_json import decision_json
from service.domain.authority_rules import decide_authority
from service.domain.authority_rules.decision import RULES
from service.domain.emergency_case import (
    Approval,
    CaseState,
    EvidenceTier,
    Ground,
    InsolvencyCheck,
    InsolvencyFinding,
)
from service.domain.ids import DecisionId, PowerOfAttorneyId
from service.domain.parties import DomainHolder, Scope
from service.domain.power_of_attorney import LapseGround, State, SuspensionGround
from tests.builders import (
    NOW,
    POWER,
    a_case,
    a_power_of_attorney,
    a_revocation,
    an_end_customer,
    asks,
    evidence,
    facts,
)

ID = DecisionId(UUID(int=77))
OPENED = InsolvencyCheck(InsolvencyFinding.OPENED, NOW - timedelta(minutes=5), "user:agent")
STALE = InsolvencyCheck(InsolvencyFinding.NOTHING_FOUND, NOW - timedelta(hours=26), "user:agent")
SAME_PERSON = Approval("user:agent", NOW, (Scope.INFORM_END_CUSTOMER,), POWER, "ich selbst")
OTHER_POWER = Approval("user:lead", NOW, tuple(Scope), PowerOfAttorneyId(UUID(int=99)), "alt")
NARROW = Approval("user:lead", NOW, (Scope.RENEW_DOMAIN,), POWER, "nur das")
TRANSFER = Scope.TAKE_PART_IN_CONTRACT_TRANSFER
EVERYTHING = a_power_of_attorney(scopes=tuple(Scope))
APPROVED_ALL = a_case(approval=Approval("user:lead", NOW, tuple(Scope), POWER, "alles"))


def decide(known: Facts, *, at: datetime = NOW, **asked: Any) -> AuthorityDecision:
    return decide_authority(known, asks(**asked), Policy(), at=at, id=ID, decided_at=NOW, customer_no="K-1")


def codes(decision: AuthorityDecision, outcome: ReasonOutcome = ReasonOutcome.FAIL) -> set[str]:
    return {reason.code for reason in decision.reasons if reason.outcome is outcome}


def test_when_all_is_well_the_answer_is_yes_with_obligations() -> None:
    decision = decide(facts())

    assert decision.outcome is DecisionOutcome.ALLOW_WITH_OBLIGATIONS
    assert {one.code.value for one in decision.obligations} == {
        "IDENTIFY_AS", "ATTACH_ART14_NOTICE", "ATTACH_VERIFICATION_CODE", "DISCLOSE_ONLY", "NO_ADVERTISING", "LOG_OUTCOME_WITHIN",
    }  # fmt: skip
    assert "Nordlicht AG" in decision.obligations[0].text
    assert decision.valid_until == NOW + timedelta(minutes=15)
    assert decision.alternatives == ()


def test_the_notice_is_due_only_once() -> None:
    decision = decide(facts(first_contact_done=True))

    assert "ATTACH_ART14_NOTICE" not in {one.code.value for one in decision.obligations}


STATES = {
    State.DRAFT: "POWER_OF_ATTORNEY_DRAFT",
    State.AWAITING_SIGNATURES: "POWER_OF_ATTORNEY_SIGNATURES_MISSING",
    State.PARTIALLY_SIGNED: "POWER_OF_ATTORNEY_SIGNATURES_MISSING",
    State.UNDER_REVIEW: "POWER_OF_ATTORNEY_UNDER_REVIEW",
    State.COOLING_OFF: "POWER_OF_ATTORNEY_COOLING_OFF",
    State.REVOKED: "POWER_OF_ATTORNEY_REVOKED",
    State.EXPIRED: "POWER_OF_ATTORNEY_EXPIRED",
    State.SUPERSEDED: "POWER_OF_ATTORNEY_SUPERSEDED",
    State.TERMINATED: "POWER_OF_ATTORNEY_TERMINATED",
    State.DISCARDED: "POWER_OF_ATTORNEY_DISCARDED",
    State.REJECTED: "POWER_OF_ATTORNEY_REJECTED",
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_but_effective_has_its_own_no(state: State) -> None:
    decision = decide(facts(power_of_attorney=a_power_of_attorney(state)))

    assert decision.outcome is DecisionOutcome.DENY
    assert STATES[state] in codes(decision)


@pytest.mark.parametrize("ground", SuspensionGround)
def test_a_suspension_names_its_ground(ground: SuspensionGround) -> None:
    power = a_power_of_attorney(State.SUSPENDED, suspension=ground)

    assert f"POWER_OF_ATTORNEY_SUSPENDED_{ground.value}" in codes(decide(facts(power_of_attorney=power)))


@pytest.mark.parametrize("ground", LapseGround)
def test_a_lapse_names_its_ground(ground: LapseGround) -> None:
    power = a_power_of_attorney(State.LAPSED, lapse=ground)

    assert f"POWER_OF_ATTORNEY_LAPSED_{ground.value}" in codes(decide(facts(power_of_attorney=power)))


FAILING: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "POWER_OF_ATTORNEY_NONE": ({"power_of_attorney": None}, {}),
    "JOINT_SIGNATURE_INCOMPLETE": ({"power_of_attorney": a_power_of_attorney(signers=2, signed_fields=("signature-1",))}, {}),
    "SIGNATURE_INVALID": ({"signature": SignatureFacts("INVALID")}, {}),
    "REPRESENTATION_UNPROVEN": ({"representation": RepresentationFacts(proven=False)}, {}),
    "REPRESENTATION_STALE": ({"representation": RepresentationFacts(proven=False, stale=True)}, {}),
    "ARCHIVE_CHECKSUM_MISMATCH": ({"archive_verified": False}, {}),
    "SCOPE_NOT_GRANTED": ({}, {"action": Scope.RETURN_OWN_DATA}),
    "COST_CAP_EXCEEDED": ({}, {"cost_eur_per_month": Decimal("60.01")}),
    "SELF_DEALING_BLOCKED": ({"power_of_attorney": EVERYTHING, "case": APPROVED_ALL}, {"action": TRANSFER}),
    "CASE_NONE": ({"case": None}, {}),
    "CASE_NOT_ACTIVE": ({"case": a_case(CaseState.APPROVAL_REQUESTED)}, {}),
    "CASE_WAITING_PERIOD": ({"case": a_case(CaseState.WAITING)}, {}),
    "CASE_PAUSED_SIGN_OF_LIFE": ({"case": a_case(CaseState.PAUSED)}, {}),
    "CASE_EXPIRED": ({"case": a_case(active_until=NOW)}, {}),
    "CASE_SCOPE_NOT_APPROVED": ({"case": a_case(approval=NARROW)}, {}),
    "FOUR_EYES_MISSING": ({"case": a_case(approval=SAME_PERSON)}, {}),
    "EVIDENCE_TIER_TOO_LOW": ({"case": a_case(evidence=(evidence(EvidenceTier.C),))}, {}),
    "CONTACT_ATTEMPTS_MISSING": (
        {"case": a_case(ground=Ground.UNREACHABLE_AND_UNPAID, evidence=(evidence(EvidenceTier.C),))}, {},
    ),
    "INSOLVENCY_CHECK_STALE": ({"case": a_case(insolvency_checks=(STALE,))}, {}),
    "INSOLVENCY_OPENED": ({"case": a_case(insolvency_checks=(OPENED,))}, {}),
    "TARGET_NOT_CUSTOMER_OF_GRANTOR": ({"end_customer": None}, {}),
    "DOMAIN_HOLDER_IS_GRANTOR": (
        {"end_customer": an_end_customer(DomainHolder.RESELLER)}, {"action": Scope.GIVE_AUTH_CODE_TO_HOLDER, "domain": "café.example"},
    ),
    "DOMAIN_HOLDER_UNKNOWN": (
        {"end_customer": an_end_customer(DomainHolder.UNKNOWN)}, {"action": Scope.GIVE_AUTH_CODE_TO_HOLDER, "domain": "CAFÉ.example."},
    ),
    "SCOPE_EXCLUDED_BY_LAW": (
        {"end_customer": an_end_customer(DomainHolder.RESELLER)},
        {"action": ProtectiveAction.REGISTRY_REMINDER, "domain": "xn--caf-dma.example"},
    ),
    "END_CUSTOMER_OBJECTED": ({"end_customer_objected": True}, {}),
    "CONTACT_FREQUENCY_EXCEEDED": ({"contacts_in_last_days": 3}, {}),
    "CHANNEL_NOT_ALLOWED": (
        {"power_of_attorney": EVERYTHING, "case": APPROVED_ALL, "end_customer": an_end_customer(is_consumer=True)},
        {"action": Scope.OFFER_DIRECT_CONTRACT, "channel": "phone"},
    ),
    "ADVERTISING_NOT_ALLOWED": ({}, {"advertising": True}),
    "ACTOR_ROLE_INSUFFICIENT": ({}, {"role": Role.RESELLER}),
    "ACTOR_CONFLICT_OF_INTEREST": ({"own_interest": OwnInterest.EMERGENCY_CONTACT}, {}),
}  # fmt: skip


@pytest.mark.parametrize("code", FAILING)
def test_each_thing_that_stands_against_it_is_named_alone(code: str) -> None:
    known, asked = FAILING[code]

    decision = decide(facts(**known), **asked)

    assert decision.outcome is DecisionOutcome.DENY
    assert code in codes(decision)
    assert decision.obligations == ()
    assert decision.staff_message.startswith("Nein")


def test_all_that_stands_against_it_is_named_at_once() -> None:
    decision = decide(facts(case=None, end_customer=None, archive_verified=False), action=Scope.RETURN_OWN_DATA)

    assert {"CASE_NONE", "TARGET_NOT_CUSTOMER_OF_GRANTOR", "ARCHIVE_CHECKSUM_MISMATCH", "SCOPE_NOT_GRANTED"} <= codes(decision)


def test_an_unknown_reseller_is_a_no_never_a_maybe() -> None:
    decision = decide(Facts(reseller=None))

    assert decision.outcome is DecisionOutcome.DENY
    assert codes(decision) == {"POWER_OF_ATTORNEY_NONE"}


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"signature": None}, "SIGNATURE_INDETERMINATE"),
        ({"signature": SignatureFacts("INDETERMINATE")}, "SIGNATURE_INDETERMINATE"),
        ({"archive_verified": None}, "ARCHIVE_UNAVAILABLE"),
        ({"sources_unavailable": frozenset({FactSource.ARCHIVE})}, "ARCHIVE_UNAVAILABLE"),
        ({"sources_unavailable": frozenset({FactSource.DATABASE})}, "FACT_SOURCE_UNAVAILABLE"),
    ],
)
def test_what_could_not_be_asked_is_indeterminate_and_no_yes(known: dict[str, Any], code: str) -> None:
    decision = decide(facts(**known))

    assert decision.outcome is DecisionOutcome.INDETERMINATE
    assert not decision.allowed
    assert code in codes(decision, ReasonOutcome.INDETERMINATE)


SILENT: dict[FactSource, dict[str, Any]] = {
    FactSource.DATABASE: {"reseller": None, "power_of_attorney": None, "document": None, "case": None, "end_customer": None},
    FactSource.SIGNATURES: {"signature": None},
    FactSource.REGISTER: {"representation": None},
    FactSource.EMERGENCY_CASES: {"case": None},
    FactSource.END_CUSTOMERS: {"end_customer": None},
    FactSource.CONTACT_LOG: {"contacts_in_last_days": 0},
    FactSource.PARTIES: {"own_interest": None},
}


@pytest.mark.parametrize("source", SILENT)
def test_a_source_that_is_silent_is_taken_for_no_fact_and_no_yes(source: FactSource) -> None:
    silent = facts(**SILENT[source], sources_unavailable=frozenset({source}))

    decision = decide(silent)

    assert decision.outcome is DecisionOutcome.INDETERMINATE
    if source is not FactSource.DATABASE:
        assert codes(decision) == set()
    assert "FACT_SOURCE_UNAVAILABLE" in codes(decision, ReasonOutcome.INDETERMINATE)


def test_what_discloses_nothing_waits_for_no_source_it_does_not_need() -> None:
    silent = facts(case=None, sources_unavailable=frozenset({FactSource.EMERGENCY_CASES, FactSource.CONTACT_LOG}))

    assert decide(silent, action=ProtectiveAction.PROTECT_DUNNING_STOP).outcome is DecisionOutcome.ALLOW


def test_whose_log_in_is_disabled_may_nothing() -> None:
    assert codes(decide(facts(), role=Role.AGENT, shut_out=True)) == {"ACTOR_ROLE_INSUFFICIENT"}


def test_a_fail_outweighs_what_could_not_be_asked() -> None:
    assert decide(facts(signature=None, case=None)).outcome is DecisionOutcome.DENY


@pytest.mark.parametrize("action", ProtectiveAction)
@pytest.mark.parametrize("known", [facts(), facts(power_of_attorney=None, case=None), facts(case=a_case(CaseState.PAUSED))])
def test_what_discloses_nothing_is_always_allowed(action: ProtectiveAction, known: Facts) -> None:
    decision = decide(known, action=action)

    assert decision.outcome is DecisionOutcome.ALLOW
    assert decision.acting_as in {ActingAs.PROTECTIVE_MEASURE, ActingAs.REGISTRY_DUTY}


def test_after_insolvency_only_preservation_remains() -> None:
    decision = decide(facts(case=a_case(insolvency_checks=(OPENED,))), action=ProtectiveAction.PROTECT_DOMAIN_RENEWAL)

    assert decision.allowed
    assert decision.acting_as is ActingAs.EMERGENCY_CONTINUATION
    assert "INSOLVENCY_EMERGENCY_CONTINUATION_ONLY" in codes(decision, ReasonOutcome.OBLIGATION)


def test_an_offer_to_a_consumer_brings_its_rules() -> None:
    known = facts(power_of_attorney=EVERYTHING, case=APPROVED_ALL, end_customer=an_end_customer(is_consumer=True))

    decision = decide(known, action=Scope.OFFER_DIRECT_CONTRACT, channel="letter")

    assert decision.acting_as is ActingAs.OWN_CONTROLLER
    assert "CONSUMER_RULES_APPLY" in codes(decision, ReasonOutcome.OBLIGATION)


def test_the_approval_of_an_earlier_vollmacht_does_not_carry_over() -> None:
    assert "CASE_SCOPE_NOT_APPROVED" in codes(decide(facts(case=a_case(approval=OTHER_POWER))))


def test_a_revocation_counts_from_its_receipt_not_from_when_it_was_typed_in() -> None:
    received = NOW - timedelta(hours=3)
    revoked = a_power_of_attorney().revoked(a_revocation(received_at=received))
    case = a_case(active_from=NOW - timedelta(days=1), approval=replace(a_case().approval, approved_at=NOW - timedelta(days=1)))  # type: ignore[type-var]
    known = facts(power_of_attorney=revoked, case=case)

    assert "POWER_OF_ATTORNEY_REVOKED" in codes(decide(known, at=received))
    assert "POWER_OF_ATTORNEY_REVOKED" not in codes(decide(known, at=received - timedelta(seconds=1)))


def test_before_it_took_effect_it_was_not_in_effect() -> None:
    assert "POWER_OF_ATTORNEY_COOLING_OFF" in codes(decide(facts(), at=NOW - timedelta(days=10)))


def test_after_the_last_day_it_is_expired_even_if_nobody_has_noticed() -> None:
    assert "POWER_OF_ATTORNEY_EXPIRED" in codes(decide(facts(), at=NOW + timedelta(days=366 * 5)))


def test_a_decision_never_outlives_its_case() -> None:
    ends = NOW + timedelta(minutes=3)

    assert decide(facts(case=a_case(active_until=ends))).valid_until == ends


def test_its_json_has_the_keys_that_others_rely_on() -> None:
    value = decision_json(decide(facts()))

    assert {
        "decision", "decision_id", "valid_until", "policy_version", "acting_as", "processing_basis", "power_of_attorney",
        "emergency_case", "reasons", "obligations", "forbidden_now", "alternatives", "staff_message", "escalate_to", "sandbox",
    } <= value.keys()  # fmt: skip
    assert {"scopes", "signers", "document_sha256", "signature_verdict", "wording_edition"} <= value["power_of_attorney"].keys()
    assert value["valid_until"].endswith("Z")
    assert decision_json(decide(Facts(reseller=None)))["power_of_attorney"] is None


def test_no_reason_at_all_is_a_no() -> None:
    assert outcome_of([]) is DecisionOutcome.DENY


@given(st.lists(st.sampled_from(ReasonOutcome)))
def test_one_fail_among_any_reasons_is_a_no(outcomes: list[ReasonOutcome]) -> None:
    reasons = [Reason("CODE", outcome, "rule", "text") for outcome in [*outcomes, ReasonOutcome.FAIL]]

    assert outcome_of(reasons) is DecisionOutcome.DENY


@given(
    state=st.sampled_from(State),
    case=st.one_of(st.none(), st.sampled_from(CaseState)),
    action=st.sampled_from(Scope),
    verdict=st.sampled_from(["VALID", "INVALID", "INDETERMINATE", None]),
    archived=st.sampled_from([True, False, None]),
)
def test_a_scope_is_allowed_only_with_everything_in_place(
    state: State, case: CaseState | None, action: Scope, verdict: str | None, archived: bool | None
) -> None:
    decision = decide(
        facts(
            power_of_attorney=a_power_of_attorney(state),
            case=a_case(case) if case else None,
            signature=SignatureFacts(verdict) if verdict else None,
            archive_verified=archived,
        ),
        action=action,
    )

    if decision.allowed:
        assert (state, case, verdict, archived) == (State.EFFECTIVE, CaseState.ACTIVE, "VALID", True)
        assert action in a_power_of_attorney().terms.scopes


def test_every_rule_has_a_name_of_its_own_and_says_something_in_some_test() -> None:
    said = {reason.rule for known, asked in FAILING.values() for reason in decide(facts(**known), **asked).reasons}

    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert len(said) >= len(RULES) - 6
