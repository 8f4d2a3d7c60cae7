"""The life of a Vollmacht: each event from each state, and no terminal state reopens."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import FourEyesRequired, WrongState
from service.domain.power_of_attorney import (
    LIVE,
    OPEN,
    SIGNABLE,
    LapseGround,
    PowerOfAttorney,
    State,
    SuspensionGround,
    last_day_of_term,
)
from tests.builders import DOCUMENT, NOW, a_power_of_attorney, a_revocation, berlin

ENDED = set(State) - LIVE - OPEN
Event = Callable[[PowerOfAttorney], PowerOfAttorney]
EVENTS: dict[str, tuple[Event, set[State]]] = {
    "submit": (lambda power: power.submitted(DOCUMENT, NOW), {State.DRAFT}),
    "sign": (lambda power: power.signed("signature-2", NOW), set(SIGNABLE)),
    "discard": (lambda power: power.discarded(NOW), {State.DRAFT, *SIGNABLE}),
    "accept": (lambda power: power.accepted(NOW), {State.UNDER_REVIEW}),
    "cooling-off": (lambda power: power.with_cooling_off(timedelta(0)), {State.UNDER_REVIEW}),
    "reject": (lambda power: power.rejected(NOW), {State.UNDER_REVIEW}),
    "take effect": (lambda power: power.effective(NOW + timedelta(days=60)), {State.COOLING_OFF}),
    "revoke": (lambda power: power.revoked(a_revocation()), set(LIVE | OPEN)),
    "suspend": (lambda power: power.suspended(SuspensionGround.DISPUTE, NOW), set(LIVE)),
    "clear": (
        lambda power: power.clearing_asked("user:a", NOW, "Geprüft.").cleared("user:b", NOW, "Geklärt."),
        {State.SUSPENDED},
    ),
    "lapse": (lambda power: power.lapsed(LapseGround.INSOLVENCY, NOW), set(LIVE)),
    "terminate": (lambda power: power.terminated(NOW), set(LIVE)),
    "expire": (lambda power: power.expired(NOW), {State.EFFECTIVE, State.SUSPENDED}),
    "supersede": (lambda power: power.superseded(NOW), {State.EFFECTIVE, State.SUSPENDED}),
}


def in_state(state: State) -> PowerOfAttorney:
    return a_power_of_attorney(state, signers=2, cooling_off_ends_at=NOW)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", State)
def test_each_event_happens_only_where_the_table_says(event: str, state: State) -> None:
    act, allowed = EVENTS[event]

    if state in allowed:
        assert isinstance(act(in_state(state)), PowerOfAttorney)
    else:
        with pytest.raises(WrongState):
            act(in_state(state))


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=25), st.sampled_from(State))
def test_whatever_happens_a_terminal_state_never_reopens(events: list[str], start: State) -> None:
    power = in_state(start)
    ended = power.state in ENDED
    for event in events:
        try:
            after = EVENTS[event][0](power)
        except WrongState:
            continue
        assert not ended
        power, ended = after, after.state in ENDED


def test_it_is_complete_only_when_everyone_of_the_set_has_signed() -> None:
    power = a_power_of_attorney(State.AWAITING_SIGNATURES, signers=3)

    first = power.signed("signature-2", NOW)
    second = first.signed("signature-1", NOW)
    last = second.signed("signature-3", NOW + timedelta(hours=1))

    assert [first.state, second.state, last.state] == [State.PARTIALLY_SIGNED, State.PARTIALLY_SIGNED, State.UNDER_REVIEW]
    assert last.declared_at == NOW + timedelta(hours=1)
    assert (first.declared_at, first.next_signer()) == (None, power.signers[0])
    assert last.next_signer() is None


@pytest.mark.parametrize("field", ["signature-9", "signature-1"])
def test_a_foreign_or_repeated_signature_is_refused(field: str) -> None:
    power = a_power_of_attorney(State.AWAITING_SIGNATURES, signers=2).signed("signature-1", NOW)

    with pytest.raises(WrongState):
        power.signed(field, NOW)


def test_it_takes_effect_only_after_the_cooling_off_period() -> None:
    accepted = a_power_of_attorney(State.UNDER_REVIEW).accepted(NOW)

    with pytest.raises(WrongState, match="Karenzzeit"):
        accepted.effective(NOW + timedelta(days=13, hours=23))
    effective = accepted.effective(NOW + timedelta(days=14))

    assert (effective.state, effective.effective_at) == (State.EFFECTIVE, NOW + timedelta(days=14))


def test_a_verified_revocation_ends_it_an_unverified_one_lets_it_rest() -> None:
    power = a_power_of_attorney()

    revoked, resting = power.revoked(a_revocation()), power.revoked(a_revocation(verified=False))

    assert (revoked.state, revoked.ended_at) == (State.REVOKED, NOW)
    assert (resting.state, resting.suspension) == (State.SUSPENDED, SuspensionGround.UNVERIFIED_REVOCATION)
    assert resting.revoked(a_revocation()).state is State.REVOKED


@pytest.mark.parametrize(
    ("state", "after"),
    [(State.DRAFT, State.DISCARDED), (State.PARTIALLY_SIGNED, State.DISCARDED), (State.UNDER_REVIEW, State.REJECTED)],
)
def test_revoked_before_acceptance_it_never_comes_to_be(state: State, after: State) -> None:
    assert a_power_of_attorney(state).revoked(a_revocation(verified=False)).state is after


def test_after_a_suspension_it_is_what_it_was_before() -> None:
    cooling = a_power_of_attorney(State.COOLING_OFF)

    twice = cooling.suspended(SuspensionGround.DISPUTE, NOW).suspended(SuspensionGround.GUARDIAN, NOW + timedelta(hours=1))
    cleared = twice.clearing_asked("user:a", NOW, "Geprüft.").cleared("user:b", NOW + timedelta(hours=2), "Geklärt.")

    assert (twice.suspension, cleared.state) == (SuspensionGround.GUARDIAN, State.COOLING_OFF)
    assert (cleared.suspension, cleared.clearing) == (None, None)
    assert cleared.rested(NOW + timedelta(minutes=30)) is SuspensionGround.DISPUTE
    assert cleared.rested(NOW + timedelta(hours=2)) is None


def test_nobody_clears_a_suspension_alone() -> None:
    resting = a_power_of_attorney().suspended(SuspensionGround.DISPUTE, NOW)

    with pytest.raises(FourEyesRequired):
        resting.cleared("user:a", NOW, "Geklärt.")
    with pytest.raises(FourEyesRequired):
        resting.clearing_asked("user:a", NOW, "Geprüft.").cleared("user:a", NOW, "Geklärt.")
    assert resting.clearing_asked("user:a", NOW, "Geprüft.").suspended(SuspensionGround.GUARDIAN, NOW).clearing is None


def test_the_last_day_counts_in_full_in_berlin() -> None:
    power = a_power_of_attorney(last_day=date(2026, 12, 31))

    assert not power.term_ended(berlin("2026-12-31 23:59"))
    assert power.term_ended(berlin("2027-01-01 00:00"))
    assert not a_power_of_attorney(State.DRAFT).term_ended(berlin("2099-01-01 00:00"))


@pytest.mark.parametrize(
    ("effective_at", "years", "last"),
    [
        (berlin("2026-11-24 13:00"), 5, date(2031, 11, 24)),
        (berlin("2028-02-29 10:00"), 5, date(2033, 2, 28)),
        (berlin("2028-02-29 10:00"), 4, date(2032, 2, 29)),
        (datetime.fromisoformat("2026-12-31T23:30:00+00:00"), 1, date(2028, 1, 1)),
    ],
)
def test_the_term_runs_from_the_berlin_day_it_took_effect(effective_at: datetime, years: int, last: date) -> None:
    assert last_day_of_term(effective_at, years) == last


def test_thirty_days_to_sign() -> None:
    assert a_power_of_attorney(State.DRAFT).submitted(DOCUMENT, NOW).deadline_at == NOW + timedelta(days=30)
    assert a_power_of_attorney().is_live
    assert not a_power_of_attorney(State.REVOKED).is_live
