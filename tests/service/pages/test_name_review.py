"""The page that compares two names, through HTTP: who sees it, what is marked, what two clicks do; and its twin under /v1."""

import pytest

from service.domain.access import Role
from service.pages.name_review import marked
from service.use_cases.manage_users import create_user
from tests.service.conftest import PASSWORD, Site

GRANTOR = "gross-weiss@pixelwerft.example"
AGENT, LEAD = "agent@hoster.example", "team_lead@hoster.example"


@pytest.fixture
def waiting(site: Site) -> str:
    """Id of a Vollmacht whose first signature bears an almost right name."""
    api = site.api(GRANTOR)
    power: str = api.post("/v1/resellers/K-10472/powers-of-attorney", json={}).json()["id"]
    assert api.post(f"/v1/powers-of-attorney/{power}/submission").status_code == 200
    site.world.signatures.almost = {"signature-1": "Jürgen Groß"}
    file = api.get(f"/v1/powers-of-attorney/{power}/document").content + b"|signature-1"
    answer = api.post(f"/v1/powers-of-attorney/{power}/signed-files", content=file)
    assert answer.status_code == 200, answer.text
    return power


def token_in(text: str) -> str:
    return text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def test_words_that_stand_on_one_side_only_are_marked() -> None:
    pieces = marked("Jürgen Maximilian Groß-Weiß", "jürgen Groß")

    assert [piece.text for piece in pieces if piece.differs] == ["Maximilian", "Weiß"]
    assert "".join(piece.text for piece in pieces) == "Jürgen Maximilian Groß-Weiß"


def test_two_people_look_at_both_names_and_the_signature_is_accepted(site: Site, waiting: str) -> None:
    first, second = site.browser(LEAD), site.browser(AGENT)
    assert "Namen zum Abgleich" in first.get("/freigaben").text
    page = first.get(f"/namensabgleich/{waiting}")
    assert page.status_code == 200
    assert "<mark>Maximilian</mark>" in page.text
    assert "Jürgen Groß" in page.text.replace("</mark>", "").replace("<mark>", "")

    once = first.post(f"/namensabgleich/{waiting}/bestaetigen", data={"csrf_token": token_in(page.text)})
    assert once.headers["location"] == f"/namensabgleich/{waiting}"
    again = first.get(f"/namensabgleich/{waiting}").text
    assert "Es fehlt die zweite" in again
    assert "Es ist dieselbe Person</button>" not in again
    theirs = second.get(f"/namensabgleich/{waiting}").text
    twice = second.post(f"/namensabgleich/{waiting}/bestaetigen", data={"csrf_token": token_in(theirs)})

    assert twice.headers["location"] == f"/vollmacht/{waiting}"
    assert site.api(GRANTOR).get(f"/v1/powers-of-attorney/{waiting}").json()["state"] == "PARTIALLY_SIGNED"
    assert second.get(f"/namensabgleich/{waiting}").status_code == 409


def test_a_second_click_of_the_same_person_is_refused(site: Site, waiting: str) -> None:
    lead = site.browser(LEAD)
    token = token_in(lead.get(f"/namensabgleich/{waiting}").text)
    lead.post(f"/namensabgleich/{waiting}/bestaetigen", data={"csrf_token": token})

    answer = lead.post(f"/namensabgleich/{waiting}/bestaetigen", data={"csrf_token": token})

    assert answer.status_code == 403
    assert "zweite Person" in answer.text


def test_the_grantor_reads_what_is_happening_and_sees_no_review(site: Site, waiting: str) -> None:
    grantor = site.browser(GRANTOR)

    page = grantor.get(f"/vollmacht/{waiting}").text

    assert "Niemand muss noch einmal unterschreiben" in page
    assert "Name wird abgeglichen" in page
    assert "Jetzt unterschreiben" not in page
    assert "Wir gleichen Ihren Namen ab" in grantor.get(f"/vollmacht/{waiting}/unterschrift").text
    assert grantor.get(f"/namensabgleich/{waiting}").status_code == 403


def test_a_programme_does_the_same(site: Site, waiting: str) -> None:
    create_user("zweite@hoster.example", Role.AGENT, site.tools, password=PASSWORD)
    lead, agent, other = site.api(LEAD), site.api(AGENT), site.api("zweite@hoster.example")

    [listed] = lead.get("/v1/powers-of-attorney/name-reviews").json()["name_reviews"]
    assert (listed["declared"], listed["certified"], listed["confirmations"]) == ("Jürgen Maximilian Groß-Weiß", "Jürgen Groß", 0)
    base = f"/v1/powers-of-attorney/{waiting}/name-review"
    assert agent.post(f"{base}/confirmations").json()["state"] == "UNDER_NAME_REVIEW"
    assert agent.post(f"{base}/confirmations").json()["code"] == "four-eyes-required"
    assert agent.get(base).json()["may_confirm"] is False
    assert other.post(f"{base}/confirmations").json()["state"] == "COMPLETE"
    assert lead.get(base).json()["code"] == "name-review-ended"


def test_a_refusal_asks_for_its_reason_and_tells_the_signer(site: Site, waiting: str) -> None:
    lead = site.browser(LEAD)
    token = token_in(lead.get(f"/namensabgleich/{waiting}").text)

    answer = lead.post(
        f"/namensabgleich/{waiting}/ablehnen", data={"csrf_token": token, "reason": "Anderer Vorname im Register."}
    )

    assert answer.status_code == 303
    page = site.browser(GRANTOR).get(f"/vollmacht/{waiting}/unterschrift").text
    assert "Anderer Vorname im Register." in page
    assert "Noch einmal versuchen" in page
