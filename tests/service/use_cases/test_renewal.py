"""An archived document outlives its timestamp authority: renewed in time, once, and never for the worse."""

from datetime import timedelta

import pytest

from service.domain.document import DocumentState, PowerOfAttorneyDocument
from service.domain.errors import SignatureRefused, TimestampUnavailable, Unavailable
from service.domain.power_of_attorney import PowerOfAttorney
from service.use_cases.renew_document import RENEWAL_LEAD, renew_document, renew_due
from tests.fakes.world import World
from tests.service.use_cases.story import signed

LIFE = timedelta(days=3 * 365)


def archived(world: World) -> PowerOfAttorney:
    """Its last timestamp ends in three years."""
    world.signatures.timestamps_end = world.clock() + LIFE
    return signed(world)


def document_of(world: World, power: PowerOfAttorney) -> PowerOfAttorneyDocument:
    found = world.work.documents.of(power.id)
    assert found is not None
    return found


def just_before_the_end(world: World) -> None:
    world.clock.advance(days=(LIFE - RENEWAL_LEAD).days + 1)
    world.signatures.timestamps_end = world.clock() + LIFE


def test_nothing_is_renewed_before_it_is_due() -> None:
    world = World()
    power = archived(world)
    world.clock.advance(days=(LIFE - RENEWAL_LEAD).days - 1)

    assert renew_due(world.tools()) == 0
    assert not renew_document(document_of(world, power).id, world.tools())
    assert world.archive.puts == 1


def test_what_is_due_is_archived_as_a_version_of_its_own() -> None:
    world = World()
    power = archived(world)
    before = document_of(world, power)
    just_before_the_end(world)

    assert renew_due(world.tools()) == 1

    after = document_of(world, power)
    assert after.state is DocumentState.ARCHIVED
    assert (after.revision, after.renew_by) == (before.revision + 1, world.signatures.timestamps_end)
    assert before.archive is not None
    assert after.archive is not None
    assert world.archive.objects[after.archive.key].startswith(world.archive.objects[before.archive.key])
    assert any(event.kind == "document:renewed" for event in world.work.audit_log.rows)
    assert renew_due(world.tools()) == 0


def test_without_an_authority_the_earlier_version_stays_and_is_tried_again() -> None:
    world = World()
    power = archived(world)
    before = document_of(world, power)
    just_before_the_end(world)
    world.signatures.timestamps_away = True

    with pytest.raises(TimestampUnavailable):
        renew_due(world.tools())

    assert document_of(world, power) == before
    world.signatures.timestamps_away = False
    assert renew_due(world.tools()) == 1


def test_without_an_archive_too() -> None:
    world = World()
    power = archived(world)
    before = document_of(world, power)
    just_before_the_end(world)
    world.archive.away = True

    with pytest.raises(Unavailable):
        renew_document(before.id, world.tools())

    assert document_of(world, power) == before


def test_a_renewal_that_does_not_hold_or_not_longer_is_refused() -> None:
    world = World()
    power = archived(world)
    before = document_of(world, power)
    just_before_the_end(world)
    world.signatures.timestamps_end = before.renew_by

    with pytest.raises(SignatureRefused):
        renew_document(before.id, world.tools())

    world.signatures.timestamps_end, world.signatures.verdict = world.clock() + LIFE, "INDETERMINATE"
    with pytest.raises(SignatureRefused):
        renew_document(before.id, world.tools())
    assert renew_due(world.tools()) == 0
    assert document_of(world, power) == before
