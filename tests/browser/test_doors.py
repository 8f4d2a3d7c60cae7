"""Public pages, log-in, closed doors, and everything by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrives
from tests.browser.site import Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


def test_anybody_sees_the_public_pages(arrives: Arrives) -> None:
    visitor = arrives()
    visitor.open("/").look("start")
    visitor.open("/pruefen").look("is-this-genuine")
    visitor.open("/gibt-es-nicht").look("not-found")
    visitor.open("/anmelden").look("log-in")


def test_wrong_credentials_are_said_beside_the_form_and_the_address_stays(arrives: Arrives) -> None:
    visitor = arrives().open("/anmelden")
    visitor.fill("E-Mail-Adresse", "agent@sandbox.example")
    visitor.fill("Passwort", "falsch")
    visitor.press("Anmelden")

    expect(visitor.page.get_by_role("alert")).to_be_visible()
    expect(visitor.page.get_by_label("E-Mail-Adresse")).to_have_value("agent@sandbox.example")
    visitor.look("log-in-refused")


def test_after_the_log_in_one_is_where_one_wanted_to_go(site: Site, arrives: Arrives) -> None:
    visitor = arrives().open("/datei-pruefen")
    visitor.fill("E-Mail-Adresse", "agent@sandbox.example")
    visitor.fill("Passwort", site.password)
    visitor.press("Anmelden")

    visitor.sees_title("Datei prüfen")


def test_another_resellers_vollmacht_does_not_exist(site: Site, arrives: Arrives) -> None:
    foreign = site.customer("gmbh-joint")
    foreign.render()
    visitor = arrives(site.customer("sole-trader").email()).open(f"/vollmacht/{foreign.power}")

    visitor.sees_title("Diese Seite gibt es nicht")
    visitor.look("not-found-logged-in")


def test_a_reseller_has_no_business_in_the_support(site: Site, arrives: Arrives) -> None:
    visitor = arrives(site.customer("sole-trader").email()).open("/kunden")

    visitor.sees_title("Das ist nicht erlaubt")


def test_an_expired_form_leads_back(site: Site, arrives: Arrives) -> None:
    visitor = arrives(site.customer("sole-trader").email()).open("/vollmacht/neu")
    visitor.page.evaluate("() => { for (const one of document.querySelectorAll('[name=csrf_token]')) one.value = 'old'; }")
    visitor.press("Weiter: Was erlaubt ist")

    visitor.sees_title("Das Formular ist abgelaufen")
    visitor.look("form-expired")


def test_the_whole_way_to_a_signature_goes_by_keyboard(site: Site, arrives: Arrives) -> None:
    customer = site.customer("sole-trader")
    visitor = arrives().open("/anmelden")
    tab_to(visitor, "Zum Inhalt")
    visitor.page.keyboard.press("Enter")
    tab_to(visitor, "E-Mail-Adresse")
    visitor.page.keyboard.type(customer.email())
    tab_to(visitor, "Passwort")
    visitor.page.keyboard.type(site.password)
    enter(visitor)
    steps = ("Weiter: Was erlaubt ist", "Weiter: Ab wann", "Weiter: Lesen", "Zur Unterschrift freigeben")
    ours = ("Vollmacht vorbereiten", *steps, "Jetzt unterschreiben")
    for name in (*ours, "Weiter", "Signieren"):
        tab_to(visitor, name)
        enter(visitor)

    visitor.sees_title("Ihre Unterschrift ist angenommen")


def test_a_public_report_goes_by_keyboard(arrives: Arrives) -> None:
    visitor = arrives().open("/notfall")
    tab_to(visitor, "Um wen geht es?")
    visitor.page.keyboard.type("Gibt es nicht GmbH")
    tab_to(visitor, "Todesfall")
    visitor.page.keyboard.press("Space")
    tab_to(visitor, "Ihr Name")
    visitor.page.keyboard.type("Mia Sommer")
    tab_to(visitor, "Ihre Telefonnummer")
    visitor.page.keyboard.type("0221 555123")
    tab_to(visitor, "Ich gehöre zur Familie")
    visitor.page.keyboard.press("Space")
    tab_to(visitor, "Notfall melden")
    enter(visitor)

    visitor.sees("Ihre Meldung ist angekommen")


def test_a_contact_is_named_by_keyboard(site: Site, arrives: Arrives) -> None:
    visitor = arrives(site.customer("sole-trader").email()).open("/vorsorge/kontakte/neu")
    for label, text in (
        ("Vorname", "Mia"), ("Nachname", "Sommer"), ("Telefonnummer", "0221 555123"), ("E-Mail-Adresse", "mia@example.org"),
    ):  # fmt: skip
        tab_to(visitor, label)
        visitor.page.keyboard.type(text)
    tab_to(visitor, "Nur benachrichtigen")
    visitor.page.keyboard.press("ArrowDown")
    tab_to(visitor, "Weiter: Einladung ansehen")
    enter(visitor)
    tab_to(visitor, "Einladung abschicken")
    enter(visitor)

    visitor.sees("darf einen Notfall melden")


def test_the_support_takes_a_call_by_keyboard(site: Site, arrives: Arrives) -> None:
    customer = site.customer("sole-trader")
    visitor = arrives("agent@sandbox.example").open(f"/kunden/{customer.customer_no}")
    tab_to(visitor, "Jemand ruft an")
    enter(visitor)
    tab_to(visitor, "Starker Nachweis")
    visitor.page.keyboard.press("End")
    tab_to(visitor, "Stufe feststellen")
    enter(visitor)

    visitor.sees("Stufe 3")


def test_without_scripts_everything_goes_too(site: Site, arrives: Arrives) -> None:
    customer = site.customer("sole-trader")
    visitor = arrives(customer.email(), scripts=False)
    visitor.follow("Vollmacht vorbereiten")
    for button in (
        "Weiter: Was erlaubt ist",
        "Weiter: Ab wann",
        "Weiter: Lesen",
        "Zur Unterschrift freigeben",
        "Jetzt unterschreiben",
    ):
        visitor.press(button)
    visitor.consent()
    visitor.sees_title("Ihre Unterschrift ist angenommen")
    visitor.open("/vorsorge/kunden")
    visitor.page.get_by_role("checkbox", name="Alle").check()
    visitor.press("Als informiert festhalten")
    visitor.sees("Alle Ihre Endkunden sind informiert")


FOCUSED = """() => { const one = document.activeElement;
  const style = getComputedStyle(one);
  const name = one.getAttribute('aria-label') || (one.labels && one.labels[0] ? one.labels[0].textContent : one.textContent);
  return {name: name.trim(), outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2}; }"""


def enter(visitor: Visitor) -> None:
    """Press Enter and be on the next page."""
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def tab_to(visitor: Visitor, name: str) -> None:
    """Press Tab until what is called so has the focus; on the way everything must show that it has it."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        focused = visitor.page.evaluate(FOCUSED)
        if focused["name"]:
            assert focused["outline"], f"the focus on „{focused['name']}“ cannot be seen"
        if focused["name"].startswith(name):
            return
    pytest.fail(f"{name} is not reached by keyboard on {visitor.page.url}")
