"""The emergency contact behind his links: looking uses nothing up, answering works once, and strangers learn nothing."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from service.domain.access import OPERATOR
from service.domain.emergency_contact import INVITATION_LIFETIME, ContactState
from service.use_cases.deliver_notices import deliver_notices
from service.use_cases.remind_contacts import remind_contacts
from tests.service.conftest import Site

PHONE = "+49 221 5550199"


def letter(site: Site, kind: str, number: int = 0) -> str:
    """The link's address in the newest letters of a kind."""
    deliver_notices(site.tools)
    notice, head = [one for one in site.world.post.sent if one[0].kind == kind][number]
    place = {"contact-invited": "einladung", "contact-role": "kontakt", "signature-requested": "mitzeichnung"}[notice.kind]
    return f"/{place}/{head.token}"


def accepted(site: Site, browser: TestClient, number: int = 0) -> str:
    answer = browser.post(
        f"{letter(site, 'contact-invited', number)}/annehmen", data={"phone": PHONE, "passphrase": "Apfelkuchen 7"}
    )
    assert answer.status_code == 200, answer.text
    return letter(site, "contact-role")


def contacts(site: Site) -> list[ContactState]:
    with site.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        return [one.state for one in work.emergency_contacts.of(reseller.id)]


def test_a_mail_scanner_may_look_as_often_as_it_likes(invited: Site) -> None:
    scanner, link = invited.browser(), letter(invited, "contact-invited")

    for _ in range(5):
        page = scanner.get(link)
        assert page.status_code == 200
        assert scanner.head(link).status_code in {200, 405}

    assert contacts(invited).count(ContactState.INVITED) == len(contacts(invited))
    assert page.headers["referrer-policy"] == "same-origin"
    # `no-referrer` would make browsers send forms with `Origin: null`
    assert page.headers["cache-control"] == "no-store"
    assert "Pixelwerft" in page.text


def test_whoever_accepts_gets_his_own_page_by_mail(invited: Site) -> None:
    browser = invited.browser()

    role = browser.get(accepted(invited, browser))

    assert role.status_code == 200
    assert "Was tun im Notfall" in role.text
    assert "Apfelkuchen" not in role.text
    assert contacts(invited).count(ContactState.ACTIVE) == 1


def test_a_link_answers_once(invited: Site) -> None:
    link = letter(invited, "contact-invited")

    def answer(_number: int) -> int:
        given = {"phone": PHONE, "passphrase": "Apfelkuchen 7"}
        return invited.browser().post(f"{link}/annehmen", data=given).status_code

    with ThreadPoolExecutor(8) as threads:
        answers = sorted(threads.map(answer, range(16)))

    assert answers == [200] + [409] * 15
    again = invited.browser().get(link)
    assert again.status_code == 409
    assert "schon geantwortet" in again.text


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(invited: Site) -> None:
    link = letter(invited, "contact-invited")

    page = invited.browser().post(f"{link}/annehmen", data={"phone": "hallo", "passphrase": "kurz"})

    assert page.status_code == 422
    assert page.text.count('aria-invalid="true"') == 2
    assert 'value="hallo"' in page.text
    assert invited.browser().get(link).status_code == 200


def test_declining_tells_the_reseller(invited: Site) -> None:
    page = invited.browser().post(f"{letter(invited, 'contact-invited')}/ablehnen")

    assert page.status_code == 200
    assert ContactState.DECLINED in contacts(invited)
    deliver_notices(invited.tools)
    assert "emergency-contact-declined" in {notice.kind for notice, _ in invited.world.post.sent}


def test_a_report_opens_a_case_and_alerts_the_reseller(invited: Site) -> None:
    browser = invited.browser()
    role = accepted(invited, browser)

    page = browser.post(f"{role}/notfall", data={"ground": "ACCIDENT_ILLNESS"})

    assert page.status_code == 200
    assert re.search(r"N-[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)
    again = browser.post(f"{role}/notfall", data={"ground": "DEATH"})
    assert "läuft schon ein Vorgang" in again.text
    deliver_notices(invited.tools)
    assert "emergency-reported" in {notice.kind for notice, _ in invited.world.post.sent}
    with invited.tools.transactions(OPERATOR) as work:
        assert [case.reporter for case in work.emergency_cases.open()] == ["contact"]


def test_resigning_ends_the_role_and_its_link_at_once(invited: Site) -> None:
    browser = invited.browser()
    role = accepted(invited, browser)

    assert browser.post(f"{role}/abgeben").status_code == 200

    assert ContactState.RESIGNED in contacts(invited)
    assert browser.get(role).status_code == 409
    assert browser.post(f"{role}/notfall", data={"ground": "DEATH"}).status_code == 409


def test_a_new_telephone_number_is_kept(invited: Site) -> None:
    browser = invited.browser()
    role = accepted(invited, browser)

    assert browser.post(f"{role}/telefon", data={"phone": "+49 30 123456"}).status_code == 303

    assert "+49 30 123456" in browser.get(role).text


@pytest.mark.parametrize("path", ["/einladung/", "/kontakt/", "/mitzeichnung/"])
def test_a_guessed_or_foreign_token_opens_nothing(invited: Site, path: str) -> None:
    other = letter(invited, "contact-invited").rsplit("/", 1)[1]
    wrong = "x" * 43 if path == "/einladung/" else other

    page = invited.browser().get(f"{path}{wrong}")

    assert page.status_code == 404
    assert "Pixelwerft" not in page.text


def test_another_site_cannot_answer_for_him(invited: Site) -> None:
    link = letter(invited, "contact-invited")

    forged = invited.browser().post(f"{link}/ablehnen", headers={"origin": "https://evil.example"})

    assert forged.status_code == 403
    assert ContactState.DECLINED not in contacts(invited)


def test_an_invitation_nobody_answers_expires_and_the_reseller_is_told(invited: Site) -> None:
    link = letter(invited, "contact-invited")
    later = invited.later(INVITATION_LIFETIME)

    assert remind_contacts(later) == len(contacts(invited))
    assert remind_contacts(later) == len(contacts(invited))  # what they never agreed to is erased at once
    assert remind_contacts(later) == 0
    deliver_notices(later)

    assert set(contacts(invited)) == {ContactState.INVITATION_EXPIRED}
    assert "contact-invitation-expired" in {notice.kind for notice, _ in invited.world.post.sent}
    assert invited.browser().get(link).status_code == 404


def test_his_card_and_his_declaration_are_there_once_he_accepted(invited: Site) -> None:
    browser = invited.browser()
    role = accepted(invited, browser)

    page = browser.get(role).text
    for name in ("karte", "erklaerung"):
        assert f'href="{role}/{name}"' in page
        file = browser.get(f"{role}/{name}")
        assert file.status_code == 200
        assert file.headers["content-type"] == "application/pdf"
        assert "attachment" in file.headers["content-disposition"]
    assert browser.get("/kontakt/falsch/karte").status_code in {403, 404, 410}
