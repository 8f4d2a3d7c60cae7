"""An archived document is locked as long as its Vollmacht lives and six years on; not for ever, and not by luck."""

from datetime import UTC, datetime, timedelta

import pytest

from service.domain.document import ArchiveReceipt
from service.domain.errors import Unavailable
from service.domain.power_of_attorney import PowerOfAttorney
from service.domain.retention import EXTENDED_BELOW, retention_ends_at
from service.use_cases.extend_locks import extend_due
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from tests.fakes.world import World
from tests.service.use_cases.story import AGENT, signed


def receipt_of(world: World, power: PowerOfAttorney) -> ArchiveReceipt:
    document = world.work.documents.of(power.id)
    assert document is not None
    assert document.archive is not None
    return document.archive


def test_a_fresh_lock_is_left_alone_and_later_it_rolls_on_month_by_month() -> None:
    world = World()
    power = signed(world)
    assert extend_due(world.tools()) == 0

    for _ in range(30):
        world.clock.advance(days=75)
        assert extend_due(world.tools()) == 1
        assert extend_due(world.tools()) == 0
        assert receipt_of(world, power).retain_until == world.clock() + timedelta(days=400)
    events = [event for event in world.work.audit_log.rows if event.kind == "document:lock-extended"]
    assert len(events) == 30


def test_after_the_end_it_is_locked_until_the_end_of_the_sixth_year_and_no_longer() -> None:
    world = World()
    power = signed(world)
    revoke_power_of_attorney(power.id, AGENT, world.tools(), declared_by=power.signers[0].representative.email)
    ended_at = world.work.powers_of_attorney.get(power.id).ended_at
    ends_at = retention_ends_at(ended_at)
    assert ends_at is not None

    while world.clock() < ends_at:
        world.clock.advance(days=60)
        extend_due(world.tools())

    assert receipt_of(world, power).retain_until == ends_at
    assert receipt_of(world, power).is_final
    assert extend_due(world.tools()) == 0


def test_retention_ends_with_the_year_in_berlin() -> None:
    assert retention_ends_at(None) is None
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 2027 in Berlin
    assert str(retention_ends_at(late - timedelta(hours=1))) == "2033-01-01 00:00:00+01:00"
    assert str(retention_ends_at(late)) == "2034-01-01 00:00:00+01:00"


def test_while_the_store_is_away_nothing_is_noted_and_it_is_tried_again() -> None:
    world = World()
    power = signed(world)
    before = receipt_of(world, power)
    world.clock.advance(days=(timedelta(days=400) - EXTENDED_BELOW).days + 1)
    world.archive.away = True
    with pytest.raises(Unavailable):
        extend_due(world.tools())
    assert receipt_of(world, power) == before

    world.archive.away = False
    assert extend_due(world.tools()) == 1
