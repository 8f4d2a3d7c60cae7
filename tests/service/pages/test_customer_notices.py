"""„Kunden informiert n von N“: ticked off with day and channel, kept over an import, another tenant's customers unknown."""

import re
from datetime import date

from starlette.testclient import TestClient

from service.domain.access import OPERATOR
from service.use_cases.import_records import import_records
from tests.service.conftest import Site
from tests.service.pages.conftest import GRANTOR
from tests.service.use_cases.story import example

PAGE = "/vorsorge/kunden"
TOLD = {"channel": "EMAIL", "informed_on": "2026-03-01"}


def send(browser: TestClient, path: str, **typed: str) -> tuple[int, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/vorsorge").text)
    assert found
    answer = browser.post(path, data={"csrf_token": found[1], **typed})
    return answer.status_code, answer.text


def card(browser: TestClient) -> str:
    """Label of the third block."""
    found = re.search(r"Kunden informiert <span class=\"badge \w+\">([^<]+)<", browser.get("/vorsorge").text)
    assert found
    return found[1]


def test_a_customer_is_marked_with_day_and_channel_and_the_card_counts(site: Site) -> None:
    browser = site.browser(GRANTOR)
    assert card(browser) == "0 von 3"

    assert send(browser, PAGE, refs="EK-88213", **TOLD)[0] == 303
    assert "am 01.03.2026 per E-Mail" in browser.get(PAGE).text
    assert card(browser) == "1 von 3"


def test_all_at_once_and_then_the_block_is_done(site: Site) -> None:
    browser = site.browser(GRANTOR)
    assert send(browser, PAGE, everybody="true", **TOLD)[0] == 303

    assert card(browser) == "3 von 3"
    assert "Alle Ihre Endkunden sind informiert" in browser.get(PAGE).text


def test_an_import_keeps_what_was_noted(site: Site) -> None:
    browser = site.browser(GRANTOR)
    send(browser, PAGE, refs="EK-88213", **TOLD)
    import_records([example("gmbh-joint")], OPERATOR, site.tools)

    assert card(browser) == "1 von 3"


def test_a_mark_is_taken_back(site: Site) -> None:
    browser = site.browser(GRANTOR)
    send(browser, PAGE, refs="EK-88213", **TOLD)
    send(browser, f"{PAGE}/zuruecknehmen", ref="EK-88213")

    assert card(browser) == "0 von 3"


def test_nobody_chosen_a_future_day_and_a_strangers_customer_are_refused(site: Site) -> None:
    browser = site.browser(GRANTOR)
    tomorrow = date.fromordinal(site.tools.clock().date().toordinal() + 2).isoformat()

    for typed, said in (
        (TOLD, "Bitte wählen Sie mindestens einen Kunden aus."),
        ({**TOLD, "informed_on": tomorrow, "refs": "EK-88213"}, "Der Tag liegt in der Zukunft"),
        ({**TOLD, "refs": "EK-1"}, "nicht mehr bei Ihnen geführt"),
    ):
        status, page = send(browser, PAGE, **typed)
        assert status == 422
        assert said in page
    assert card(browser) == "0 von 3"


def test_domains_of_others_are_listed_and_the_texts_name_the_hoster(site: Site) -> None:
    page = site.browser(GRANTOR).get(PAGE).text

    assert "baeckerei-thoennes.example" in page
    assert "Inhaber: Sie selbst" in page
    assert page.count("Nordlicht") > 2
