"""What happens to a form on the way: two clicks, two windows, back, a session that ended, no scripts; and where the focus is."""

import re

import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import Arrives
from tests.browser.letters import link_for
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
AGENT = "agent@sandbox.example"


def test_the_first_tab_stop_leads_past_the_menu_into_the_page(arrives: Arrives) -> None:
    visitor = arrives(AGENT).open("/kunden")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    expect(visitor.page.get_by_role("link", name="Zum Inhalt")).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")

    expect(visitor.field("Kundennummer, Name oder Domain")).to_be_focused()


def test_a_point_of_the_summary_leads_to_its_field(arrives: Arrives) -> None:
    visitor = arrives().open("/anmelden")
    visitor.fill("E-Mail-Adresse", AGENT)
    visitor.fill("Passwort", "falsch")
    visitor.press("Anmelden")
    visitor.is_told("E-Mail-Adresse oder Passwort stimmt nicht.")
    visitor.way.hands.activate(visitor.page, visitor.page.get_by_role("link", name="E-Mail-Adresse oder Passwort"))

    expect(visitor.field("E-Mail-Adresse")).to_be_focused()


def test_a_session_that_ended_in_the_midst_of_a_form_loses_nothing_written(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.render()
    visitor = arrives(gmbh.email(1)).open(f"/vollmacht/{gmbh.power}")
    visitor.unfold("Ich unterschreibe nicht")
    visitor.fill("Begründung", "Die Kostengrenze ist mir zu hoch, „60 €“ reichten.")
    visitor.context.clear_cookies()
    visitor.press("Verwerfen")

    visitor.sees_title("Bitte melden Sie sich noch einmal an")
    visitor.sees("Die Kostengrenze ist mir zu hoch, „60 €“ reichten.")
    visitor.look("form-kept-log-in")
    with visitor.context.expect_page() as opening:
        visitor.way.hands.activate(visitor.page, visitor.page.get_by_role("link", name="Melden Sie sich"))
    second = opening.value
    second.get_by_label("E-Mail-Adresse").fill(gmbh.email(1))
    second.get_by_label("Passwort").fill(site.password)
    second.get_by_role("button", name="Anmelden").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Willkommen zurück")
    second.close()
    visitor.press("Ich bin wieder angemeldet: weiter")
    visitor.sees_title("Bitte senden Sie das noch einmal ab")
    visitor.sees("Die Kostengrenze ist mir zu hoch, „60 €“ reichten.")
    visitor.look("form-kept-send")
    visitor.press("Jetzt absenden")

    visitor.sees("verworfen")


def test_a_double_click_sends_once(site: Site, sits_down: Arrives) -> None:
    gmbh = site.customer()
    gmbh.render()
    visitor, sent = sits_down(gmbh.email()), []

    def count(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    visitor.open(f"/vollmacht/{gmbh.power}")
    visitor.page.on("request", count)
    visitor.button("An die Unterschrift erinnern").dblclick()
    visitor.page.wait_for_load_state("networkidle")

    assert len(sent) == 1
    visitor.sees_title("Vollmacht VM-")


def test_after_going_back_a_form_can_be_sent_again(arrives: Arrives) -> None:
    visitor = arrives().open("/anmelden")
    for _ in range(2):
        visitor.fill("E-Mail-Adresse", AGENT)
        visitor.fill("Passwort", "falsch")
        visitor.press("Anmelden")
        visitor.is_told("E-Mail-Adresse oder Passwort stimmt nicht.")
        visitor.page.go_back()


def test_in_the_second_window_the_second_act_is_told_what_happened(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.render()
    first = arrives(gmbh.email(1)).open(f"/vollmacht/{gmbh.power}")
    second = arrives(gmbh.email(1)).open(f"/vollmacht/{gmbh.power}")
    for visitor in (first, second):
        visitor.unfold("Ich unterschreibe nicht")
        visitor.fill("Begründung", "Lieber später.")
        visitor.press("Verwerfen")

    first.sees("verworfen")
    second.sees_title("Das passt nicht mehr zum Stand")
    second.look("wrong-state")
    second.follow("Zurück zur Vollmacht")
    second.sees("verworfen")


def test_back_from_a_signature_signs_nothing_twice(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.render()
    signer = arrives(gmbh.email()).open(f"/vollmacht/{gmbh.power}")
    signer.press("Jetzt unterschreiben")
    signer.consent()
    signer.sees_title("Ihre Unterschrift ist angenommen")
    signer.page.go_back()
    signer.open(f"/vollmacht/{gmbh.power}")

    signer.does_not_see_button("Jetzt unterschreiben")
    expect(signer.part("das sind Sie").get_by_text("unterschrieben", exact=True)).to_be_visible()


def test_a_scanner_that_follows_every_link_uses_none_up(site: Site, sits_down: Arrives) -> None:
    gmbh = site.customer()
    gmbh.render()
    contact = gmbh.record["emergency_contacts"][0]["email"]
    visitor = sits_down()
    for link in (link_for(site, contact, "einladung"), link_for(site, gmbh.email(1), "mitzeichnung")):
        for _ in range(3):
            assert visitor.context.request.get(link).ok
            assert visitor.context.request.head(link).status < 500
        visitor.open(link)
        expect(visitor.page.get_by_role("button", name=re.compile("Ja, ich nehme an|Jetzt unterschreiben")).first).to_be_visible()


def test_without_scripts_a_vollmacht_is_signed_and_customers_are_told(site: Site, sits_down: Arrives) -> None:
    visitor = sits_down(site.customer("sole-trader").email(), scripts=False)
    visitor.follow("Vollmacht vorbereiten")
    steps = ("Weiter: Was erlaubt ist", "Weiter: Ab wann", "Weiter: Lesen", "Zur Unterschrift freigeben")
    for button in (*steps, "Jetzt unterschreiben"):
        visitor.press(button)
    visitor.consent()
    visitor.sees_title("Ihre Unterschrift ist angenommen")
    visitor.open("/vorsorge/kunden").check("Alle")
    visitor.press("Als informiert festhalten")
    visitor.sees("Alle Ihre Endkunden sind informiert")


def test_without_scripts_an_emergency_goes_from_the_contact_to_the_team_lead(site: Site, sits_down: Arrives) -> None:
    gmbh = site.customer()
    gmbh.go(gmbh.render, gmbh.sign, gmbh.archive, gmbh.record_extracts, gmbh.accept)
    address = gmbh.record["emergency_contacts"][0]["email"]
    contact = sits_down(scripts=False).open(link_for(site, address, "einladung"))
    contact.fill("Ein Kennwort für das Telefon", "Apfelkuchen 7")
    contact.press("Ja, ich nehme an")
    contact.open(link_for(site, address, "kontakt")).check("Todesfall")
    contact.press("Notfall melden")
    contact.sees("Ihre Meldung ist angekommen")

    agent = sits_down(AGENT, scripts=False).open(f"/kunden/{gmbh.customer_no}?zweck=notfall")
    agent.follow(re.compile("^Notfall N-.* öffnen"))
    agent.choose("Ich habe gerade nachgesehen", "NOTHING_FOUND")
    agent.press("Festhalten", within=agent.part("Ich habe gerade nachgesehen"))
    agent.press("Freigabe beantragen")
    agent.sees("wartet auf Freigabe")
    lead = sits_down("team-lead@sandbox.example", scripts=False)
    lead.open(agent.page.url).unfold("Zurückgeben oder verwerfen")
    lead.fill("Begründung der Rückgabe", "Bitte eine Urkunde erbitten.")
    lead.press("Zurückgeben")
    lead.sees("in Prüfung")
