"""The documents beside the Vollmacht, where the flow has them: issued once, sealed if there is a seal, the same for whoever asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from forms.reading import text_of
from service.documents.writer import FormsWriter
from service.domain.errors import Forbidden, NotFound, Unavailable
from service.domain.power_of_attorney import PowerOfAttorney
from service.use_cases.issue_letter import Letter, acceptance, revocation_confirmation, validation_report
from service.use_cases.ports import DocumentWriter, Tools
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from tests.fakes.world import World
from tests.service.use_cases.story import AGENT, TEAM_LEAD, effective, representative, signed

GRANTOR = "gross-weiss@pixelwerft.example"


class FakeSeals:
    def __init__(self) -> None:
        self.away = False
        self.times = 0

    def sealed(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        if self.away:
            raise Unavailable("Der Siegelschlüssel antwortet nicht.")
        self.times += 1
        return pdf + f"\n%sealed {reason} {self.times}".encode()


def tools(world: World, seals: FakeSeals | None = None) -> Tools:
    """With the real documents."""
    return replace(world.tools(), documents=cast(DocumentWriter, FormsWriter()), seals=seals)


def words(letter: Letter) -> str:
    return " ".join(text_of(letter.content).split())


def test_the_acceptance_names_the_signed_file_and_stays_the_same_for_ever() -> None:
    world, seals = World(), FakeSeals()
    power = effective(world)
    document = world.work.documents.of(power.id)
    first = acceptance(power.id, TEAM_LEAD, tools(world, seals))
    world.clock.now += timedelta(days=400)

    assert document is not None
    assert document.accepted_sha256 in "".join(words(first).split())
    assert power.number in words(first)
    assert "Auf eine Bedenkzeit hat der Vollmachtgeber verzichtet" in words(first)
    assert first.content.endswith(b"%sealed Annahme des Auftrags 1")
    assert acceptance(power.id, representative(world, GRANTOR), tools(world, seals)) == first
    assert [event.details["letter"] for event in world.work.audit_log.rows if event.kind == "letter:issued"] == ["acceptance"]


def test_nothing_is_accepted_before_somebody_accepts() -> None:
    world = World()
    power = signed(world)

    with pytest.raises(NotFound):
        acceptance(power.id, TEAM_LEAD, tools(world))


def test_while_the_seal_is_away_there_is_a_reading_copy_and_later_the_sealed_one() -> None:
    world, seals = World(), FakeSeals()
    power = effective(world)
    seals.away = True
    copy = acceptance(power.id, TEAM_LEAD, tools(world, seals))
    seals.away = False
    issued = acceptance(power.id, TEAM_LEAD, tools(world, seals))

    assert b"%sealed" not in copy.content
    assert issued.content == copy.content + b"\n%sealed Annahme des Auftrags 1"


def test_the_confirmation_of_a_revocation_by_a_director_says_revoked() -> None:
    world = World()
    power = effective(world)
    revoke_power_of_attorney(power.id, representative(world, GRANTOR), tools(world))
    text = words(revocation_confirmation(power.id, AGENT, tools(world)))

    assert "Stand der Vollmacht widerrufen" in text
    assert "wurde nichts aufgrund der Vollmacht veranlasst" in text


def test_the_confirmation_for_a_stranger_says_suspended_and_goes_to_the_grantor() -> None:
    world = World()
    power = effective(world)
    revoke_power_of_attorney(power.id, AGENT, tools(world), declared_by="fremd@nirgends.example")
    text = words(revocation_confirmation(power.id, AGENT, tools(world)))

    assert "ausgesetzt, bis die Berechtigung geklärt ist" in text
    assert "fremd@nirgends.example" in text
    assert "Große Elbstraße 145 a" in text


def test_without_a_revocation_there_is_nothing_to_confirm() -> None:
    world = World()
    power = effective(world)

    with pytest.raises(NotFound):
        revocation_confirmation(power.id, AGENT, tools(world))


@pytest.mark.parametrize("letter", [acceptance, revocation_confirmation, validation_report])
def test_another_reseller_learns_nothing(letter: Callable[..., Letter]) -> None:
    world = World()
    power: PowerOfAttorney = effective(world)
    stranger = replace(representative(world, GRANTOR), reseller=world.work.powers_of_attorney.get(power.id).id)

    with pytest.raises((NotFound, Forbidden)):
        letter(power.id, stranger, tools(world))
