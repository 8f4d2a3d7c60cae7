"""The grantor sees who looked at his Vollmacht and when; his own reading is not held up to him."""

from service.domain.access import Role
from service.domain.parties import Scope
from service.use_cases.check_authority import CheckRequest, check_authority
from service.use_cases.note_look import note_look
from service.use_cases.view_power_of_attorney import read_document, view_power_of_attorney
from tests.fakes.world import World, staff
from tests.service.pages.people import FIRST, grantor, vollmacht_of
from tests.service.use_cases.story import AGENT, effective, imported, representative


def looks(world: World, power_id: object) -> list[tuple[str, str]]:
    seen = view_power_of_attorney(power_id, representative(world, FIRST), world.tools())  # type: ignore[arg-type]
    return [(event.kind, str(event.details.get("role"))) for event in seen.looks]


def test_a_look_of_the_support_is_noted_once_an_hour() -> None:
    world = World()
    power = effective(world)
    for minutes in (0, 30, 31):
        world.clock.advance(minutes=minutes)
        note_look(power.id, AGENT, world.tools())

    assert looks(world, power.id) == [("power-of-attorney:viewed", "agent")] * 2


def test_reading_the_file_and_asking_may_i_are_seen_too_and_ones_own_look_is_not() -> None:
    world = World()
    power = effective(world)
    note_look(power.id, representative(world, FIRST), world.tools())
    read_document(power.id, staff(Role.AUDITOR), world.tools())
    world.clock.advance(minutes=1)
    check_authority(CheckRequest("K-10472", Scope.RENEW_DOMAIN), AGENT, world.tools())

    assert looks(world, power.id) == [("authority:decided", "agent"), ("document:read", "auditor")]


def test_the_page_names_roles_not_colleagues() -> None:
    world = World()
    power = effective(world)
    imported(world, "sole-trader")
    note_look(power.id, AGENT, world.tools())
    read_document(power.id, representative(world, FIRST), world.tools())

    page = vollmacht_of(world, power.id, grantor(world))
    assert ("Unser Support", "hat die Vollmacht angesehen") in {(who, what) for _, who, what in page.looks}
    assert all("@" not in who for _, who, _ in page.looks)
