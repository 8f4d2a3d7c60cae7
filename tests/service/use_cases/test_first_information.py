"""The first letter to an end customer and the code on it: who holds both code and domain sees whether it is true, nobody else anything."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import cast
from uuid import UUID

import pytest

from forms.reading import text_of
from service.documents.writer import FormsWriter
from service.domain.access import Role
from service.domain.authority import AuthorityDecision
from service.domain.errors import Forbidden, InputRefused, NotFound, WrongState
from service.domain.ids import DecisionId
from service.domain.parties import Scope
from service.domain.verification_code import SYMBOLS, VALID_FOR, digest_of, new_code, typed_domain
from service.use_cases.activate_emergency import stand_down_emergency
from service.use_cases.approve_emergency import approve_emergency
from service.use_cases.check_authority import CheckRequest, check_authority, log_contact
from service.use_cases.issue_first_information import UNREADABLE_CODE, issue_first_information, read_first_information
from service.use_cases.look_up_code import PairUnknown, PublicStanding, Standing, forget_codes, look_up_code, object_by_code
from service.use_cases.pause_emergency import SignOfLife, pause_emergency
from service.use_cases.ports import DocumentWriter, Tools
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from tests.fakes.world import World, staff
from tests.service.use_cases.story import AGENT, TEAM_LEAD, active, effective, read_all, representative, requested

DOMAIN = "cafe-groessenwahn.example"
CODE = re.compile(rf"V(-[{SYMBOLS}]{{4}}){{3}}")


def tools(world: World) -> Tools:
    """With the real documents."""
    return replace(world.tools(), documents=cast(DocumentWriter, FormsWriter()))


def ask(world: World, action: Scope = Scope.INFORM_END_CUSTOMER, end_customer: str = "EK-88213") -> AuthorityDecision:
    return check_authority(CheckRequest("K-10472", action, end_customer=end_customer), AGENT, world.tools())


def words(content: bytes) -> str:
    return " ".join(text_of(content).split())


def letter(world: World) -> tuple[str, str]:
    """The letter's text and the code on it."""
    text = words(issue_first_information(ask(world).id, AGENT, tools(world)).content)
    found = CODE.search(text)
    assert found is not None, text
    return text, found.group()


def look(world: World, code: str, domain: str = DOMAIN) -> PublicStanding:
    return look_up_code(code, domain, "Søren Ångström", world.tools())


def test_the_letter_names_its_recipient_only_and_offers_what_was_approved() -> None:
    world = World()
    power = effective(world)
    case = requested(world, power)
    read_all(world, case)
    narrower = (Scope.INFORM_END_CUSTOMER, Scope.CONTINUE_HOSTING)
    approve_emergency(case.id, TEAM_LEAD, world.tools(), reason="Urkunde liegt vor.", scopes=narrower)

    text, code = letter(world)

    assert "Café Größenwahn Inh. Søren Ångström" in text
    assert DOMAIN in text
    assert "Thönnes" not in text
    assert power.number in text
    assert code in text
    assert "Daten erhalten" not in text, "granted, but not approved this time"
    assert "TESTDOKUMENT" in text


def test_who_holds_code_and_domain_sees_who_acts_for_whom() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    _, code = letter(world)

    seen = look(world, code.lower().replace("-", " "), f"https://www.{DOMAIN.upper()}/")

    assert seen.standing is Standing.ACTING
    assert seen.grantor == "Pixelwerft Agentur für digitale Räume GmbH"
    assert seen.number == power.number
    assert seen.domains == (DOMAIN,)
    assert Scope.INFORM_END_CUSTOMER in seen.scopes
    assert [(one.viewer, one.end_customer) for one in world.work.verification_codes.looks_at(power.id)] == [
        ("Søren Ångström", "EK-88213")
    ]


@pytest.mark.parametrize(("code", "domain"), [(None, "baeckerei-thoennes.example"), ("V-3333-6666-7777", DOMAIN), ("", "")])
def test_any_other_pair_is_one_answer(code: str | None, domain: str) -> None:
    world = World()
    active(world, effective(world))
    _, right = letter(world)

    with pytest.raises(InputRefused if code == "" else PairUnknown):
        look(world, right if code is None else code, domain)
    assert not world.work.verification_codes.looks


def test_neither_the_database_nor_the_file_copy_holds_the_code() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    _, code = letter(world)
    kept = next(iter(world.work.verification_codes.rows.values()))
    copy = words(read_first_information(kept.case, kept.id, TEAM_LEAD, world.tools()).content)

    assert code not in repr(kept)
    assert UNREADABLE_CODE in copy
    assert code not in copy
    with pytest.raises(NotFound):
        read_first_information(kept.case, UUID(int=7), TEAM_LEAD, world.tools())
    with pytest.raises(Forbidden):
        read_first_information(kept.case, kept.id, staff(Role.AUDITOR), world.tools())


def test_a_second_letter_takes_the_first_ones_code_away() -> None:
    world = World()
    active(world, effective(world))
    first, second = letter(world)[1], letter(world)[1]

    assert first != second
    assert look(world, second).standing is Standing.ACTING
    with pytest.raises(PairUnknown):
        look(world, first)


def test_a_pause_is_shown_as_suspended_and_a_revocation_as_ended() -> None:
    world = World()
    power = effective(world)
    case = active(world, power)
    _, code = letter(world)
    pause_emergency(case.id, AGENT, world.tools(), sign=SignOfLife.CALL)

    assert look(world, code).standing is Standing.SUSPENDED

    revoke_power_of_attorney(power.id, representative(world, "zoe@pixelwerft.example"), world.tools())

    assert look(world, code).standing is Standing.ENDED


def test_a_stood_down_emergency_and_one_past_its_days_are_ended() -> None:
    world = World()
    case = active(world, effective(world))
    _, code = letter(world)
    until = case.active_until
    assert until is not None
    world.clock.now = until - timedelta(seconds=1)
    before = look(world, code).standing
    world.clock.now = until

    assert before is Standing.ACTING
    # The code of this letter ends with the case's thirty days, too.
    assert look(world, code).standing is not Standing.ACTING

    stand_down_emergency(case.id, TEAM_LEAD, world.tools(), reason="Er hat angerufen.")
    assert look(world, code).standing is not Standing.ACTING


def test_an_old_code_says_only_that_it_is_old_and_is_forgotten_in_the_end() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    _, code = letter(world)
    world.clock.now += VALID_FOR

    assert look(world, code).standing is Standing.CODE_EXPIRED
    assert not world.work.verification_codes.looks
    with pytest.raises(PairUnknown):
        object_by_code(code, DOMAIN, world.tools())

    world.clock.now += timedelta(days=181)
    assert forget_codes(world.tools()) == 1
    assert forget_codes(world.tools()) == 0
    with pytest.raises(PairUnknown):
        look(world, code)


def test_who_looked_is_forgotten_after_three_years() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    _, code = letter(world)
    look(world, code)
    world.clock.now += timedelta(days=3 * 365)
    forget_codes(world.tools())
    assert world.work.verification_codes.looks_at(power.id)

    world.clock.now += timedelta(days=4)
    forget_codes(world.tools())
    assert not world.work.verification_codes.looks_at(power.id)


def test_please_do_not_contact_me_acts_at_once() -> None:
    world = World()
    active(world, effective(world))
    decision = ask(world)
    _, code = letter(world)

    assert object_by_code(code, DOMAIN, world.tools()).objected
    assert object_by_code(code, DOMAIN, world.tools()).objected, "saying it twice is saying it once"
    assert not ask(world).allowed
    with pytest.raises(WrongState, match="nicht erlaubt"):
        issue_first_information(decision.id, AGENT, tools(world))


def test_no_letter_without_permission_for_another_act_or_after_the_first_one() -> None:
    world = World()
    effective(world)
    denied = ask(world)
    with pytest.raises(WrongState, match="nicht erlaubt"):
        issue_first_information(denied.id, AGENT, tools(world))

    other = World()
    active(other, effective(other))
    for decision in (ask(other, Scope.RENEW_DOMAIN), ask(other)):
        if decision.action is Scope.INFORM_END_CUSTOMER:
            log_contact(decision.id, AGENT, other.tools(), outcome="Brief", notice_given=True)
        with pytest.raises(WrongState, match="zum ersten Mal"):
            issue_first_information(decision.id, AGENT, tools(other))
    with pytest.raises(Forbidden):
        issue_first_information(DecisionId(decision.id), staff(Role.AUDITOR), tools(other))
    assert not other.work.verification_codes.rows


def test_without_a_domain_there_is_nothing_to_check_with() -> None:
    world = World()
    power = effective(world)
    active(world, power)
    customers = [replace(one, domains=()) for one in world.work.end_customers.of(power.reseller)]
    world.work.end_customers.replace(power.reseller, customers)

    with pytest.raises(WrongState, match="keine Domain"):
        issue_first_information(ask(world).id, AGENT, tools(world))
    assert not world.work.letters.rows or all(kind != "first-information" for kind, _ in world.work.letters.rows)


@pytest.mark.parametrize(
    "typed",
    [
        "müller.de",
        "MÜLLER.de.",
        "www.müller.de",
        "https://müller.de/kontakt?x=1",
        "http://www.müller.de:8080",
        "info@müller.de",
        "xn--mller-kva.de",
        " müller.de ",
    ],
)
def test_a_domain_is_known_however_it_is_typed(typed: str) -> None:
    assert typed_domain(typed) == "xn--mller-kva.de"


@pytest.mark.parametrize("typed", ["", ".", "a..b", "ü" * 300, "http://", "@", "[::1]", "\u202e.de"])
def test_what_is_no_domain_opens_nothing_and_breaks_nothing(typed: str) -> None:
    assert digest_of("V-3333-6666-7777", typed) != digest_of("V-3333-6666-7777", DOMAIN)


def test_codes_come_from_the_whole_token_and_use_our_symbols_only() -> None:
    codes = {new_code(f"token-{number}") for number in range(500)}

    assert len(codes) == 500
    assert all(CODE.fullmatch(code) for code in codes)
    assert {symbol for code in codes for symbol in code[2:].replace("-", "")} == set(SYMBOLS)
