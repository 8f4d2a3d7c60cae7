"""A signer whose certificate lacks a name: he waits, two of the hoster's people compare, the Vollmacht goes on."""

import pytest

from tests.browser.conftest import Arrives
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
AGENT, TEAM_LEAD = "agent@sandbox.example", "team-lead@sandbox.example"


def test_two_people_compare_an_almost_right_name_and_the_signature_counts(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.render()
    signer = arrives(gmbh.email()).open(f"/vollmacht/{gmbh.power}")
    signer.press("Jetzt unterschreiben")
    signer.consent("Jürgen", "Groß")
    signer.sees_title("Wir gleichen Ihren Namen ab")
    signer.look("signature-name-review")
    signer.open(f"/vollmacht/{gmbh.power}").sees("Niemand muss noch einmal unterschreiben")
    signer.look("vollmacht-name-review")

    lead = arrives(TEAM_LEAD).open("/freigaben")
    lead.look("queue-with-names")
    lead.open(f"/namensabgleich/{gmbh.power}")
    lead.sees("Maximilian")
    lead.look("name-review")
    lead.press("Es ist dieselbe Person")
    lead.sees("Es fehlt die zweite")
    lead.does_not_see_button("Es ist dieselbe Person")
    lead.look("name-review-confirmed-once")

    agent = arrives(AGENT).open(f"/vollmacht/{gmbh.power}")
    agent.follow("Namen abgleichen")
    agent.press("Es ist dieselbe Person")
    agent.sees("Es fehlt noch: Zoë Șerbănescu.")
    signer.open(f"/vollmacht/{gmbh.power}/unterschrift").sees_title("Ihre Unterschrift ist angenommen")


def test_a_name_that_nobody_can_vouch_for_is_sent_back_with_the_reason(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.render()
    signer = arrives(gmbh.email()).open(f"/vollmacht/{gmbh.power}")
    signer.press("Jetzt unterschreiben")
    signer.consent("Jürgen", "Groß")
    signer.sees_title("Wir gleichen Ihren Namen ab")

    lead = arrives(TEAM_LEAD).open(f"/namensabgleich/{gmbh.power}")
    lead.unfold("Nicht bestätigen")
    lead.fill("Begründung; der Unterzeichner liest sie", "Im Register steht ein Doppelname.")
    lead.look("name-review-refusing")
    lead.press("Unterschrift zurückweisen")

    signer.open(f"/vollmacht/{gmbh.power}/unterschrift").sees_title("Der Name stimmt nicht ganz überein")
    signer.sees("Im Register steht ein Doppelname.")
    signer.look("signature-name-refused")
