"""Before anybody is asked to sign: is there room for what is signed, and do the clocks agree? (faults 11 and 17)"""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.database.transactions import DatabaseTransactions
from service.domain.errors import SigningPaused, Unavailable
from service.jobs.clock_watch import ClockWatch
from service.use_cases.log_in import SYSTEM
from service.wiring.chance import clock
from service.wiring.soundness import LEAST_FREE_BYTES, sound_ground

NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)


def asked(tmp_path: Path, *, free: int = LEAST_FREE_BYTES, skew: timedelta = timedelta(0)) -> None:
    sound_ground(tmp_path, clock=lambda: NOW, database_clock=lambda: NOW + skew, free_bytes=lambda _: free)()


def test_room_and_agreeing_clocks_are_sound_ground(tmp_path: Path) -> None:
    asked(tmp_path)
    asked(tmp_path, skew=timedelta(seconds=60))
    asked(tmp_path, skew=timedelta(seconds=-60))


@pytest.mark.parametrize("skew", [timedelta(minutes=16), timedelta(minutes=-16), timedelta(seconds=61), timedelta(seconds=-61)])
def test_clocks_that_differ_pause_signing_and_are_named(tmp_path: Path, skew: timedelta) -> None:
    with pytest.raises(SigningPaused, match="Uhren"):
        asked(tmp_path, skew=skew)


@pytest.mark.parametrize("skew", [timedelta(minutes=16), timedelta(minutes=-16)])
def test_a_store_with_another_time_pauses_signing_and_nobody_waits_for_it(tmp_path: Path, skew: timedelta) -> None:
    watch = ClockWatch(lambda: NOW + skew, lambda: NOW)

    def ask() -> None:
        sound_ground(
            tmp_path,
            clock=lambda: NOW,
            database_clock=lambda: NOW,
            store_skew=lambda: watch.skew,
            free_bytes=lambda _: LEAST_FREE_BYTES,
        )()

    ask()  # nothing was seen yet
    assert watch.look()
    with pytest.raises(SigningPaused, match="Uhren"):
        ask()


def test_a_provider_with_another_time_pauses_signing_there_and_nowhere_else(tmp_path: Path) -> None:
    watches = {"late": ClockWatch(lambda: NOW - timedelta(minutes=2), lambda: NOW), "good": ClockWatch(lambda: NOW, lambda: NOW)}
    assert all(one.look() for one in watches.values())
    require = sound_ground(
        tmp_path,
        clock=lambda: NOW,
        database_clock=lambda: NOW,
        provider_skew=lambda name: watches[name].skew,
        free_bytes=lambda _: LEAST_FREE_BYTES,
    )

    require("good")
    require()  # nobody is chosen yet
    with pytest.raises(SigningPaused, match="Signaturdienstes"):
        require("late")


def test_a_slow_answer_is_no_skew_and_a_directory_has_no_clock() -> None:
    asked_and_answered = iter([NOW, NOW + timedelta(minutes=5)])
    slow = ClockWatch(lambda: NOW + timedelta(minutes=2), lambda: next(asked_and_answered))

    assert slow.look()
    assert slow.skew == timedelta(0)
    assert not ClockWatch(lambda: None, lambda: NOW).look()


def test_a_full_disk_pauses_signing_and_is_named(tmp_path: Path) -> None:
    with pytest.raises(SigningPaused, match="Speicherplatz"):
        asked(tmp_path, free=LEAST_FREE_BYTES - 1)


def test_a_database_that_is_away_is_told_as_such(tmp_path: Path) -> None:
    def away() -> datetime:
        raise Unavailable("Die Datenbank antwortet gerade nicht.")

    with pytest.raises(Unavailable, match="Datenbank"):
        sound_ground(tmp_path, clock=lambda: NOW, database_clock=away, free_bytes=lambda _: LEAST_FREE_BYTES)()


def test_it_asks_the_real_disk_and_the_real_database(tmp_path: Path, transactions: DatabaseTransactions) -> None:
    def database_clock() -> datetime:
        with transactions(SYSTEM) as work:
            return work.backlog.server_clock()

    assert shutil.disk_usage(tmp_path).free >= LEAST_FREE_BYTES, "these tests need room, too"
    sound_ground(tmp_path, clock=clock, database_clock=database_clock)()
    with pytest.raises(SigningPaused, match="Uhren"):
        sound_ground(tmp_path, clock=lambda: clock() + timedelta(minutes=16), database_clock=database_clock)()
