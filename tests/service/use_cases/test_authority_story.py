"""From acceptance to the decision, and what ends it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from service.domain.access import OPERATOR, Role, User
from service.domain.authority import AuthorityDecision, DecisionOutcome, ProtectiveAction
from service.domain.emergency_case import CaseState, Ground, InsolvencyFinding
from service.domain.errors import Forbidden, FourEyesRequired, InputRefused, NotFound, Unavailable, WrongState
from service.domain.ids import UserId
from service.domain.parties import Scope
from service.domain.power_of_attorney import Clearing, LapseGround, State, SuspensionGround
from service.use_cases.accept_power_of_attorney import RepresentationUnproven, accept_power_of_attorney, reject_power_of_attorney
from service.use_cases.activate_emergency import activate_due, stand_down_emergency
from service.use_cases.approve_emergency import NotApprovable, approve_emergency, request_approval, return_emergency
from service.use_cases.check_authority import CheckRequest, check_authority, log_contact
from service.use_cases.document_emergency import log_attempt, read_evidence, record_insolvency_check
from service.use_cases.end_power_of_attorney import lapse_power_of_attorney, terminate_power_of_attorney
from service.use_cases.erase_evidence import erase_evidence
from service.use_cases.export_evidence import export_evidence
from service.use_cases.import_records import import_records
from service.use_cases.own_interest import ConflictOfInterest
from service.use_cases.put_into_effect import put_due_into_effect
from service.use_cases.record_objection import record_objection, withdraw_objection
from service.use_cases.renew_emergency import request_renewal
from service.use_cases.report_emergency import CaseAlreadyOpen, report_emergency
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.use_cases.suspend_power_of_attorney import clear_suspension, suspend_power_of_attorney
from tests.fakes.world import World, staff
from tests.service.use_cases.story import (
    AGENT,
    TEAM_LEAD,
    active,
    effective,
    example,
    read_all,
    representative,
    requested,
    run_jobs,
    sign,
    signed,
    submitted,
    with_extract,
)

SECOND = "zoe@pixelwerft.example"


def ask(world: World, action: Scope = Scope.INFORM_END_CUSTOMER, **more: str) -> AuthorityDecision:
    return check_authority(CheckRequest("K-10472", action, **{"end_customer": "EK-88213", **more}), AGENT, world.tools())  # type: ignore[arg-type]


def failing(decision: AuthorityDecision) -> set[str]:
    return {reason.code for reason in decision.reasons if reason.outcome == "FAIL"}


def test_before_a_case_the_answer_is_no() -> None:
    world = World()
    effective(world)

    assert "CASE_NONE" in failing(ask(world))


def test_in_an_active_case_the_granted_scope_is_allowed_with_obligations() -> None:
    world = World()
    active(world, effective(world))

    decision = ask(world)

    assert decision.allowed
    assert {"ATTACH_ART14_NOTICE", "IDENTIFY_AS"} <= {obligation.code.value for obligation in decision.obligations}


def test_each_refusal_names_its_reason() -> None:
    world = World()
    active(world, effective(world))

    assert "SCOPE_NOT_GRANTED" in failing(ask(world, Scope.TAKE_PART_IN_CONTRACT_TRANSFER))
    assert "TARGET_NOT_CUSTOMER_OF_GRANTOR" in failing(ask(world, end_customer="EK-70001"))
    assert "DOMAIN_HOLDER_IS_GRANTOR" in failing(
        ask(world, Scope.GIVE_AUTH_CODE_TO_HOLDER, end_customer="EK-88214", domain="baeckerei-thoennes.example")
    )


def test_an_unknown_reseller_is_a_no_and_not_an_error() -> None:
    world = World()

    decision = check_authority(CheckRequest("K-NOBODY", Scope.INFORM_END_CUSTOMER, "EK-1"), AGENT, world.tools())

    assert failing(decision) == {"POWER_OF_ATTORNEY_NONE"}


def test_a_revocation_by_one_director_acts_at_once() -> None:
    world = World()
    power = effective(world)
    active(world, power)

    revoked = revoke_power_of_attorney(power.id, OPERATOR, world.tools(), declared_by=SECOND)

    assert revoked.state is State.REVOKED
    assert "POWER_OF_ATTORNEY_REVOKED" in failing(ask(world))
    assert world.work.emergency_cases.of(power.reseller)[0].state is CaseState.PAUSED


def test_a_revocation_by_somebody_unknown_suspends_until_verified() -> None:
    world = World()
    power = effective(world)
    active(world, power)

    suspended = revoke_power_of_attorney(power.id, OPERATOR, world.tools(), declared_by="stranger@nowhere.example")

    assert suspended.state is State.SUSPENDED
    assert "POWER_OF_ATTORNEY_SUSPENDED_UNVERIFIED_REVOCATION" in failing(ask(world))


def test_a_reseller_cannot_revoke_in_anothers_name_and_be_believed() -> None:
    world = World()
    power = effective(world)
    first = representative(world, "gross-weiss@pixelwerft.example")

    assert revoke_power_of_attorney(power.id, first, world.tools(), declared_by=SECOND).state is State.SUSPENDED


def test_a_revocation_received_before_it_was_typed_in_counts_from_receipt() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    asked_at = world.clock.now
    world.clock.advance(hours=2)
    ask(world)

    revoke_power_of_attorney(power.id, OPERATOR, world.tools(), declared_by=SECOND, received_at=asked_at + timedelta(hours=1))

    event = next(event for event in world.work.audit_log.rows if event.kind == "power-of-attorney:revoked")
    assert event.details["decisions_since_receipt"] == 1


def test_a_revocation_from_the_future_is_refused() -> None:
    world = World()
    power = effective(world)

    with pytest.raises(InputRefused):
        revoke_power_of_attorney(
            power.id, OPERATOR, world.tools(), declared_by=SECOND, received_at=world.clock.now + timedelta(minutes=1)
        )


def test_the_requester_cannot_approve() -> None:
    world = World()
    power = effective(world)
    both = staff(Role.TEAM_LEAD, 7)
    case = requested(world, power, by=both)

    with pytest.raises(FourEyesRequired):
        approve_emergency(case.id, both, world.tools(), reason="Passt.")


def test_in_a_matter_of_his_own_nobody_asks_approves_or_acts() -> None:
    world = World()
    case = active(world, effective(world))
    customer = world.work.end_customers.find(case.reseller, "EK-88213")
    assert customer is not None
    world.work.end_customers.merge(case.reseller, [replace(customer, email="Agent@hoster.example")])
    for address in (SECOND.upper(), world.work.emergency_contacts.of(case.reseller)[0].named.email, "agent@hoster.example"):
        agent, lead = replace(AGENT, email=address), replace(staff(Role.TEAM_LEAD, 9), email=address)
        question = CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213")

        assert failing(check_authority(question, agent, world.tools())) == {"ACTOR_CONFLICT_OF_INTEREST"}
        hold = CheckRequest("K-10472", ProtectiveAction.PROTECT_DELETION_HOLD)
        assert check_authority(hold, agent, world.tools()).allowed
        with pytest.raises(ConflictOfInterest):
            request_renewal(case.id, lead, world.tools())
    assert ask(world).allowed


def test_a_contact_of_the_grantors_clears_no_suspension_and_accepts_no_vollmacht() -> None:
    world = World()
    power = signed(world)
    with_extract(world, power)
    contact = world.work.emergency_contacts.of(power.reseller)[0].named.email
    lead = replace(staff(Role.TEAM_LEAD, 9), email=contact)

    with pytest.raises(ConflictOfInterest):
        accept_power_of_attorney(power.id, lead, world.tools())
    accept_power_of_attorney(power.id, TEAM_LEAD, world.tools())
    suspend_power_of_attorney(power.id, TEAM_LEAD, world.tools(), ground=SuspensionGround.DISPUTE)
    with pytest.raises(ConflictOfInterest):
        clear_suspension(power.id, lead, world.tools(), reason="geklärt")


def test_a_system_that_asks_for_a_person_is_told_of_his_role_and_his_interest() -> None:
    world = World()
    case = active(world, effective(world))
    gone = User(UserId(UUID(int=71)), "fort@hoster.example", Role.AGENT, disabled_at=world.clock())
    auditor = User(UserId(UUID(int=72)), "pruefung@hoster.example", Role.AUDITOR)
    lead = User(UserId(UUID(int=73)), "leitung@hoster.example", Role.TEAM_LEAD)
    for user in (gone, auditor, lead):
        world.work.users.save(user)

    def codes(person: str) -> set[str]:
        question = CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213", person=person)
        return failing(check_authority(question, AGENT, world.tools()))

    contact = world.work.emergency_contacts.of(case.reseller)[0].named.email
    assert codes(gone.email) == codes(auditor.email) == {"ACTOR_ROLE_INSUFFICIENT"}
    assert codes(SECOND) == {"ACTOR_ROLE_INSUFFICIENT", "ACTOR_CONFLICT_OF_INTEREST"}
    assert codes(contact) == {"ACTOR_CONFLICT_OF_INTEREST"}
    assert codes(lead.email) == codes("niemand@hoster.example") == set()


def test_a_source_that_does_not_answer_makes_it_indeterminate_and_is_stored_so() -> None:
    world = World()
    active(world, effective(world))

    def silent(*_: object, **__: object) -> object:
        raise Unavailable("away")

    world.work.emergency_cases.of = silent  # type: ignore[assignment]
    decision = ask(world)

    assert decision.outcome is DecisionOutcome.INDETERMINATE
    assert {one.code for one in decision.reasons if one.outcome == "INDETERMINATE"} == {"FACT_SOURCE_UNAVAILABLE"}
    assert failing(decision) == set()
    assert world.work.decisions.get(decision.id) is not None


def test_an_agent_cannot_approve_at_all() -> None:
    world = World()
    case = requested(world, effective(world))

    with pytest.raises(Forbidden):
        approve_emergency(case.id, staff(Role.AGENT, 2), world.tools(), reason="Passt.")


def test_nobody_approves_what_he_has_not_opened_himself() -> None:
    world = World()
    case = requested(world, effective(world))
    read_all(world, case, by=staff(Role.TEAM_LEAD, 8))

    with pytest.raises(NotApprovable) as refused:
        approve_emergency(case.id, TEAM_LEAD, world.tools(), reason="Passt.")
    assert refused.value.reason == "EVIDENCE_UNREAD"
    read_all(world, case)
    assert approve_emergency(case.id, TEAM_LEAD, world.tools(), reason="Gelesen.").approval is not None


def test_approval_needs_a_fresh_insolvency_check() -> None:
    world = World()
    case = requested(world, effective(world))
    world.clock.advance(hours=25)

    with pytest.raises(NotApprovable) as refused:
        approve_emergency(case.id, TEAM_LEAD, world.tools(), reason="Passt.")
    assert refused.value.reason == "INSOLVENCY_CHECK_STALE"


def test_an_opened_insolvency_ends_the_vollmacht() -> None:
    world = World()
    power = effective(world)
    case = active(world, power)

    record_insolvency_check(case.id, AGENT, world.tools(), finding=InsolvencyFinding.OPENED)

    assert "POWER_OF_ATTORNEY_LAPSED_INSOLVENCY" in failing(ask(world))


def test_scopes_beyond_the_granted_ones_are_not_approved() -> None:
    world = World()
    power = effective(world)
    case = report_emergency(power.reseller, AGENT, world.tools(), ground=Ground.DEATH, reporter="heir")

    with pytest.raises(InputRefused):
        request_approval(case.id, AGENT, world.tools(), scopes=(Scope.TAKE_PART_IN_CONTRACT_TRANSFER,))


def test_two_cases_of_one_reseller_do_not_stand_side_by_side() -> None:
    world = World()
    power = effective(world)
    requested(world, power)

    with pytest.raises(CaseAlreadyOpen):
        report_emergency(power.reseller, AGENT, world.tools(), ground=Ground.DEATH, reporter="heir")


def test_the_grantors_word_ends_the_case() -> None:
    world = World()
    power = effective(world)
    case = active(world, power)

    stood_down = stand_down_emergency(case.id, representative(world, SECOND), world.tools(), reason="Mir geht es gut.")

    assert stood_down.state is CaseState.STOOD_DOWN
    assert not ask(world).allowed


def test_with_a_waiting_period_the_case_becomes_active_by_itself() -> None:
    world = World()
    power = effective(world)
    slow = world.policy.__class__(deed_waiting=timedelta(hours=24), sandbox_password_hash="hash:sandbox")
    world.policy = slow
    case = active(world, power)
    assert case.state is CaseState.WAITING
    assert activate_due(world.tools()) == 0

    world.clock.advance(hours=24)

    assert activate_due(world.tools()) == 1
    assert activate_due(world.tools()) == 0


def test_a_gmbh_without_a_fresh_extract_is_not_accepted() -> None:
    world = World()
    power = signed(world)

    with pytest.raises(RepresentationUnproven):
        accept_power_of_attorney(power.id, TEAM_LEAD, world.tools())
    with_extract(world, power, dated_on=date(2026, 8, 1))
    with pytest.raises(RepresentationUnproven):
        accept_power_of_attorney(power.id, TEAM_LEAD, world.tools())


def test_a_gbr_needs_the_declaration_that_these_are_all_partners() -> None:
    world = World()
    power = signed(world, "gbr-partners")

    with pytest.raises(RepresentationUnproven):
        accept_power_of_attorney(power.id, TEAM_LEAD, world.tools())
    accepted = accept_power_of_attorney(power.id, TEAM_LEAD, world.tools(), all_partners_declared=True)
    assert accepted.state is State.EFFECTIVE


def test_the_cooling_off_period_runs_before_it_takes_effect() -> None:
    world = World()
    power = submitted(world, "sole-trader", cooling_off=timedelta(days=14))
    sign(world, power, "hallo@ineskraemer.example")
    run_jobs(world)

    accepted = accept_power_of_attorney(power.id, TEAM_LEAD, world.tools())

    assert accepted.state is State.COOLING_OFF
    assert put_due_into_effect(world.tools()) == 0
    world.clock.advance(days=14)
    assert put_due_into_effect(world.tools()) == 1


def test_the_successor_supersedes_the_earlier_one() -> None:
    world = World()
    first = effective(world)

    second = effective(world)

    assert world.work.powers_of_attorney.get(first.id).state is State.SUPERSEDED
    assert second.state is State.EFFECTIVE


def test_a_rejected_vollmacht_tells_everyone() -> None:
    world = World()
    power = signed(world)

    reject_power_of_attorney(power.id, TEAM_LEAD, world.tools(), reason="Der Registerauszug fehlt.")

    assert {notice.kind for notice in world.work.outbox.of(power.id)} >= {"power-of-attorney-rejected"}


def test_a_suspension_from_outside_is_cleared_by_two_persons_never_by_one() -> None:
    world = World()
    power = effective(world)
    revoke_power_of_attorney(power.id, OPERATOR, world.tools(), declared_by="stranger@nowhere.example")

    assert clear_suspension(power.id, TEAM_LEAD, world.tools(), reason="Geklärt.").state is State.SUSPENDED
    with pytest.raises(FourEyesRequired):
        clear_suspension(power.id, TEAM_LEAD, world.tools(), reason="Geklärt.")
    other = staff(Role.TEAM_LEAD, 2)
    assert clear_suspension(power.id, other, world.tools(), reason="Geklärt.").state is State.EFFECTIVE


def test_what_both_said_is_kept_and_the_grantor_learns_that_it_goes_on() -> None:
    world = World()
    power = effective(world)
    suspend_power_of_attorney(power.id, AGENT, world.tools(), ground=SuspensionGround.DISPUTE)
    clear_suspension(power.id, TEAM_LEAD, world.tools(), reason=" Einspruch zurückgenommen. ")
    assert "power-of-attorney-cleared" not in {notice.kind for notice in world.work.outbox.of(power.id)}

    cleared = clear_suspension(power.id, staff(Role.TEAM_LEAD, 2), world.tools(), reason="Schreiben gelesen.")

    [rest] = cleared.rests
    assert rest.asked == Clearing(TEAM_LEAD.label, world.clock(), "Einspruch zurückgenommen.")
    assert rest.cleared_because == "Schreiben gelesen."
    told = {notice.recipient for notice in world.work.outbox.of(power.id) if notice.kind == "power-of-attorney-cleared"}
    assert told >= {signer.representative.email for signer in power.signers}


def test_what_is_done_in_its_name_rests_with_a_suspension() -> None:
    world = World()
    power = effective(world)
    case = active(world, power)

    suspend_power_of_attorney(power.id, AGENT, world.tools(), ground=SuspensionGround.GUARDIAN)

    assert world.work.emergency_cases.get(case.id).state is CaseState.PAUSED
    assert "POWER_OF_ATTORNEY_SUSPENDED_GUARDIAN" in failing(ask(world))


def test_while_it_rested_it_is_not_in_effect_even_when_asked_later() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    world.clock.advance(hours=1)
    revoke_power_of_attorney(power.id, OPERATOR, world.tools(), declared_by="stranger@nowhere.example")
    world.clock.advance(hours=1)
    resting = world.clock.now
    world.clock.advance(hours=1)
    revoke_power_of_attorney(power.id, OPERATOR, world.tools(), declared_by=SECOND)

    then = check_authority(CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213", at=resting), AGENT, world.tools())

    assert "POWER_OF_ATTORNEY_SUSPENDED_UNVERIFIED_REVOCATION" in failing(then)


def test_the_hoster_may_give_notice_and_the_grantor_is_told() -> None:
    world = World()
    power = effective(world)
    case = active(world, power)

    terminate_power_of_attorney(power.id, TEAM_LEAD, world.tools(), reason="Er betreibt keine Server mehr.")

    assert "POWER_OF_ATTORNEY_TERMINATED" in failing(ask(world))
    assert world.work.emergency_cases.get(case.id).state is CaseState.PAUSED
    assert "power-of-attorney-terminated" in {notice.kind for notice in world.work.outbox.of(power.id)}


@pytest.mark.parametrize("ground", LapseGround)
def test_its_ground_may_be_gone(ground: LapseGround) -> None:
    world = World()
    power = effective(world)

    lapse_power_of_attorney(power.id, TEAM_LEAD, world.tools(), ground=ground, reason="Laut Register.")

    assert f"POWER_OF_ATTORNEY_LAPSED_{ground.value}" in failing(ask(world))
    assert "power-of-attorney-lapsed" in {notice.kind for notice in world.work.outbox.of(power.id)}


def test_without_a_reason_the_hoster_ends_and_clears_nothing() -> None:
    world = World()
    power = effective(world)
    suspend_power_of_attorney(power.id, AGENT, world.tools(), ground=SuspensionGround.DISPUTE)

    for attempt in (
        lambda: terminate_power_of_attorney(power.id, TEAM_LEAD, world.tools(), reason=" "),
        lambda: lapse_power_of_attorney(power.id, TEAM_LEAD, world.tools(), ground=LapseGround.CONTRACT_END, reason=""),
        lambda: clear_suspension(power.id, TEAM_LEAD, world.tools(), reason="\n"),
    ):
        with pytest.raises(InputRefused) as refused:
            attempt()
        assert [fault.path for fault in refused.value.faults] == ["$.reason"]

    left = world.work.powers_of_attorney.get(power.id)
    assert (left.state, left.clearing) == (State.SUSPENDED, None)


def test_an_unknown_reseller_is_a_no_for_protective_measures_too() -> None:
    world = World()

    decision = check_authority(CheckRequest("K-NOBODY", ProtectiveAction.PROTECT_DELETION_HOLD), AGENT, world.tools())

    assert not decision.allowed
    assert failing(decision) == {"POWER_OF_ATTORNEY_NONE"}


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_an_instant_of_another_age_is_refused_and_no_defect(at: datetime) -> None:
    question = CheckRequest("K-10472", Scope.INFORM_END_CUSTOMER, "EK-88213", at=at)

    with pytest.raises(InputRefused):
        check_authority(question, AGENT, World().tools())


def test_a_logged_contact_is_decided_again() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    decision = ask(world)
    revoke_power_of_attorney(power.id, OPERATOR, world.tools(), declared_by=SECOND)

    again = log_contact(decision.id, AGENT, world.tools(), outcome="erreicht", notice_given=True)

    assert not again.allowed


def test_after_the_first_notice_it_is_not_due_again() -> None:
    world = World()
    active(world, effective(world))
    log_contact(ask(world).id, AGENT, world.tools(), outcome="Brief versandt", notice_given=True)

    assert "ATTACH_ART14_NOTICE" not in {obligation.code.value for obligation in ask(world).obligations}


def test_the_auditor_takes_the_evidence_along_and_that_is_logged() -> None:
    world = World()
    power = effective(world)
    run_jobs(world)

    assert export_evidence(power.id, staff(Role.AUDITOR), world.tools()).startswith(b"PK")
    assert "evidence:exported" in world.work.audit_log.kinds()


def test_nothing_is_exported_before_it_is_archived() -> None:
    world = World()
    power = submitted(world)

    with pytest.raises(WrongState):
        export_evidence(power.id, staff(Role.AUDITOR), world.tools())


def test_each_decision_is_stored_before_it_is_answered() -> None:
    world = World()

    decision = ask(world)

    assert world.work.decisions.rows == [decision]


def test_the_grantor_cannot_date_his_revocation_back() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    first = representative(world, "gross-weiss@pixelwerft.example")
    world.clock.advance(hours=5)

    with pytest.raises(InputRefused) as refused:
        revoke_power_of_attorney(power.id, first, world.tools(), received_at=world.clock.now - timedelta(hours=4))

    assert [fault.code for fault in refused.value.faults] == ["NOT_ALLOWED"]
    assert revoke_power_of_attorney(power.id, first, world.tools()).ended_at == world.clock.now


def test_a_revocation_was_not_received_before_the_vollmacht_was_begun() -> None:
    world = World()
    power = effective(world)

    with pytest.raises(InputRefused) as refused:
        revoke_power_of_attorney(
            power.id, OPERATOR, world.tools(), declared_by=SECOND, received_at=power.created_at - timedelta(seconds=1)
        )

    assert [fault.code for fault in refused.value.faults] == ["TOO_EARLY"]


def test_an_attempt_of_years_ago_is_a_slip_of_the_keyboard() -> None:
    world = World()
    case = report_emergency(effective(world).reseller, AGENT, world.tools(), ground=Ground.UNREACHABLE, reporter="agent")

    for at in (datetime(1, 1, 1, tzinfo=UTC), world.clock.now - timedelta(days=400)):
        with pytest.raises(InputRefused):
            log_attempt(case.id, AGENT, world.tools(), channel="Telefon", outcome="niemand", at=at)


def test_a_logged_contact_is_decided_again_with_all_that_was_asked() -> None:
    world = World()
    active(world, effective(world))
    question = CheckRequest(
        "K-10472",
        Scope.INFORM_END_CUSTOMER,
        "EK-88213",
        channel="letter",
        cost_eur_per_month=Decimal("9999.00"),
        advertising=True,
    )
    refused = check_authority(question, AGENT, world.tools())

    again = log_contact(refused.id, AGENT, world.tools(), outcome="trotzdem angerufen", notice_given=False)

    assert failing(refused) == failing(again) == {"COST_CAP_EXCEEDED", "ADVERTISING_NOT_ALLOWED"}


def test_free_words_of_staff_stay_out_of_the_log_that_nobody_can_erase() -> None:
    world = World()
    case = active(world, effective(world))
    log_contact(ask(world).id, AGENT, world.tools(), outcome="Frau Beispiel ist krank", notice_given=True)
    stand_down_emergency(case.id, AGENT, world.tools(), reason="Herr Beispiel rief an")
    other = report_emergency(case.reseller, AGENT, world.tools(), ground=Ground.UNREACHABLE, reporter="agent")
    log_attempt(other.id, AGENT, world.tools(), channel="bei Familie Beispiel", outcome="Beispiel nicht da")

    assert "Beispiel" not in repr([event.details for event in world.work.audit_log.rows])


def test_what_was_sent_back_says_why_until_it_is_asked_for_anew() -> None:
    world = World()
    case = requested(world, effective(world))

    returned = return_emergency(case.id, TEAM_LEAD, world.tools(), reason="Die Urkunde ist unleserlich.")

    assert returned.returned_reason == "Die Urkunde ist unleserlich."
    assert request_approval(case.id, AGENT, world.tools()).returned_reason is None


def test_the_evidence_holds_every_event_however_many_there_are() -> None:
    world = World()
    power = effective(world)
    for _ in range(1000):
        ask(world)
    revoke_power_of_attorney(power.id, OPERATOR, world.tools(), declared_by=SECOND)

    export_evidence(power.id, TEAM_LEAD, world.tools())

    assert "power-of-attorney:revoked" in {event["kind"] for event in world.archive.packages[-1].events}


def test_an_end_customer_who_wants_no_contact_is_left_alone_from_then_on() -> None:
    world = World()
    active(world, effective(world))
    allowed = ask(world)

    log_contact(allowed.id, AGENT, world.tools(), outcome="erreicht", notice_given=True, objected=True)

    assert "END_CUSTOMER_OBJECTED" in failing(ask(world))
    assert "END_CUSTOMER_OBJECTED" not in failing(ask(world, end_customer="EK-88214"))
    import_records([example("gmbh-joint")], OPERATOR, world.tools())
    assert "END_CUSTOMER_OBJECTED" in failing(ask(world))


def test_an_objection_is_taken_back_by_a_team_lead_only() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    assert record_objection(power.reseller, AGENT, world.tools(), end_customer="EK-88213")
    assert not record_objection(power.reseller, AGENT, world.tools(), end_customer="EK-88213")

    with pytest.raises(Forbidden):
        withdraw_objection(power.reseller, AGENT, world.tools(), end_customer="EK-88213")
    withdraw_objection(power.reseller, TEAM_LEAD, world.tools(), end_customer="EK-88213")

    assert ask(world).allowed
    with pytest.raises(InputRefused):
        record_objection(power.reseller, AGENT, world.tools(), end_customer="EK-70001")


def test_deeds_are_deleted_half_a_year_after_the_end_of_the_case_and_what_they_proved_stays() -> None:
    world = World()
    case = active(world, effective(world))
    stand_down_emergency(case.id, AGENT, world.tools(), reason="Er rief an.")
    deed = case.evidence[0]

    world.clock.advance(days=180)
    assert erase_evidence(world.tools()) == 0
    assert read_evidence(case.id, deed.id, AGENT, world.tools())[0] == b"deed"
    world.clock.advance(days=3)
    assert erase_evidence(world.tools()) == 1
    assert erase_evidence(world.tools()) == 0

    with pytest.raises(NotFound):
        read_evidence(case.id, deed.id, AGENT, world.tools())
    left = world.work.emergency_cases.get(case.id).evidence[0]
    assert (left.tier, left.sha256, left.file_name) == (deed.tier, deed.sha256, "")


def test_deeds_of_a_case_in_dispute_are_kept() -> None:
    world = World()
    power = effective(world)
    case = active(world, power)
    stand_down_emergency(case.id, AGENT, world.tools(), reason="Er rief an.")
    suspend_power_of_attorney(power.id, AGENT, world.tools(), ground=SuspensionGround.DISPUTE)

    world.clock.advance(days=400)

    assert erase_evidence(world.tools()) == 0
