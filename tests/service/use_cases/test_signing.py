"""From the draft to the archived document, with everything that may go wrong between."""

from datetime import timedelta

import pytest

from service.domain.access import Actor, Role
from service.domain.document import DocumentState
from service.domain.errors import (
    Conflict,
    Forbidden,
    InputRefused,
    NotFound,
    SignatureRefused,
    SigningFailed,
    TimestampUnavailable,
    Unavailable,
)
from service.domain.power_of_attorney import State
from service.domain.signature_request import FailureCause, Leg, SignatureRequest, SignatureState
from service.use_cases.archive_document import archive_document
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.begin_signature import begin_signature
from service.use_cases.continue_signature import UnknownCallback, continue_signature
from service.use_cases.discard_power_of_attorney import discard_overdue
from service.use_cases.finish_signature import expire_abandoned, finish_interrupted
from service.use_cases.ports import Callback, Redirect
from service.use_cases.receive_signature import receive_signature
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.use_cases.seal_document import seal_document
from service.use_cases.view_power_of_attorney import read_document
from tests.fakes.world import World
from tests.service.use_cases.story import REDIRECT, imported, representative, run_jobs, sign, signed, submitted

FIRST, SECOND, PROKURIST = "gross-weiss@pixelwerft.example", "zoe@pixelwerft.example", "lukasz@pixelwerft.example"


def state_of(world: World, power: object) -> State:
    found: State = world.work.powers_of_attorney.get(power.id).state  # type: ignore[attr-defined]
    return found


def test_one_signature_of_two_is_never_enough() -> None:
    world = World()
    power = submitted(world)

    sign(world, power, FIRST)

    assert state_of(world, power) is State.PARTIALLY_SIGNED
    assert {name for name, _ in world.work.jobs.rows} == {"deliver_notices"}


def test_the_last_signature_seals_and_archives_the_document_once() -> None:
    world = World()
    power = signed(world)

    document = world.work.documents.of(power.id)

    assert power.state is State.UNDER_REVIEW
    assert document is not None
    assert document.state is DocumentState.ARCHIVED
    assert world.archive.puts == 1
    assert read_document(power.id, representative(world, FIRST), world.tools()).endswith(b"|sealed")


def test_three_partners_of_a_gbr_sign_all() -> None:
    world = World()
    power = submitted(world, "gbr-partners")

    for signer in power.signers[:2]:
        sign(world, power, signer.representative.email)

    assert len(power.signers) == 3
    assert state_of(world, power) is State.PARTIALLY_SIGNED
    sign(world, power, power.signers[2].representative.email)
    assert state_of(world, power) is State.UNDER_REVIEW


def test_somebody_outside_the_chosen_set_cannot_sign() -> None:
    world = World()
    power = submitted(world)

    with pytest.raises(Forbidden):
        begin_signature(power.id, representative(world, PROKURIST), world.tools(), redirect_uri=REDIRECT)


def test_nobody_signs_twice() -> None:
    world = World()
    power = submitted(world)
    sign(world, power, FIRST)

    with pytest.raises(Conflict):
        begin_signature(power.id, representative(world, FIRST), world.tools(), redirect_uri=REDIRECT)


def test_another_signer_waits_while_one_is_at_it() -> None:
    world = World()
    power = submitted(world)
    begin_signature(power.id, representative(world, FIRST), world.tools(), redirect_uri=REDIRECT)

    with pytest.raises(Conflict):
        begin_signature(power.id, representative(world, SECOND), world.tools(), redirect_uri=REDIRECT)

    world.clock.advance(minutes=31)
    assert isinstance(begin_signature(power.id, representative(world, SECOND), world.tools(), redirect_uri=REDIRECT), Redirect)


def test_another_tenants_vollmacht_is_not_there() -> None:
    world = World()
    power = submitted(world)
    imported(world, "sole-trader")

    with pytest.raises(NotFound):
        begin_signature(power.id, representative(world, "hallo@ineskraemer.example"), world.tools(), redirect_uri=REDIRECT)


def first_leg(world: World) -> tuple[Actor, Redirect]:
    power = submitted(world)
    actor = representative(world, FIRST)
    step = begin_signature(power.id, actor, world.tools(), redirect_uri=REDIRECT)
    assert isinstance(step, Redirect)
    return actor, step


def test_a_forged_state_changes_nothing() -> None:
    world = World()
    actor, _ = first_leg(world)

    with pytest.raises(UnknownCallback):
        continue_signature(Callback("forged", "code", None, None), actor, world.tools(), redirect_uri=REDIRECT)


def test_a_callback_in_another_persons_session_changes_nothing() -> None:
    world = World()
    _, step = first_leg(world)

    with pytest.raises(UnknownCallback):
        continue_signature(
            Callback(step.oauth_state, "code", None, None), representative(world, SECOND), world.tools(), redirect_uri=REDIRECT
        )


def test_a_repeated_callback_is_redeemed_once() -> None:
    world = World()
    actor, first = first_leg(world)
    second = continue_signature(Callback(first.oauth_state, "code", None, None), actor, world.tools(), redirect_uri=REDIRECT)
    assert isinstance(second, Redirect)
    back = Callback(second.oauth_state, "code", None, None)

    done = continue_signature(back, actor, world.tools(), redirect_uri=REDIRECT)
    again = continue_signature(back, actor, world.tools(), redirect_uri=REDIRECT)

    assert isinstance(done, SignatureRequest)
    assert done == again
    assert len(world.signatures.charged) == 1


def test_a_refusal_at_the_provider_leaves_the_vollmacht_signable() -> None:
    world = World()
    actor, step = first_leg(world)

    request = continue_signature(
        Callback(step.oauth_state, None, "access_denied", None), actor, world.tools(), redirect_uri=REDIRECT
    )

    assert isinstance(request, SignatureRequest)
    assert (request.state, request.failure) == (SignatureState.FAILED, FailureCause.DECLINED)
    assert isinstance(begin_signature(request.power_of_attorney, actor, world.tools(), redirect_uri=REDIRECT), Redirect)


def test_an_outage_after_consent_is_resumed_without_a_second_charge() -> None:
    world = World()
    power = submitted(world)
    world.signatures.outage = SigningFailed("PROVIDER_OUTAGE", "Der Anbieter antwortet nicht.")

    waiting = sign(world, power, FIRST)
    assert isinstance(waiting, SignatureRequest)
    assert waiting.is_open

    assert finish_interrupted(world.tools(), redirect_uri=REDIRECT) == 0  # the one who is away is given time
    world.clock.advance(seconds=6)
    assert finish_interrupted(world.tools(), redirect_uri=REDIRECT) == 1
    assert state_of(world, power) is State.PARTIALLY_SIGNED
    assert len(world.signatures.charged) == 1
    assert finish_interrupted(world.tools(), redirect_uri=REDIRECT) == 0


def test_an_asynchronous_provider_is_asked_for_a_signature_once_and_then_how_far_it_is() -> None:
    world = World()
    power = submitted(world)
    world.signatures.asynchronous = 2

    sign(world, power, FIRST)

    for _ in range(3):
        world.clock.advance(seconds=6)
        finish_interrupted(world.tools(), redirect_uri=REDIRECT)
    assert state_of(world, power) is State.PARTIALLY_SIGNED
    assert len(world.signatures.charged) == 1


def test_a_provider_whose_signer_confirms_on_his_telephone_needs_no_redirect() -> None:
    world = World()
    power = submitted(world)
    world.signatures.on_device = True

    done = begin_signature(power.id, representative(world, FIRST), world.tools(), redirect_uri=REDIRECT, provider="other")

    assert isinstance(done, SignatureRequest)
    assert (done.state, done.provider) == (SignatureState.COMPLETE, "other")


def test_a_provider_that_is_not_offered_is_refused() -> None:
    world = World()
    power = submitted(world)

    with pytest.raises(InputRefused):
        begin_signature(power.id, representative(world, FIRST), world.tools(), redirect_uri=REDIRECT, provider="nobody")


def test_a_day_without_timestamps_keeps_the_signature_and_asks_the_provider_nothing_more() -> None:
    world = World()
    power = submitted(world)
    world.signatures.stamps_away = True

    waiting = sign(world, power, FIRST)
    for _ in range(100):
        world.clock.advance(minutes=15)
        finish_interrupted(world.tools(), redirect_uri=REDIRECT)

    assert isinstance(waiting, SignatureRequest)
    assert world.work.signature_requests.get(waiting.id).leg is Leg.STAMPING
    assert world.signatures.asked == 1
    world.signatures.stamps_away = False
    world.clock.advance(minutes=15)
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)
    assert state_of(world, power) is State.PARTIALLY_SIGNED


def test_without_revocation_data_a_signature_waits_and_nobody_signs_again() -> None:
    world = World()
    power = submitted(world)
    world.signatures.verdict = "INDETERMINATE"
    world.signatures.reasons = (("REVOCATION_UNKNOWN", "Keine Auskunft."),)

    waiting = sign(world, power, FIRST)

    assert isinstance(waiting, SignatureRequest)
    assert (waiting.state, waiting.tries) == (SignatureState.SIGNED, 1)
    world.signatures.verdict = "VALID"
    world.clock.advance(seconds=6)
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)
    assert state_of(world, power) is State.PARTIALLY_SIGNED
    assert world.signatures.asked == 1


def test_a_provider_that_is_never_ready_ends_the_leg_after_a_day_and_is_asked_ever_more_seldom() -> None:
    world = World()
    power = submitted(world)
    world.signatures.asynchronous = 10_000
    waiting = sign(world, power, FIRST)
    assert isinstance(waiting, SignatureRequest)

    for _ in range(25 * 60):
        world.clock.advance(minutes=1)
        finish_interrupted(world.tools(), redirect_uri=REDIRECT)

    ended = world.work.signature_requests.get(waiting.id)
    assert (ended.state, ended.failure) == (SignatureState.FAILED, FailureCause.PROVIDER_OUTAGE)
    assert world.signatures.asked < 200


def test_a_certificate_of_which_nobody_ever_says_whether_it_is_revoked_is_refused_after_three_days() -> None:
    world = World()
    power = submitted(world)
    world.signatures.verdict = "INDETERMINATE"
    world.signatures.reasons = (("REVOCATION_UNKNOWN", "Keine Auskunft."),)
    waiting = sign(world, power, FIRST)
    assert isinstance(waiting, SignatureRequest)

    world.clock.advance(days=2, hours=23)
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)
    assert world.work.signature_requests.get(waiting.id).is_open
    world.clock.advance(hours=2)
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)

    ended = world.work.signature_requests.get(waiting.id)
    assert (ended.failure, ended.failure_text) == (FailureCause.REFUSED, "Keine Auskunft.")


def test_lists_that_cannot_be_read_lose_no_signature() -> None:
    world = World()
    power = submitted(world)
    world.signatures.lists_away = True

    waiting = sign(world, power, FIRST)

    assert isinstance(waiting, SignatureRequest)
    assert (waiting.state, waiting.tries) == (SignatureState.SIGNED, 1)
    world.signatures.lists_away = False
    world.clock.advance(seconds=6)
    assert finish_interrupted(world.tools(), redirect_uri=REDIRECT) == 1
    assert state_of(world, power) is State.PARTIALLY_SIGNED


def test_an_answer_that_is_lost_for_good_is_said_so_and_the_signer_told() -> None:
    world = World()
    power = submitted(world)
    world.signatures.outage = SigningFailed("PROVIDER_OUTAGE", "Keine Antwort.")
    waiting = sign(world, power, FIRST)
    assert isinstance(waiting, SignatureRequest)

    world.signatures.outage = SigningFailed("REFUSED", "Die Freigabe ist verbraucht.")
    world.clock.advance(seconds=6)
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)

    assert world.work.signature_requests.get(waiting.id).failure is FailureCause.ANSWER_LOST
    told = [notice for notice in world.work.outbox.of(power.id) if notice.kind == "signature-failed"]
    assert [notice.recipient for notice in told] == [FIRST]


def test_a_provider_that_stays_away_for_a_day_ends_the_leg() -> None:
    world = World()
    power = submitted(world)
    world.signatures.outage = SigningFailed("PROVIDER_OUTAGE", "Keine Antwort.")
    waiting = sign(world, power, FIRST)
    assert isinstance(waiting, SignatureRequest)

    world.clock.advance(hours=25)
    world.signatures.outage = SigningFailed("PROVIDER_OUTAGE", "Keine Antwort.")
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)

    assert world.work.signature_requests.get(waiting.id).failure is FailureCause.PROVIDER_OUTAGE


def test_while_one_process_asks_the_provider_no_other_does() -> None:
    world = World()
    power = submitted(world)
    world.signatures.outage = SigningFailed("PROVIDER_OUTAGE", "Keine Antwort.")
    waiting = sign(world, power, FIRST)
    assert isinstance(waiting, SignatureRequest)
    world.clock.advance(seconds=6)
    taken = world.work.signature_requests.get(waiting.id).taken(world.clock() + timedelta(seconds=20))
    world.work.signature_requests.save(taken)

    assert finish_interrupted(world.tools(), redirect_uri=REDIRECT) == 0
    assert world.signatures.asked == 1
    world.clock.advance(seconds=21)  # whoever had taken it died
    assert finish_interrupted(world.tools(), redirect_uri=REDIRECT) == 1


def test_who_never_came_back_from_the_provider_makes_way_after_half_an_hour() -> None:
    world = World()
    _, _ = first_leg(world)
    world.clock.advance(minutes=29)
    assert expire_abandoned(world.tools()) == 0

    world.clock.advance(minutes=2)

    assert expire_abandoned(world.tools()) == 1
    assert expire_abandoned(world.tools()) == 0
    assert [row.failure for row in world.work.signature_requests.rows.values()] == [FailureCause.EXPIRED]


def test_another_issuers_answer_with_the_right_state_changes_nothing() -> None:
    world = World()
    actor, step = first_leg(world)
    world.signatures.issuer = "https://provider.example"

    with pytest.raises(UnknownCallback):
        continue_signature(
            Callback(step.oauth_state, "code", None, "https://evil.example"), actor, world.tools(), redirect_uri=REDIRECT
        )

    assert "signature:callback-refused" in world.work.audit_log.kinds()
    back = Callback(step.oauth_state, "code", None, "https://provider.example")
    assert isinstance(continue_signature(back, actor, world.tools(), redirect_uri=REDIRECT), Redirect)


def test_who_left_the_provider_for_his_card_may_upload() -> None:
    world = World()
    actor, _ = first_leg(world)
    power = next(iter(world.work.powers_of_attorney.rows.values()))
    file = read_document(power.id, actor, world.tools()) + b"|signature-1"

    assert receive_signature(power.id, file, actor, world.tools()).signed_fields == ("signature-1",)


def test_while_another_is_at_the_provider_an_upload_has_to_wait() -> None:
    world = World()
    first_leg(world)
    power = next(iter(world.work.powers_of_attorney.rows.values()))
    second = representative(world, SECOND)
    file = read_document(power.id, second, world.tools()) + b"|signature-2"

    with pytest.raises(Conflict):
        receive_signature(power.id, file, second, world.tools())
    world.clock.advance(minutes=31)
    assert receive_signature(power.id, file, second, world.tools()).signed_fields == ("signature-2",)


def test_a_signature_that_does_not_hold_is_refused_with_its_reason() -> None:
    world = World()
    power = submitted(world)
    world.signatures.verdict = "INVALID"
    world.signatures.reasons = (("NAME_MISMATCH", "Unterschrieben hat jemand anderes."),)

    request = sign(world, power, FIRST)

    assert isinstance(request, SignatureRequest)
    assert request.failure is FailureCause.NAME_MISMATCH
    assert state_of(world, power) is State.AWAITING_SIGNATURES


def test_an_uploaded_file_takes_the_same_way() -> None:
    world = World()
    power = submitted(world)
    file = read_document(power.id, representative(world, FIRST), world.tools()) + b"|signature-1"

    after = receive_signature(power.id, file, representative(world, FIRST), world.tools())

    assert after.signed_fields == ("signature-1",)


def test_an_upload_that_is_not_valid_changes_nothing() -> None:
    world = World()
    power = submitted(world)
    world.signatures.verdict = "INVALID"

    with pytest.raises(SignatureRefused):
        receive_signature(power.id, b"%PDF|signature-1", representative(world, FIRST), world.tools())

    assert state_of(world, power) is State.AWAITING_SIGNATURES


def test_without_a_timestamp_the_document_waits_visibly() -> None:
    world = World()
    world.signatures.timestamps_away = True
    power = submitted(world)
    for email in (FIRST, SECOND):
        sign(world, power, email)

    with pytest.raises(TimestampUnavailable):
        run_jobs(world)
    document = world.work.documents.of(power.id)
    assert document is not None
    assert document.state is DocumentState.AWAITING_TIMESTAMP

    world.signatures.timestamps_away = False
    seal_document(document.id, world.tools())
    seal_document(document.id, world.tools())
    assert world.work.documents.get(document.id).state is DocumentState.SEALED


def test_without_the_archive_the_document_waits_sealed() -> None:
    world = World()
    power = submitted(world)
    for email in (FIRST, SECOND):
        sign(world, power, email)
    world.archive.away = True

    with pytest.raises(Unavailable):
        run_jobs(world)
    document = world.work.documents.of(power.id)
    assert document is not None
    assert document.state is DocumentState.SEALED

    world.archive.away = False
    archive_document(document.id, world.tools())
    archive_document(document.id, world.tools())
    assert world.archive.puts == 1


def test_what_is_not_signed_in_thirty_days_is_discarded_and_everyone_told() -> None:
    world = World()
    power = submitted(world)
    world.clock.advance(days=30)

    assert discard_overdue(world.tools()) == 1
    assert discard_overdue(world.tools()) == 0
    assert state_of(world, power) is State.DISCARDED
    told = {notice.recipient for notice in world.work.outbox.of(power.id) if notice.kind == "power-of-attorney-discarded"}
    assert {FIRST, SECOND, "buero@pixelwerft.example"} <= told


def test_a_set_that_cannot_bind_the_company_is_refused() -> None:
    world = World()
    reseller = imported(world)
    actor = Actor(label="user:x", role=Role.TEAM_LEAD)

    with pytest.raises(Exception, match="abgelehnt"):
        begin_power_of_attorney(reseller, actor, world.tools(), signer_emails=(FIRST,), cooling_off=timedelta(0))  # type: ignore[arg-type]


def test_a_revocation_while_somebody_signs_ends_his_leg_and_holds_up_nobody_elses() -> None:
    world = World()
    world.signatures.stamps_away = True
    withdrawn, other = submitted(world), submitted(world, "sole-trader")
    leg = sign(world, withdrawn, FIRST)
    waiting = sign(world, other, other.signers[0].representative.email)
    assert isinstance(leg, SignatureRequest)
    assert isinstance(waiting, SignatureRequest)

    revoke_power_of_attorney(withdrawn.id, representative(world, SECOND), world.tools())
    world.signatures.stamps_away = False
    world.clock.advance(minutes=15)
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)

    ended = world.work.signature_requests.get(leg.id)
    assert (ended.state, ended.failure) == (SignatureState.FAILED, FailureCause.STALE)
    assert state_of(world, withdrawn) is State.DISCARDED
    assert world.work.signature_requests.get(waiting.id).state is SignatureState.COMPLETE


def test_a_leg_whose_document_ended_meanwhile_ends_too_instead_of_being_tried_for_ever() -> None:
    world = World()
    world.signatures.stamps_away = True
    power, other = submitted(world), submitted(world, "sole-trader")
    leg = sign(world, power, FIRST)
    waiting = sign(world, other, other.signers[0].representative.email)
    assert isinstance(leg, SignatureRequest)
    assert isinstance(waiting, SignatureRequest)

    # As a release before this one left it: ended, and its leg still open.
    world.work.powers_of_attorney.save(world.work.powers_of_attorney.get(power.id).discarded(world.clock.now))
    world.signatures.stamps_away = False
    world.clock.advance(minutes=15)
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)

    assert world.work.signature_requests.get(leg.id).failure is FailureCause.STALE
    assert world.work.signature_requests.get(waiting.id).state is SignatureState.COMPLETE
