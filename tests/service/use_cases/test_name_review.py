"""An almost right name: the signature waits, two of the hoster's people decide, and what they decided goes on counting."""

from uuid import UUID

import pytest

from service.domain.access import Actor, Role, User
from service.domain.errors import Forbidden, FourEyesRequired, InputRefused
from service.domain.ids import UserId
from service.domain.name_review import NameReviewEnded
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.domain.signature_request import FailureCause, SignatureRequest, SignatureState
from service.use_cases.discard_power_of_attorney import discard_overdue
from service.use_cases.finish_signature import expire_abandoned, finish_interrupted
from service.use_cases.receive_signature import receive_signature
from service.use_cases.review_name import confirm_name, list_name_reviews, refuse_name, view_name_review
from service.use_cases.tell_of_waiting_names import tell_of_waiting_names
from service.use_cases.view_power_of_attorney import read_document
from tests.fakes.world import World, staff
from tests.service.use_cases.story import REDIRECT, representative, run_jobs, sign, submitted

FIRST, SECOND = "gross-weiss@pixelwerft.example", "zoe@pixelwerft.example"


def colleague(role: Role, number: int, email: str = "kollegin@hoster.example") -> Actor:
    return Actor(f"user:{number}", role, UserId(UUID(int=number)), email=email)


AGENT, LEAD = colleague(Role.AGENT, 1), colleague(Role.TEAM_LEAD, 2)


def almost_signed(world: World) -> PowerOfAttorney:
    power = submitted(world)
    world.signatures.almost = {"signature-1": "Jürgen Groß"}
    request = sign(world, power, FIRST)
    assert isinstance(request, SignatureRequest)
    assert request.state is SignatureState.UNDER_NAME_REVIEW
    return power


def state_of(world: World, power: PowerOfAttorney) -> State:
    found: State = world.work.powers_of_attorney.get(power.id).state
    return found


def letters(world: World, power: PowerOfAttorney) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for notice in world.work.outbox.of(power.id):
        told.setdefault(notice.kind, []).append(notice.recipient)
    return told


def test_an_almost_right_name_waits_and_the_signer_is_told_that_nothing_is_to_be_done() -> None:
    world = World()

    power = almost_signed(world)

    assert state_of(world, power) is State.AWAITING_SIGNATURES
    assert letters(world, power)["signature-under-name-review"] == [FIRST]
    [waiting] = list_name_reviews(LEAD, world.tools())
    assert (waiting.review.declared, waiting.review.certified) == ("Jürgen Maximilian Groß-Weiß", "Jürgen Groß")
    assert waiting.may_confirm


def test_two_people_confirm_and_the_signature_is_accepted_sealed_and_still_good() -> None:
    world = World()
    power = almost_signed(world)

    first = confirm_name(power.id, AGENT, world.tools())
    assert first.state is SignatureState.UNDER_NAME_REVIEW
    second = confirm_name(power.id, LEAD, world.tools())

    assert second.state is SignatureState.COMPLETE
    assert state_of(world, power) is State.PARTIALLY_SIGNED
    sign(world, power, SECOND)
    run_jobs(world)  # sealing judges again: the confirmed certificate goes on counting
    assert state_of(world, power) is State.UNDER_REVIEW
    kinds = [event.kind for event in world.work.audit_log.of(power.id)]
    assert kinds.count("signature:name-confirmed") == 2
    assert (
        kinds.index("signature:name-review-asked")
        < kinds.index("signature:name-confirmed")
        < kinds.index("power-of-attorney:signed")
    )


def test_nobody_is_two_people() -> None:
    world = World()
    power = almost_signed(world)
    confirm_name(power.id, LEAD, world.tools())

    with pytest.raises(FourEyesRequired):
        confirm_name(power.id, LEAD, world.tools())

    assert not view_name_review(power.id, LEAD, world.tools()).may_confirm
    assert view_name_review(power.id, AGENT, world.tools()).may_confirm


def test_the_grantors_people_confirm_nothing_though_they_work_here() -> None:
    world = World()
    power = almost_signed(world)
    also_here = colleague(Role.AGENT, 9, SECOND.upper())

    for act in (confirm_name, lambda *given: refuse_name(*given, reason="Nein.")):
        with pytest.raises(FourEyesRequired):
            act(power.id, also_here, world.tools())
    with pytest.raises(Forbidden):
        confirm_name(power.id, representative(world, SECOND), world.tools())
    with pytest.raises(Forbidden):
        confirm_name(power.id, staff(Role.AUDITOR), world.tools())


def test_who_hands_a_file_in_for_the_signer_leaves_it_to_two_others() -> None:
    world = World()
    power = submitted(world)
    world.signatures.almost = {"signature-1": "Jürgen Groß"}
    receive_signature(power.id, read_document(power.id, AGENT, world.tools()) + b"|signature-1", AGENT, world.tools())

    with pytest.raises(FourEyesRequired):
        confirm_name(power.id, AGENT, world.tools())

    assert confirm_name(power.id, LEAD, world.tools()).state is SignatureState.UNDER_NAME_REVIEW


def test_one_person_refuses_and_the_signer_reads_why_and_may_sign_again() -> None:
    world = World()
    power = almost_signed(world)
    confirm_name(power.id, AGENT, world.tools())
    with pytest.raises(InputRefused):
        refuse_name(power.id, LEAD, world.tools(), reason="  ")

    refused = refuse_name(power.id, LEAD, world.tools(), reason="Laut Register heißt er anders.")

    assert (refused.state, refused.failure) == (SignatureState.FAILED, FailureCause.NAME_NEAR_MISS)
    assert letters(world, power)["signature-name-refused"] == [FIRST]
    with pytest.raises(NameReviewEnded):
        confirm_name(power.id, LEAD, world.tools())
    world.signatures.almost = {}
    sign(world, power, FIRST)
    assert state_of(world, power) is State.PARTIALLY_SIGNED


def test_a_confirmation_counts_for_that_certificate_alone() -> None:
    world = World()
    power = almost_signed(world)
    confirm_name(power.id, AGENT, world.tools())
    world.signatures.reissued = 1

    again = confirm_name(power.id, LEAD, world.tools())

    assert again.state is SignatureState.UNDER_NAME_REVIEW
    assert again.name_review is not None
    assert not again.name_review.confirmations


def test_neither_clock_nor_worker_takes_a_signature_from_those_who_compare() -> None:
    world = World()
    power = almost_signed(world)
    world.clock.advance(days=40)

    expire_abandoned(world.tools())
    finish_interrupted(world.tools(), redirect_uri=REDIRECT)
    discard_overdue(world.tools())

    assert state_of(world, power) is State.AWAITING_SIGNATURES
    confirm_name(power.id, AGENT, world.tools())
    assert confirm_name(power.id, LEAD, world.tools()).state is SignatureState.COMPLETE


def test_a_near_miss_beside_another_fault_is_no_matter_of_names() -> None:
    world = World()
    power = submitted(world)
    world.signatures.verdict = "INVALID"
    world.signatures.reasons = (("NAME_NEAR_MISS", "Der Name weicht ab."), ("NO_QSCD", "Keine qualifizierte Einheit."))

    request = sign(world, power, FIRST)

    assert isinstance(request, SignatureRequest)
    assert request.failure is FailureCause.NAME_NEAR_MISS
    assert not list_name_reviews(LEAD, world.tools())


def test_team_leads_are_told_once_and_every_second_day_again_while_a_name_waits() -> None:
    world = World()
    for number, (email, role, disabled_at) in enumerate(
        (
            ("leitung@hoster.example", Role.TEAM_LEAD, None),
            ("frueher@hoster.example", Role.TEAM_LEAD, world.clock()),
            ("agentin@hoster.example", Role.AGENT, None),
        ),
        900,
    ):
        world.work.users.save(User(UserId(UUID(int=number)), email, role, disabled_at=disabled_at))
    power = almost_signed(world)
    told: list[dict[str, int]] = []

    for hours in (0, 1, 46, 2, 48):
        world.clock.advance(hours=hours)
        tell_of_waiting_names(world.tools())
        told.append({kind: len(sent) for kind, sent in letters(world, power).items() if kind.startswith("name-review")})

    assert told == [
        {"name-review-waits": 1},
        {"name-review-waits": 1},
        {"name-review-waits": 1},
        {"name-review-waits": 1, "name-review-still-waits": 1},
        {"name-review-waits": 1, "name-review-still-waits": 2},
    ]
    assert letters(world, power)["name-review-waits"] == ["leitung@hoster.example"]
    confirm_name(power.id, AGENT, world.tools())
    confirm_name(power.id, LEAD, world.tools())
    assert tell_of_waiting_names(world.tools()) == 0
