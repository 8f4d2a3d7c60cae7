"""The reseller provides: names contacts, informs his customers, sees what is missing."""

import pytest

from tests.browser.conftest import Arrives
from tests.browser.letters import link_for
from tests.browser.site import Site
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_contact_is_named_in_two_steps_and_gets_the_letter_that_was_shown(site: Site, arrives: Arrives) -> None:
    trader = site.customer("sole-trader")
    visitor = arrives(trader.email()).open("/vorsorge/kontakte")
    visitor.look("contacts")
    visitor.follow("Notfallkontakt benennen")
    visitor.look("contact-new")
    address = f"mia.{trader.customer_no}@example.org"
    describe(visitor, address)
    visitor.press("Weiter: Einladung ansehen")
    visitor.sees("Diese Nachricht bekommt Mia Sommer")
    visitor.look("contact-preview")
    visitor.press("Angaben ändern")
    assert visitor.page.get_by_label("Nachname").input_value() == "Sommer"
    visitor.press("Weiter: Einladung ansehen")
    visitor.press("Einladung abschicken")

    visitor.sees("Mia Sommer")
    visitor.sees("eingeladen")
    visitor.look("contacts-invited")
    arrives().open(link_for(site, address, "einladung")).sees("als Notfallkontakt vorgeschlagen")


def test_wrong_fields_are_said_beside_them(site: Site, arrives: Arrives) -> None:
    visitor = arrives(site.customer("sole-trader").email()).open("/vorsorge/kontakte/neu")
    describe(visitor, "mia@example.org")
    visitor.fill("Telefonnummer", "keine")
    visitor.press("Weiter: Einladung ansehen")

    visitor.is_told("Bitte schreiben Sie die Nummer mit Vorwahl")
    visitor.look("contact-new-refused")


def test_a_contact_is_struck_off_and_another_one_takes_a_place(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    first = gmbh.record["emergency_contacts"][0]
    visitor = arrives(gmbh.email()).open("/vorsorge/kontakte")
    visitor.follow("Ersetzen")
    visitor.sees("tritt an die Stelle von")
    visitor.look("contact-replacing")
    visitor.open("/vorsorge/kontakte")
    visitor.unfold("Streichen")
    visitor.look("contacts-striking-off")
    visitor.press(f"{first['given_name']} {first['surname']} streichen")
    visitor.unfold("Frühere Notfallkontakte")
    visitor.sees("entfernt")
    visitor.look("contacts-past")


def test_customers_are_ticked_off_as_informed(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    visitor = arrives(gmbh.email())
    visitor.sees("0 von 3")
    visitor.follow("Kunden informieren")
    visitor.sees("Domains, die nicht auf Ihren Kunden laufen")
    visitor.look("customers-to-inform")
    visitor.press("Als informiert festhalten")
    visitor.is_told("Bitte wählen Sie mindestens einen Kunden aus.")
    visitor.look("customers-to-inform-refused")
    visitor.check("Café")
    visitor.press("Als informiert festhalten")
    visitor.sees("1 von 3 Endkunden sind informiert")
    visitor.check("Alle 2")
    visitor.press("Als informiert festhalten")
    visitor.sees("Alle Ihre Endkunden sind informiert")
    visitor.unfold("Schon informiert")
    visitor.look("customers-informed")


def test_once_a_year_the_reseller_says_that_all_is_still_right(site: Site, arrives: Arrives) -> None:
    trader = site.customer("sole-trader")
    trader.looked_two_years_ago()
    visitor = arrives(trader.email())
    visitor.sees("Stimmt noch alles?")
    visitor.sees(f"{site.today:%d.%m.}{site.today.year - 2}")
    visitor.look("vorsorge-yearly-check")
    visitor.press("Ja, alles stimmt noch")

    visitor.sees_title("Meine Vorsorge")
    visitor.does_not_see_button("Ja, alles stimmt noch")


def describe(visitor: Visitor, address: str) -> None:
    visitor.fill("Vorname", "Mia")
    visitor.fill("Nachname", "Sommer")
    visitor.fill("Beziehung zu Ihnen", "Schwester")
    visitor.fill("Telefonnummer", "0221 555123")
    visitor.fill("E-Mail-Adresse", address)
    visitor.check("Einen Notfall melden")
