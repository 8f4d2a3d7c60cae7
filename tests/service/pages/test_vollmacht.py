"""One Vollmacht's page for each who looks, and the page after each leg of signing."""

from dataclasses import replace
from typing import Any

import pytest

from service.domain.access import OPERATOR, Role
from service.domain.errors import Conflict, SigningFailed
from service.domain.power_of_attorney import State
from service.domain.signature_request import FailureCause, Leg, SignatureRequest, SignatureState
from service.pages.signing import FAILURES, SigningPage, busy, signing_page
from service.pages.vollmacht import vollmacht_page
from service.pages.vollmacht_words import ENDED
from service.use_cases.accept_power_of_attorney import reject_power_of_attorney
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.begin_signature import begin_signature
from service.use_cases.ports import Redirect
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from tests.fakes.world import World, staff
from tests.service.pages.people import FIRST, PROKURIST, SECOND, grantor, seen, staff_member, vollmacht_of
from tests.service.use_cases.story import REDIRECT, effective, imported, representative, sign, signed, submitted


def test_a_signer_is_asked_until_he_has_signed() -> None:
    world = World()
    power = submitted(world)
    before = vollmacht_of(world, power.id, grantor(world))
    assert before.my_turn
    assert "Sie sind an der Reihe" in before.next_step

    sign(world, power, FIRST)

    after = vollmacht_of(world, power.id, grantor(world))
    assert not after.my_turn
    assert after.next_step.startswith("Es fehlt noch: Zoë Șerbănescu.")
    assert [(one.signed, one.is_me) for one in after.signers] == [(True, True), (False, False)]


def test_a_prokurist_outside_the_set_is_not_asked() -> None:
    world = World()

    assert not vollmacht_of(world, submitted(world).id, grantor(world, PROKURIST)).my_turn


def test_staff_with_a_signers_address_are_not_asked() -> None:
    world = World()
    agent = staff_member(Role.AGENT)
    power = submitted(world)
    same_address = replace(agent, user=replace(agent.user, email=FIRST))

    page = vollmacht_of(world, power.id, same_address)

    assert not page.my_turn
    assert not any(one.is_me for one in page.signers)


def test_the_grantor_reads_why_his_vollmacht_was_rejected_as_his_letter_promises() -> None:
    world = World()
    power = signed(world)
    reject_power_of_attorney(power.id, staff(Role.TEAM_LEAD), world.tools(), reason="Der Auszug ist zu alt.")

    page = vollmacht_of(world, power.id, grantor(world))

    assert (page.ended_because, page.ended_inside) == ("Der Auszug ist zu alt.", False)


def test_a_draft_can_be_discarded_but_not_revoked() -> None:
    world = World()
    reseller = imported(world)
    draft = begin_power_of_attorney(world.work.resellers.get(reseller).id, OPERATOR, world.tools())

    page = vollmacht_of(world, draft.id, grantor(world))

    assert (page.discard, page.revocable, page.is_draft) == ("Entwurf verwerfen", False, True)
    assert vollmacht_of(world, draft.id, staff_member(Role.AGENT)).discard is None


def test_while_signatures_are_awaited_the_grantor_discards_and_staff_take_in_revocations() -> None:
    world = World()
    power = submitted(world)
    sign(world, power, FIRST)

    mine, others = vollmacht_of(world, power.id, grantor(world)), vollmacht_of(world, power.id, grantor(world, SECOND))

    assert (mine.discard, mine.revocable) == ("Vollmacht zurückziehen", False)
    assert others.discard == "Ich unterschreibe nicht"
    assert vollmacht_of(world, power.id, staff_member(Role.AGENT)).revocable


@pytest.mark.parametrize("email", [FIRST, SECOND, PROKURIST])
def test_every_representative_is_offered_the_revocation_of_an_effective_vollmacht(email: str) -> None:
    world = World()

    assert vollmacht_of(world, effective(world).id, grantor(world, email)).revocable


def test_an_auditor_only_looks_and_takes_the_package() -> None:
    world = World()

    page = vollmacht_of(world, effective(world).id, staff_member(Role.AUDITOR))

    assert page.exportable
    assert (page.revocable, page.my_turn, page.uploadable) == (False, False, False)
    assert page.discard is None


def test_the_page_waits_until_the_document_lies_archived() -> None:
    world = World()
    power = submitted(world)
    for email in (FIRST, SECOND):
        sign(world, power, email)
    assert vollmacht_of(world, power.id, grantor(world)).waits

    other = World()
    assert not vollmacht_of(other, signed(other).id, grantor(other)).waits


def test_after_a_revocation_nothing_is_offered_any_more() -> None:
    world = World()
    power = effective(world)
    revoke_power_of_attorney(power.id, representative(world, SECOND), world.tools())

    page = vollmacht_of(world, power.id, grantor(world))

    assert (page.label, page.revocable, page.discard) == ("widerrufen", False, None)
    assert page.events[0][1] == "widerrufen"


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_next_step(state: State) -> None:
    world = World()
    view = seen(world, signed(world))

    page = vollmacht_page(replace(view, power=replace(view.power, state=state)), grantor(world))

    assert page.next_step
    assert (state in ENDED) is (page.next_step in ENDED.values())


def request(world: World, **changes: object) -> tuple[SignatureRequest, SigningPage]:
    """The first director's leg, changed so, and the page he sees."""
    power = submitted(world)
    begin_signature(power.id, representative(world, FIRST), world.tools(), redirect_uri=REDIRECT)
    leg: SignatureRequest = replace(next(iter(world.work.signature_requests.rows.values())), **changes)
    return leg, signing_page(leg, vollmacht_of(world, power.id, grantor(world)))


@pytest.mark.parametrize("cause", list(FailureCause))
def test_every_failure_has_its_own_title_and_the_causes_own_text(cause: FailureCause) -> None:
    _, page = request(World(), state=SignatureState.FAILED, failure=cause, failure_text="So kam es.")

    assert (page.title, page.text, page.tone) == (FAILURES[cause][0], "So kam es.", "bad")
    assert page.again
    assert not page.waits


def test_no_two_failures_share_a_title() -> None:
    assert len({title for title, _ in FAILURES.values()}) == len(FailureCause)


def test_who_left_the_provider_is_offered_to_go_on_and_not_told_to_wait() -> None:
    _, page = request(World())

    assert (page.title, page.again, page.waits) == ("Noch nicht unterschrieben", "Fortsetzen", False)


def test_after_the_consent_an_outage_only_waits() -> None:
    _, page = request(World(), leg=Leg.AUTHORISED)

    assert (page.again, page.waits) == (None, True)
    assert "Ihre Zustimmung ist gespeichert" in page.advice


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"leg": Leg.STAMPING}, "Wir warten auf den Zeitstempel"),
        ({"leg": None, "state": SignatureState.SIGNED, "tries": 1}, "Wir warten auf eine Auskunft"),
    ],
)
def test_whoever_is_away_after_the_signature_is_named_and_the_signer_has_nothing_to_do(
    changes: dict[str, Any], title: str
) -> None:
    _, page = request(World(), **changes)

    assert (page.title, page.again, page.waits) == (title, None, True)
    assert "gespeichert" in page.advice


@pytest.mark.parametrize("state", [SignatureState.SIGNED, SignatureState.VALIDATED])
def test_a_signature_that_came_is_being_checked(state: SignatureState) -> None:
    _, page = request(World(), state=state, leg=None)

    assert (page.title, page.waits) == ("Ihre Unterschrift wird geprüft", True)


def test_after_the_signature_the_page_says_what_comes_next() -> None:
    world = World()
    power = submitted(world)
    leg = sign(world, power, FIRST)
    assert not isinstance(leg, Redirect)

    page = signing_page(leg, vollmacht_of(world, power.id, grantor(world)))

    assert (page.title, page.tone, page.again) == ("Ihre Unterschrift ist angenommen", "good", None)
    assert "Zoë Șerbănescu" in page.advice


def test_a_failed_leg_of_a_vollmacht_that_is_over_offers_nothing() -> None:
    world = World()
    leg, _ = request(world, state=SignatureState.FAILED, failure=FailureCause.STALE, failure_text="Verworfen.")
    power = world.work.powers_of_attorney.get(leg.power_of_attorney)
    world.work.powers_of_attorney.save(power.discarded(world.clock()))

    assert signing_page(leg, vollmacht_of(world, power.id, grantor(world))).again is None


def test_the_second_director_hears_who_is_at_it_and_until_when() -> None:
    world = World()
    power = submitted(world)
    begin_signature(power.id, representative(world, FIRST), world.tools(), redirect_uri=REDIRECT)
    with pytest.raises(Conflict):
        begin_signature(power.id, representative(world, SECOND), world.tools(), redirect_uri=REDIRECT)

    other = busy(seen(world, power), SECOND)

    assert other is not None
    assert other.name == "Dr. Jürgen Maximilian Groß-Weiß"
    assert other.free_at is not None
    assert other.free_at > world.clock()
    assert busy(seen(world, power), FIRST) is None


def test_no_end_is_promised_while_somebody_else_is_waited_for() -> None:
    world = World()
    power = submitted(world)
    world.signatures.outage = SigningFailed("PROVIDER_OUTAGE", "Keine Antwort.")
    sign(world, power, FIRST)

    other = busy(seen(world, power), SECOND)

    assert other is not None
    assert other.free_at is None


def test_nobody_is_at_it_after_a_declined_leg() -> None:
    world = World()
    world.signatures.outage = SigningFailed("DECLINED", "Abgelehnt.")
    power = submitted(world)
    sign(world, power, FIRST)

    assert busy(seen(world, power), SECOND) is None
