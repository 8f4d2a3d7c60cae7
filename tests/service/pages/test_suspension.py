"""Clearing a suspension, through HTTP: who sees it, what two people say one after the other, what is refused and in which words."""

from dataclasses import replace
from uuid import UUID

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.domain.access import Role
from service.domain.errors import FourEyesRequired
from service.domain.ids import PowerOfAttorneyId
from service.use_cases.manage_users import create_user
from service.use_cases.suspend_power_of_attorney import clear_suspension
from service.use_cases.view_suspension import view_suspension
from tests.fakes.world import staff
from tests.service.api.test_story import active, effective, post
from tests.service.conftest import PASSWORD, Site
from tests.service.pages.test_name_review import token_in

GRANTOR, STRANGER = "gross-weiss@pixelwerft.example", "hallo@ineskraemer.example"
AGENT, LEAD, OTHER = "agent@hoster.example", "team_lead@hoster.example", "zweite@hoster.example"
# Everybody who is no team lead: other staff, the grantor, and another tenant.
OTHERS = (AGENT, "auditor@hoster.example", "admin@hoster.example", GRANTOR, STRANGER)


@pytest.fixture
def resting(site: Site) -> str:
    """Id of an effective Vollmacht that somebody disputes; there are two team leads."""
    create_user(OTHER, Role.TEAM_LEAD, site.tools, password=PASSWORD, name="Nadia Öztürk")
    power = effective(site)
    post(site, AGENT, f"/v1/powers-of-attorney/{power}/suspension", {"ground": "DISPUTE"})
    return power


def state_of(site: Site, power: str) -> str:
    return str(site.api(AGENT).get(f"/v1/powers-of-attorney/{power}").json()["state"])


def agree(browser: TestClient, power: str, reason: str, *, rests_seen: int = 1) -> Response:
    token = token_in(browser.get("/konto").text)
    data = {"csrf_token": token, "reason": reason, "rests_seen": str(rests_seen)}
    return browser.post(f"/aussetzung/{power}/aufheben", data=data)


def test_two_team_leads_clear_it_one_after_the_other(site: Site, resting: str) -> None:
    first, second = site.browser(LEAD), site.browser(OTHER)
    assert f'href="/aussetzung/{resting}">Aussetzung klären' in first.get(f"/vollmacht/{resting}").text
    page = first.get(f"/aussetzung/{resting}").text
    assert "Jemand bestreitet die Vollmacht." in page
    assert "Als erste Person zustimmen" in page

    once = agree(first, resting, "Der Bruder hat seinen Einspruch zurückgenommen.")
    assert (once.status_code, once.headers["location"]) == (303, f"/aussetzung/{resting}")
    assert state_of(site, resting) == "SUSPENDED"
    mine = first.get(f"/aussetzung/{resting}").text
    assert "Sie haben am" in mine
    assert "wenn eine andere Person aus der Teamleitung es auch tut" in mine
    assert "<button>Als erste" not in mine
    assert "<button>Aussetzung aufheben" not in mine

    theirs = second.get(f"/aussetzung/{resting}").text
    assert "team_lead@hoster.example hat am" in theirs
    assert "Der Bruder hat seinen Einspruch zurückgenommen." in theirs
    assert "wieder den Stand „wirksam“" in theirs
    twice = agree(second, resting, "Schreiben des Bruders gelesen.")
    assert twice.headers["location"] == f"/vollmacht/{resting}"
    assert state_of(site, resting) == "EFFECTIVE"


def test_support_suspends_at_once_and_what_was_said_when_it_was_cleared_stays_readable_for_the_team(site: Site) -> None:
    create_user(OTHER, Role.TEAM_LEAD, site.tools, password=PASSWORD)
    power, agent = effective(site), site.browser(AGENT)
    page = agent.get(f"/vollmacht/{power}").text
    assert "UNVERIFIED_REVOCATION" not in page
    data = {"csrf_token": token_in(page), "suspension": "REGISTER_CHANGE"}
    assert agent.post(f"/vollmacht/{power}/aussetzen", data=data).headers["location"] == f"/vollmacht/{power}"
    assert state_of(site, power) == "SUSPENDED"
    agree(site.browser(LEAD), power, "Neuer Auszug liegt vor.")
    agree(site.browser(OTHER), power, "Auszug gelesen.")

    after = agent.get(f"/vollmacht/{power}").text

    assert "„Neuer Auszug liegt vor.“" in after
    assert "„Auszug gelesen.“" in after
    grantor = site.browser(GRANTOR)
    theirs = grantor.get(f"/vollmacht/{power}").text
    assert "Auszug" not in theirs
    assert "aussetzen" not in theirs
    refused = grantor.post(f"/vollmacht/{power}/aussetzen", data=data | {"csrf_token": token_in(theirs)})
    assert (refused.status_code, state_of(site, power)) == (403, "EFFECTIVE")


def test_the_queue_lists_it_says_whose_turn_it_is_and_the_menu_counts(site: Site, resting: str) -> None:
    first, second = site.browser(LEAD), site.browser(OTHER)
    queue = first.get("/freigaben").text
    assert "Ausgesetzte Vollmachten" in queue
    assert "es fehlen zwei Personen" in queue
    assert "Freigaben (1)</a>" in queue

    agree(first, resting, "Geklärt.")

    assert "Sie haben zugestimmt, es fehlt die zweite Person" in first.get("/freigaben").text
    assert ">es fehlt die zweite Person<" in second.get("/freigaben").text
    agree(second, resting, "Geklärt.")
    done = second.get("/freigaben").text
    assert "Ausgesetzte Vollmachten" not in done
    assert "Freigaben</a>" in done


def test_the_same_person_is_refused_the_second_time_in_plain_words(site: Site, resting: str) -> None:
    lead = site.browser(LEAD)
    agree(lead, resting, "Geklärt.")

    answer = agree(lead, resting, "Immer noch geklärt.")

    assert answer.status_code == 403
    assert "Das muss eine zweite Person tun" in answer.text
    assert "Sie haben schon zugestimmt." in answer.text
    assert f'href="/aussetzung/{resting}">Zurück zur Aussetzung' in answer.text
    assert state_of(site, resting) == "SUSPENDED"


def test_without_a_reason_nothing_happens(site: Site, resting: str) -> None:
    lead = site.browser(LEAD)

    assert [agree(lead, resting, reason).status_code for reason in ("", "   ")] == [422, 422]
    assert "es fehlen zwei Personen" in site.browser(OTHER).get("/freigaben").text


def test_nobody_but_a_team_lead_sees_or_clears_it(site: Site, resting: str) -> None:
    for browser in map(site.browser, OTHERS):
        assert browser.get(f"/aussetzung/{resting}").status_code == 403
        assert agree(browser, resting, "Ich darf das doch.").status_code == 403
    assert "es fehlen zwei Personen" in site.browser(LEAD).get("/freigaben").text


def test_a_form_without_its_token_changes_nothing(site: Site, resting: str) -> None:
    data = {"reason": "Geklärt.", "rests_seen": "1"}

    assert site.browser(LEAD).post(f"/aussetzung/{resting}/aufheben", data=data).status_code == 403
    assert "es fehlen zwei Personen" in site.browser(OTHER).get("/freigaben").text


def test_a_ground_that_came_after_the_page_was_read_is_not_cleared_with_it(site: Site, resting: str) -> None:
    first, second = site.browser(LEAD), site.browser(OTHER)
    agree(first, resting, "Geklärt.")
    post(site, AGENT, f"/v1/powers-of-attorney/{resting}/suspension", {"ground": "GUARDIAN"})

    answer = agree(second, resting, "Geklärt.", rests_seen=1)

    assert answer.status_code == 409
    assert "aus einem weiteren Grund" in answer.text
    page = second.get(f"/aussetzung/{resting}").text
    assert "Betreuung" in page
    assert "Als erste Person zustimmen" in page


def test_a_team_lead_who_signs_for_the_grantor_decides_nothing_here(site: Site, resting: str) -> None:
    lead = replace(staff(Role.TEAM_LEAD), email=GRANTOR.upper())

    with pytest.raises(FourEyesRequired, match="gehören zum Vollmachtgeber"):
        clear_suspension(PowerOfAttorneyId(UUID(resting)), lead, site.tools, reason="Geklärt.")
    assert view_suspension(PowerOfAttorneyId(UUID(resting)), lead, site.tools).is_grantors


def test_an_unverified_revocation_is_shown_with_what_to_do_and_a_paused_case_stays_paused(site: Site) -> None:
    power = effective(site)
    case = active(site)
    given = {"by": "neffe@irgendwo.example", "reason": "Ich erbe alles."}
    post(site, AGENT, f"/v1/powers-of-attorney/{power}/revocations", given, 201)
    create_user(OTHER, Role.TEAM_LEAD, site.tools, password=PASSWORD)

    page = site.browser(LEAD).get(f"/aussetzung/{power}").text

    assert "neffe@irgendwo.example" in page
    assert "Ich erbe alles." in page
    assert "unter der Adresse des Vertreters" in page
    assert f'href="/notfaelle/{case}"' in page
    agree(site.browser(LEAD), power, "Kein Vertreter.")
    agree(site.browser(OTHER), power, "Kein Vertreter.")
    assert state_of(site, power) == "EFFECTIVE"
    assert site.api(AGENT).get(f"/v1/emergency-cases/{case}").json()["state"] == "PAUSED"


def test_the_grantor_reads_why_it_rests_but_not_what_the_team_says(site: Site, resting: str) -> None:
    agree(site.browser(LEAD), resting, "Der Bruder war es.")

    page = site.browser(GRANTOR).get(f"/vollmacht/{resting}").text

    assert "Jemand bestreitet die Vollmacht. Bis zur Klärung wird sie nicht benutzt." in page
    assert "Bruder" not in page
    assert "Aussetzung klären" not in page


def test_what_does_not_rest_has_nothing_to_clear(site: Site) -> None:
    power = effective(site)

    answer = site.browser(LEAD).get(f"/aussetzung/{power}")

    assert answer.status_code == 409
    assert "Es ist nichts aufzuheben." in answer.text
