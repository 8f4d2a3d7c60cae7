"""„Meine Vorsorge“: what is done, what is missing, whose turn it is."""

from datetime import date, timedelta
from uuid import UUID

from service.domain.access import OPERATOR, Role
from service.domain.ids import ResellerId
from service.domain.power_of_attorney import PowerOfAttorney
from service.pages.provision import Block, Provision, provision_of
from service.use_cases.activate_emergency import stand_down_emergency
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from tests.fakes.world import World, staff
from tests.service.pages.people import FIRST, PROKURIST, SECOND, seen_reseller
from tests.service.use_cases.story import active, effective, imported, sign, signed, submitted


def provision(world: World, reseller: UUID, email: str = FIRST) -> Provision:
    return provision_of(seen_reseller(world, ResellerId(reseller)), email)


def vollmacht_block(world: World, power: PowerOfAttorney, email: str = FIRST) -> Block:
    return provision(world, power.reseller, email).blocks[1]


def test_at_the_beginning_nothing_is_done_and_the_next_step_is_offered() -> None:
    world = World()
    view = provision(world, imported(world))

    assert view.done == 0
    assert (view.blocks[1].label, view.blocks[1].href) == ("fehlt", "/vollmacht/neu")
    assert "ersetzt die Vollmacht nicht" in view.blocks[0].text


def test_whoever_is_asked_to_sign_is_told_that_it_is_his_turn() -> None:
    world = World()
    power = submitted(world)

    block = vollmacht_block(world, power, SECOND)

    assert (block.label, block.action) == ("Sie sind dran", "Lesen und unterschreiben")
    assert block.href == f"/vollmacht/{power.id}"


def test_who_has_signed_sees_who_is_missing() -> None:
    world = World()
    power = submitted(world)
    sign(world, power, FIRST)

    block = vollmacht_block(world, power, FIRST)

    assert (block.label, block.action) == ("offen", "Ansehen")
    assert "Zoë Șerbănescu" in block.text
    assert "Groß-Weiß" not in block.text


def test_somebody_outside_the_set_is_never_told_to_sign() -> None:
    world = World()

    assert vollmacht_block(world, submitted(world), PROKURIST).label == "offen"


def test_a_draft_is_to_be_gone_on_with_and_a_signed_one_to_be_waited_for() -> None:
    world = World()
    reseller = imported(world)
    begin_power_of_attorney(ResellerId(reseller), OPERATOR, world.tools())
    assert provision(world, reseller).blocks[1].action == "Weitermachen"

    other = World()
    assert vollmacht_block(other, signed(other)).label == "wird geprüft"


def test_an_effective_vollmacht_counts_as_done_with_its_last_day() -> None:
    world = World()

    block = vollmacht_block(world, effective(world))

    assert (block.tone, block.label) == ("good", "erledigt")
    assert "24.11.2031" in block.text


def test_an_effective_vollmacht_stays_in_sight_while_a_new_one_is_drafted() -> None:
    world = World()
    power = effective(world)
    begin_power_of_attorney(power.reseller, OPERATOR, world.tools())

    assert "wirksam" in vollmacht_block(world, power).text


def test_a_suspended_vollmacht_is_not_called_missing() -> None:
    world = World()
    power = effective(world)
    revoke_power_of_attorney(power.id, staff(Role.AGENT), world.tools(), declared_by="unbekannt@irgendwo.example")

    block = vollmacht_block(world, power)

    assert (block.tone, block.label) == ("bad", "ausgesetzt")


def test_after_a_revocation_a_new_one_may_be_prepared() -> None:
    world = World()
    power = effective(world)
    revoke_power_of_attorney(power.id, staff(Role.AGENT), world.tools(), declared_by=SECOND)

    assert vollmacht_block(world, power).href == "/vollmacht/neu"


def test_an_open_emergency_is_shown_and_an_ended_one_is_not() -> None:
    world = World()
    power = effective(world)
    case = active(world, power)
    assert [one.id for one in provision(world, power.reseller).emergencies] == [case.id]

    stand_down_emergency(case.id, staff(Role.AGENT), world.tools(), reason="hat angerufen")

    assert provision(world, power.reseller).emergencies == ()


def test_the_cooling_off_names_its_end() -> None:
    world = World()
    power = submitted(world, cooling_off=timedelta(days=14))
    for email in (FIRST, SECOND):
        sign(world, power, email)
    stored = world.work.powers_of_attorney.get(power.id)
    world.work.powers_of_attorney.save(stored.accepted(world.clock()))

    block = vollmacht_block(world, power)

    assert (block.tone, block.label) == ("wait", "läuft")
    assert f"{date(2026, 12, 8):%d.%m.%Y}" in block.text
