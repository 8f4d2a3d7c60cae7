"""Public pages, log-in, closed doors."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrives
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def test_anybody_sees_the_public_pages(arrives: Arrives) -> None:
    visitor = arrives()
    visitor.open("/").look("start")
    visitor.open("/pruefen").look("is-this-genuine")
    visitor.open("/gibt-es-nicht").look("not-found")
    visitor.open("/anmelden").look("log-in")


def test_wrong_credentials_are_said_above_the_form_and_the_address_stays(arrives: Arrives) -> None:
    visitor = arrives().open("/anmelden")
    visitor.fill("E-Mail-Adresse", "agent@sandbox.example")
    visitor.fill("Passwort", "falsch")
    visitor.press("Anmelden")

    visitor.is_told("E-Mail-Adresse oder Passwort stimmt nicht")
    expect(visitor.page).to_have_title("Fehler: Anmelden · Vorsorge (Sandbox)")
    expect(visitor.field("E-Mail-Adresse")).to_have_value("agent@sandbox.example")
    visitor.look("log-in-refused")


def test_after_the_log_in_one_is_where_one_wanted_to_go_and_leaves_again(site: Site, arrives: Arrives) -> None:
    visitor = arrives().open("/datei-pruefen")
    visitor.fill("E-Mail-Adresse", "agent@sandbox.example")
    visitor.fill("Passwort", site.password)
    visitor.press("Anmelden")
    visitor.sees_title("Datei prüfen")

    visitor.press("Abmelden")
    visitor.sees_title("Vorsorge für den Notfall")
    visitor.open("/datei-pruefen").sees_title("Anmelden")


def test_another_resellers_vollmacht_does_not_exist(site: Site, arrives: Arrives) -> None:
    foreign = site.customer("gmbh-joint")
    foreign.render()
    visitor = arrives(site.customer("sole-trader").email()).open(f"/vollmacht/{foreign.power}")

    visitor.sees_title("Diese Seite gibt es nicht")
    visitor.look("not-found-logged-in")


def test_a_reseller_has_no_business_in_the_support(site: Site, sits_down: Arrives) -> None:
    visitor = sits_down(site.customer("sole-trader").email()).open("/kunden")

    visitor.sees_title("Das ist nicht erlaubt")
