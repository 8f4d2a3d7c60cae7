"""An end customer gets the first letter, checks it without any log-in, and says that he wants to hear no more."""

import re

import pytest

from forms.reading import text_of
from tests.browser.conftest import Arrives
from tests.browser.site import Site
from tests.browser.test_emergency import AGENT, ask, effective

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
DOMAIN = "cafe-groessenwahn.example"


def test_an_end_customer_checks_the_letter_and_objects(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    gmbh.go(gmbh.report, gmbh.approve)
    agent = arrives(AGENT)
    ask(agent, gmbh, "INFORM_END_CUSTOMER", "EK-88213")
    letter = agent.receive("Schreiben herunterladen (PDF)").path().read_bytes()
    code = re.search(r"V(-\w{4}){3}", text_of(letter))
    assert code is not None
    agent.open(f"/notfaelle/{gmbh.case}").look("case-with-a-first-letter")
    assert code.group() not in text_of(agent.download("EK-88213").path().read_bytes())

    customer = arrives().open("/pruefen")
    customer.fill("Prüfcode", code.group())
    customer.fill("Ihre eigene Domain", "falsche-domain.example")
    customer.fill("Ihr Name", "Søren Ångström")
    customer.press("Nachsehen")
    customer.is_told("Zu diesem Code und dieser Domain finden wir nichts")
    customer.look("letter-not-found")
    customer.fill("Ihre eigene Domain", DOMAIN)
    customer.press("Nachsehen")
    customer.sees("Ja, das ist echt")
    customer.sees("Pixelwerft Agentur für digitale Räume GmbH")
    customer.look("letter-is-genuine")
    customer.press("Bitte kontaktieren Sie mich nicht mehr")
    customer.sees("Notiert")
    customer.look("letter-objected")

    ask(agent, gmbh, "INFORM_END_CUSTOMER", "EK-88213")
    agent.sees("END_CUSTOMER_OBJECTED")
    grantor = arrives(gmbh.email()).open(f"/vollmacht/{gmbh.power}")
    grantor.sees("„Søren Ångström“ (eigene Angabe; Ihr Kunde EK-88213) hat auf der öffentlichen Prüfseite nachgesehen")


def test_who_reads_no_german_checks_in_english(arrives: Arrives) -> None:
    customer = arrives().open("/pruefen")
    customer.follow("Read this page in English")
    customer.sees_title("Is this message genuine?")
    customer.look("is-this-genuine-in-english")
