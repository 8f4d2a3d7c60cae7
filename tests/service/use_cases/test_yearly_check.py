"""Once a year the reseller is asked whether everything is still right; his yes counts for a year, and an import does not undo it."""

from service.domain.access import OPERATOR
from service.use_cases.check_provision import ask_to_check, confirm_provision
from service.use_cases.import_records import import_records
from tests.fakes.world import World
from tests.service.pages.people import FIRST
from tests.service.use_cases.story import effective, example, representative


def letters(world: World) -> int:
    return sum(notice.kind == "provision-check" for notice in world.work.outbox.rows.values())


def after(world: World, **delta: float) -> int:
    world.clock.advance(**delta)
    ask_to_check(world.tools())
    return letters(world)


def test_a_year_after_it_took_effect_he_is_asked_once() -> None:
    world = World()
    effective(world)

    assert [after(world, days=days) for days in (364, 1, 1, 30)] == [0, 1, 1, 1]
    assert after(world, days=340) == 2


def test_his_yes_counts_for_a_year_and_survives_an_import() -> None:
    world = World()
    power = effective(world)
    after(world, days=300)
    confirm_provision(power.reseller, representative(world, FIRST), world.tools())
    import_records([example("gmbh-joint")], OPERATOR, world.tools())

    assert after(world, days=364) == 0
    assert after(world, days=1) == 1
