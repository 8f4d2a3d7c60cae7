"""Who is calling: levels, the passphrase with its lock, and answers that give nothing away."""

import pytest

from service.domain.access import Role
from service.domain.caller import CallerFacts, CallerLevel, CallOutcome, StrongProof, caller_level
from service.domain.emergency_case import Ground
from service.domain.emergency_contact import EmergencyContact
from service.domain.errors import Forbidden
from service.domain.ids import EmergencyContactId, ResellerId
from service.use_cases.report_emergency import report_emergency
from service.use_cases.verify_caller import log_call, verify_caller
from tests.fakes.world import World, staff
from tests.service.use_cases.story import AGENT, imported

RIGHT = "Apfelkuchen 7"


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (CallerFacts(), CallerLevel.UNKNOWN),
        (CallerFacts(knows_code=True), CallerLevel.KNOWS_CODE),
        (CallerFacts(called_back=True), CallerLevel.UNKNOWN),
        (CallerFacts(passphrase_right=True), CallerLevel.UNKNOWN),
        (CallerFacts(called_back=True, passphrase_right=False), CallerLevel.UNKNOWN),
        (CallerFacts(called_back=True, passphrase_right=True), CallerLevel.CALLED_BACK),
        (CallerFacts(proof=StrongProof.DEED), CallerLevel.PROVEN),
    ],
)
def test_each_level_needs_what_it_needs(facts: CallerFacts, level: CallerLevel) -> None:
    assert caller_level(facts) is level


class Desk:
    """A reseller whose first contact has a passphrase."""

    def __init__(self) -> None:
        self.world = World()
        self.reseller = ResellerId(imported(self.world))
        first = self.world.work.emergency_contacts.of(self.reseller)[-1]
        now = self.world.clock()
        ready = first.invited(now).accepted(now).reachable("+49 1", f"hash:{RIGHT}", now)
        self.world.work.emergency_contacts.save(ready)
        self.contact = EmergencyContactId(first.id)

    def check(self, passphrase: str, *, contact: EmergencyContactId | None = None) -> bool | None:
        found = verify_caller(
            self.reseller, AGENT, self.world.tools(), called_back=True, contact=contact or self.contact, passphrase=passphrase
        )
        return found.facts.passphrase_right

    def stored(self) -> EmergencyContact:
        found: EmergencyContact = self.world.work.emergency_contacts.get(self.contact)
        return found


def test_the_right_passphrase_after_a_call_back_is_level_two() -> None:
    desk = Desk()
    found = verify_caller(
        desk.reseller, AGENT, desk.world.tools(), called_back=True, contact=desk.contact, passphrase=f" {RIGHT} "
    )

    assert found.level is CallerLevel.CALLED_BACK


def test_three_wrong_ones_lock_it_and_then_the_right_one_sounds_wrong_too() -> None:
    desk = Desk()
    assert [desk.check("falsch") for _ in range(3)] == [False] * 3
    assert desk.stored().is_locked
    assert desk.check(RIGHT) is False

    told = [one.recipient for one in desk.world.work.outbox.rows.values() if one.kind == "emergency-contact-locked"]
    assert told == [desk.stored().named.email.casefold()]
    assert "emergency-contact:passphrase-locked" in desk.world.work.audit_log.kinds()


def test_a_right_one_forgets_the_wrong_ones() -> None:
    desk = Desk()
    for passphrase in ("falsch", "falsch", RIGHT, "falsch", "falsch"):
        desk.check(passphrase)

    assert desk.check(RIGHT) is True


def test_nobody_stored_and_no_passphrase_set_sound_like_a_wrong_answer() -> None:
    desk = Desk()
    other = next(one for one in desk.world.work.emergency_contacts.of(desk.reseller) if one.id != desk.contact)

    assert desk.check(RIGHT, contact=EmergencyContactId(desk.reseller)) is False
    assert desk.check(RIGHT, contact=other.id) is False
    assert desk.stored().failed_tries == 0


def test_the_case_code_is_compared_without_case_and_hyphens() -> None:
    desk = Desk()
    case = report_emergency(desk.reseller, AGENT, desk.world.tools(), ground=Ground.DEATH, reporter="heir")
    spoken = case.code.replace("-", " ").lower()

    assert verify_caller(desk.reseller, AGENT, desk.world.tools(), code=spoken).level is CallerLevel.KNOWS_CODE
    assert verify_caller(desk.reseller, AGENT, desk.world.tools(), code="N-0000-0000").level is CallerLevel.UNKNOWN


def test_without_an_open_case_no_code_is_right() -> None:
    desk = Desk()

    assert verify_caller(desk.reseller, AGENT, desk.world.tools(), code="").level is CallerLevel.UNKNOWN
    assert verify_caller(desk.reseller, AGENT, desk.world.tools(), code="---").level is CallerLevel.UNKNOWN


def test_the_log_knows_time_level_and_result_and_nothing_that_was_said() -> None:
    desk = Desk()
    desk.check("Geheimnis 123")
    log_call(desk.reseller, AGENT, desk.world.tools(), level=CallerLevel.UNKNOWN, outcome=CallOutcome.REFUSED)

    event = desk.world.work.audit_log.rows[-1]
    assert (event.kind, event.details) == ("call:logged", {"level": 0, "outcome": "REFUSED"})
    assert all("Geheimnis" not in str(one) for one in desk.world.work.audit_log.rows)


def test_only_support_takes_calls() -> None:
    desk = Desk()

    with pytest.raises(Forbidden):
        verify_caller(desk.reseller, staff(Role.ADMIN), desk.world.tools())
