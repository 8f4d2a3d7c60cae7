"""The reseller names a contact in two steps: nothing is stored before he has seen the letter, and what was typed is never lost."""

import re

import pytest
from starlette.testclient import TestClient

from service.domain.access import OPERATOR
from service.domain.emergency_contact import ContactState, EmergencyContact
from service.use_cases.deliver_notices import deliver_notices
from tests.service.conftest import Site
from tests.service.pages.conftest import GRANTOR

TYPED = {
    "given_name": "Mia",
    "surname": "Sommer",
    "relation": "Schwester",
    "phone": "0221 / 55 51-23",
    "email": "mia@example.org",
    "level": "MAY_REPORT",
}
LIST = "/vorsorge/kontakte"


def contacts(site: Site) -> list[EmergencyContact]:
    with site.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        return [one for one in work.emergency_contacts.of(reseller.id) if one.is_open]


def token(browser: TestClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/vorsorge").text)
    assert found
    return found[1]


def send(browser: TestClient, path: str, **typed: str) -> tuple[int, str]:
    answer = browser.post(path, data={"csrf_token": token(browser), **typed})
    return answer.status_code, answer.text


def with_room(site: Site) -> TestClient:
    """Logged in, and one of the record's two contacts struck off."""
    browser = site.browser(GRANTOR)
    assert send(browser, f"{LIST}/{contacts(site)[0].id}/streichen")[0] == 303
    return browser


def test_the_letter_is_shown_before_anything_is_stored(site: Site) -> None:
    browser = with_room(site)
    status, page = send(browser, f"{LIST}/vorschau", **TYPED)

    assert status == 200
    assert "An mia@example.org von Pixelwerft" in page
    assert 'name="phone" value="+49 221 55 5123"' in page
    assert len(contacts(site)) == 1


def test_the_invitation_goes_out_with_the_second_step(site: Site) -> None:
    browser = with_room(site)
    assert send(browser, LIST, **TYPED)[0] == 303

    page = browser.get(LIST).text
    assert "Mia Sommer" in page
    assert "Einladung noch einmal schicken" in page
    deliver_notices(site.tools)
    assert ("contact-invited", "mia@example.org") in {(notice.kind, notice.recipient) for notice, _ in site.world.post.sent}


@pytest.mark.parametrize("path", [LIST, f"{LIST}/vorschau"])
def test_every_fault_is_said_beside_its_field_and_nothing_typed_is_lost(site: Site, path: str) -> None:
    browser = with_room(site)
    status, page = send(browser, path, given_name="Mia", surname="", phone="hallo", email="mia@", level="")

    assert status == 422
    assert page.count('aria-invalid="true"') == 3
    assert "Bitte wählen Sie, was die Person darf." in page
    assert 'value="Mia"' in page
    assert 'value="mia@"' in page


def test_a_representative_is_refused_in_words_that_explain_it(site: Site) -> None:
    status, page = send(with_room(site), LIST, **{**TYPED, "given_name": "Zoe", "surname": "Serbanescu"})

    assert status == 422
    assert "hilft sie als Notfallkontakt nicht" in page


def test_who_is_replaced_is_named_and_loses_his_place(site: Site) -> None:
    browser = site.browser(GRANTOR)
    before = contacts(site)[0]
    assert before.named.surname in browser.get(f"{LIST}/neu?ersetzt={before.id}").text

    assert send(browser, LIST, **TYPED, ersetzt=str(before.id))[0] == 303
    assert before.id not in {one.id for one in contacts(site)}
    assert len(contacts(site)) == 2


def test_without_a_contact_the_page_says_who_would_be_good(site: Site) -> None:
    browser = site.browser(GRANTOR)
    for one in contacts(site):
        send(browser, f"{LIST}/{one.id}/streichen")

    assert "Wer wüsste, wenn Ihnen etwas zustößt?" in browser.get(LIST).text
    assert 'href="/vorsorge/kontakte/neu"' in browser.get("/vorsorge").text


def test_a_drafted_contact_may_be_invited_at_once(site: Site) -> None:
    browser = site.browser(GRANTOR)
    first = contacts(site)[0]

    assert send(browser, f"{LIST}/{first.id}/einladen")[0] == 303
    assert next(one for one in contacts(site) if one.id == first.id).state is ContactState.INVITED
