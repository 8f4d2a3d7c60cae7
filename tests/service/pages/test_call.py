"""Support at the telephone: a traffic light before a purpose is said, masked contacts, a script by level, and a log without content."""

import re

from starlette.testclient import TestClient

from service.domain.access import OPERATOR
from tests.service.conftest import Site
from tests.service.pages.test_contact import accepted

AGENT = "agent@hoster.example"
CUSTOMER = "/kunden/K-10472"


def kinds(site: Site) -> list[str]:
    with site.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        return [event.kind for event in work.audit_log.of_reseller(reseller.id)]


def call(browser: TestClient, **typed: str) -> str:
    page = browser.get(f"{CUSTOMER}/anruf").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = browser.post(f"{CUSTOMER}/anruf", data={"csrf_token": token, **typed})
    assert answer.status_code == 200
    return answer.text


def test_before_a_purpose_there_is_a_traffic_light_and_nothing_personal(site: Site) -> None:
    browser = site.browser(AGENT)
    for page in (browser.get(CUSTOMER).text, browser.get("/kunden?q=pixelwerft").text):
        assert "Keine Vollmacht" in page
        assert "Pixelwerft Agentur" not in page
        assert "EK-88213" not in page
    assert "Was darf ich ohne Vollmacht?" in browser.get(CUSTOMER).text
    assert "reseller:opened" not in kinds(site)


def test_the_purpose_is_noted_and_shows_what_it_needs(site: Site) -> None:
    browser = site.browser(AGENT)
    assert "EK-88213" in browser.get(f"{CUSTOMER}?zweck=endkunde").text
    assert "EK-88213" not in browser.get(f"{CUSTOMER}?zweck=vollmacht").text

    assert kinds(site).count("reseller:opened") == 2


def test_contacts_are_masked_in_the_script(site: Site) -> None:
    page = site.browser(AGENT).get(f"{CUSTOMER}/anruf").text

    assert "A. M." in page
    assert "Lüdenscheidt" not in page
    assert "kanzlei@" not in page
    assert "Stufe 0" in page


def test_call_back_and_passphrase_reach_level_two(invited: Site) -> None:
    accepted(invited, invited.browser())
    browser = invited.browser(AGENT)
    page = browser.get(f"{CUSTOMER}/anruf").text
    contacts = re.findall(r'name="contact" value="([0-9a-f-]{36})"', page)
    pages = [call(browser, contact=one, called_back="true", passphrase="Apfelkuchen 7") for one in contacts]

    assert sum("Stufe 2" in page for page in pages) == 1
    assert all("Apfelkuchen" not in page for page in pages)


def test_a_wrong_passphrase_and_a_stranger_sound_the_same(invited: Site) -> None:
    accepted(invited, invited.browser())
    browser = invited.browser(AGENT)
    contact = re.findall(r'name="contact" value="([0-9a-f-]{36})"', browser.get(f"{CUSTOMER}/anruf").text)[0]
    said = {
        re.findall(r'role="alert"[^>]*>([^<]+)<', call(browser, contact=one, passphrase="falsch"))[0] for one in (contact, "")
    }

    assert len(said) == 1


def test_the_end_of_a_call_is_logged(site: Site) -> None:
    browser = site.browser(AGENT)
    page = browser.get(f"{CUSTOMER}/anruf").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    done = browser.post(f"{CUSTOMER}/anruf/ergebnis", data={"csrf_token": token, "level": "0", "outcome": "REFUSED"})

    assert done.status_code == 303
    assert "call:logged" in kinds(site)
