"""Reading the archive again: what is odd is told, and noted where people look."""

import pytest

from service.domain.archive_check import Irregularity, IrregularityCode
from service.domain.errors import Unavailable
from service.use_cases.verify_archive import verify_archive
from tests.fakes.world import World
from tests.service.use_cases.story import signed


def test_an_archive_as_it_was_written_is_intact() -> None:
    world = World()
    signed(world)

    check = verify_archive(world.tools())

    assert (check.checked, check.odd, check.unknown, check.has_loss) == (1, (), (), False)


@pytest.mark.parametrize(
    ("code", "loss"),
    [
        (IrregularityCode.MISSING, True),
        (IrregularityCode.CHANGED, True),
        (IrregularityCode.UNLOCKED, True),
        (IrregularityCode.LOCK_ENDED, True),
        (IrregularityCode.MANIFEST_MISSING, True),
        (IrregularityCode.OTHER_VERSION, False),
        (IrregularityCode.SURPLUS_VERSION, False),
        (IrregularityCode.DELETE_MARKER, False),
    ],
)
def test_each_irregularity_is_told_with_its_vollmacht(code: IrregularityCode, loss: bool) -> None:
    world = World()
    power = signed(world)
    key = next(iter(world.archive.objects))
    world.archive.odd[key] = [Irregularity(code, key, "2")]

    check = verify_archive(world.tools())

    assert [one.power_of_attorney for one in check.odd] == [power.id]
    assert check.has_loss is loss


def test_a_version_beside_a_document_is_noted_once_and_its_end_as_well() -> None:
    world = World()
    power = signed(world)
    key = next(iter(world.archive.objects))
    beside = [Irregularity(IrregularityCode.SURPLUS_VERSION, key, "2"), Irregularity(IrregularityCode.DELETE_MARKER, key, "3")]

    for found in (beside, beside, []):
        world.archive.odd[key] = found
        verify_archive(world.tools())
        document = world.work.documents.of(power.id)
        assert document is not None
        assert document.archive is not None
        assert document.archive.surplus == len(found)
    noted = [event.details["surplus"] for event in world.work.audit_log.rows if event.kind == "document:surplus-found"]
    assert noted == [2, 0]


def test_a_document_the_database_does_not_know_is_told_but_not_one_that_is_just_being_archived() -> None:
    world = World()
    signed(world)
    world.archive.objects["poa/2026/another/1-abc.pdf"] = b"of a later time than the restored backup"

    check = verify_archive(world.tools())

    assert [(one.code, one.key) for one in check.unknown] == [(IrregularityCode.UNKNOWN_DOCUMENT, "poa/2026/another/1-abc.pdf")]
    assert not check.has_loss


def test_a_store_that_is_away_is_no_verdict() -> None:
    world = World()
    signed(world)
    world.archive.away = True

    with pytest.raises(Unavailable):
        verify_archive(world.tools())
