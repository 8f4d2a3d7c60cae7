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


def test_two_team_leads_let_a_suspended_vollmacht_go_on(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    agent = arrives(AGENT).open(f"/vollmacht/{gmbh.power}")
    agent.unfold("Aussetzen")
    agent.choose("Warum soll sie ruhen?", "DISPUTE")
    agent.look("vollmacht-suspending")
    agent.press("Vollmacht aussetzen")
    agent.sees("Die Vollmacht ruht")
    first, second = arrives(TEAM_LEAD), arrives(site.second_team_lead())
    first.open("/freigaben").look("queue-with-suspension")
    first.follow(gmbh.number)
    first.sees("Jemand bestreitet die Vollmacht.")
    first.look("suspension")
    first.fill("Was haben Sie geprüft", "Der Einspruch ist schriftlich zurückgenommen.")
    first.press("Als erste Person zustimmen")
    first.sees("Sie haben zugestimmt.")
    first.does_not_see_button("Aussetzung aufheben")
    first.look("suspension-agreed-by-me")

    second.open(f"/vollmacht/{gmbh.power}")
    second.follow("Aussetzung klären")
    second.sees("Der Einspruch ist schriftlich zurückgenommen.")
    second.look("suspension-second-person")
    second.fill("Was haben Sie geprüft", "Das Schreiben liegt vor.")
    second.press("Aussetzung aufheben")
    second.sees("Die Vollmacht ist wirksam.")


def test_a_team_lead_ends_a_vollmacht_knowing_what_follows(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    gmbh.go(gmbh.report, gmbh.approve)
    lead = arrives(TEAM_LEAD).open(f"/vollmacht/{gmbh.power}")
    lead.follow("Vollmacht von unserer Seite beenden")
    lead.sees("wird er angehalten")
    lead.look("ending")
    lead.page.evaluate("() => { for (const one of document.querySelectorAll('[required]')) one.required = false; }")
    lead.press("Vollmacht endgültig beenden")
    lead.is_told("Bitte wählen Sie, warum die Vollmacht endet.")
    lead.look("ending-refused")
    lead.check("Der Vertrag mit uns ist beendet")
    lead.fill("Begründung", "Gekündigt zum 30.11.2026.")
    lead.check(f"Die Vollmacht {gmbh.number}")
    lead.press("Vollmacht endgültig beenden")
    lead.sees("Der Vertrag, dem sie diente, ist beendet.")
    lead.look("vollmacht-ended-for-staff")
    lead.open(f"/notfaelle/{gmbh.case}").sees("angehalten")
