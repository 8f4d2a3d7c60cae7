"""The support at the telephone, reports from outside, and what a team lead does with a case that runs."""

import pytest

from tests.browser.conftest import Arrives
from tests.browser.site import Site
from tests.browser.test_emergency import AGENT, TEAM_LEAD, effective

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def test_the_support_takes_a_call(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    agent = arrives(AGENT).open(f"/kunden/{gmbh.customer_no}")
    agent.follow("Jemand ruft an")
    agent.sees("Stufe 0")
    agent.sees("Das nie")
    agent.look("call")
    agent.fill("Kennwort, das er nennt", "Apfelkuchen")
    agent.check("A. M.")
    agent.press("Stufe feststellen")
    agent.is_told("Nicht bestätigt")
    agent.look("call-not-confirmed")
    agent.choose("Starker Nachweis", "DEED")
    agent.press("Stufe feststellen")
    agent.sees("Stufe 3")
    agent.look("call-proven")
    agent.choose("Ergebnis", "EMERGENCY_REPORTED")
    agent.press("Festhalten")
    agent.sees("Notfall melden")


def test_somebody_without_an_account_reports_and_support_puts_it_to_a_customer(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    visitor = arrives().open("/")
    visitor.follow("Einen Notfall melden", within=visitor.page.locator("main"))
    visitor.look("public-report")
    visitor.page.evaluate("() => { for (const one of document.querySelectorAll('[required]')) one.required = false; }")
    visitor.press("Notfall melden")
    visitor.is_told("Bitte nennen Sie Ihren Namen.")
    visitor.look("public-report-refused")
    visitor.fill("Um wen geht es?", f"die Agentur {gmbh.customer_no}")
    visitor.check("Unfall oder Krankheit")
    visitor.fill("Ihr Name", "Mia Sommer")
    visitor.fill("Ihre Telefonnummer", "0221 555123")
    visitor.check("Ich gehöre zur Familie")
    visitor.press("Notfall melden")
    visitor.sees("Ihre Meldung ist angekommen")
    visitor.look("public-reported")

    agent = arrives(AGENT).open("/notfaelle")
    agent.look("reports-from-outside")
    card = agent.page.locator("article", has_text=gmbh.customer_no)
    agent.fill("Kundennummer", gmbh.customer_no, within=card)
    agent.press("Zuordnen", within=card)
    agent.sees("Meldung von außen")
    agent.look("case-from-outside")


def test_a_running_case_is_extended_paused_and_closed(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    gmbh.go(gmbh.report, gmbh.approve)
    address = f"/notfaelle/{gmbh.case}"
    agent, lead = arrives(AGENT).open(address), arrives(TEAM_LEAD)
    agent.press("Um Verlängerung bitten")
    agent.sees("Zustimmen muss eine andere Person")
    agent.look("case-renewal-asked")
    lead.open("/freigaben").look("queue-with-renewal")
    lead.open(address).look("case-renewal-to-agree")
    lead.press("Um 30 Tage verlängern")
    lead.sees("verlängert")
    agent.open(address).unfold("Anhalten oder beenden")
    agent.look("case-pausing")
    agent.press("Anhalten")
    agent.sees("angehalten")
    lead.open(address).look("case-paused")
    lead.fill("Warum war es keines?", "Es war ein Dauerauftrag.")
    lead.press("Fortsetzen")
    lead.unfold("Anhalten oder beenden")
    lead.press("Abwickeln")
    lead.sees("wird abgewickelt")
    lead.look("case-winding-down")
    lead.press("Notfall abschließen")
    lead.sees("abgeschlossen")
    lead.look("case-closed")
