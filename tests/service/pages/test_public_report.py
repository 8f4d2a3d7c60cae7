"""Anybody reports an emergency; the answer is the same whoever is named, and whom it concerns is looked up later."""

from datetime import timedelta

import pytest

from service.domain.access import OPERATOR
from service.domain.emergency_case import CaseState
from service.domain.emergency_report import EmergencyReport, ReportState
from service.domain.errors import NotFound
from service.use_cases.deliver_notices import deliver_notices
from service.use_cases.match_reports import match_reports
from tests.service.conftest import Site
from tests.service.pages.conftest import GRANTOR

TYPED = {
    "about": "K-10472",
    "ground": "ACCIDENT_ILLNESS",
    "reporter": "FAMILY",
    "name": "Mia Sommer",
    "call_back": "+49 221 555123",
}
AGENT = "agent@hoster.example"


def report(site: Site, **typed: str) -> tuple[int, str]:
    answer = site.browser().post("/notfall", data={**TYPED, **typed})
    return answer.status_code, answer.text


def reports(site: Site) -> list[EmergencyReport]:
    with site.tools.transactions(OPERATOR) as work:
        return list(work.emergency_reports.open())


def cases(site: Site) -> list[tuple[str, CaseState]]:
    with site.tools.transactions(OPERATOR) as work:
        return [(case.reporter, case.state) for case in work.emergency_cases.open()]


def csrf(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


def without_code(page: str) -> str:
    return page.split("Ihre Meldung ist angekommen", maxsplit=1)[0] + page.rsplit("</strong></p>", maxsplit=1)[-1]


def test_the_answer_is_the_same_for_a_customer_and_for_nobody(site: Site) -> None:
    known, unknown = report(site), report(site, about="Gibt es nicht GmbH")

    assert known[0] == unknown[0] == 200
    assert without_code(known[1]) == without_code(unknown[1])
    assert "Pixelwerft" not in known[1]
    assert not cases(site), "looked up later, so that the answer takes as long for everybody"


@pytest.mark.parametrize(
    "about",
    [
        "K-10472",
        "pixelwerft agentur für digitale räume gmbh",
        "https://www.baeckerei-thoennes.example/",
        " Brot-Thoennes.example",
    ],
)
def test_whom_it_concerns_is_found_exactly_and_his_case_opens(site: Site, about: str) -> None:
    report(site, about=about)

    assert match_reports(site.tools) == 1
    assert match_reports(site.tools) == 0
    assert cases(site) == [("public", CaseState.REPORTED)]
    deliver_notices(site.tools)
    assert ("emergency-reported", GRANTOR) in {(notice.kind, notice.recipient) for notice, _ in site.world.post.sent}


def test_what_fits_nobody_waits_for_a_person_who_puts_it_to_a_customer(site: Site) -> None:
    report(site, about="Die Pixelleute in Hamburg")
    match_reports(site.tools)
    assert [one.state for one in reports(site)] == [ReportState.OPEN]

    agent = site.browser(AGENT)
    page = agent.get("/notfaelle").text
    assert "Die Pixelleute in Hamburg" in page
    found = reports(site)[0]
    wrong = agent.post(f"/meldungen/{found.id}/zuordnen", data={"csrf_token": csrf(page), "customer_no": "K-0"})
    assert wrong.status_code == 422
    right = agent.post(f"/meldungen/{found.id}/zuordnen", data={"csrf_token": csrf(page), "customer_no": "K-10472"})
    assert right.status_code == 303
    assert "+49 221 555123" in agent.get(right.headers["location"]).text


def test_a_second_report_joins_the_open_case(site: Site) -> None:
    report(site)
    report(site, name="Noch jemand", about="brot-thoennes.example")
    match_reports(site.tools)

    assert len(cases(site)) == 1
    assert not reports(site)


def test_who_has_just_said_that_he_is_well_is_not_alarmed_by_a_stranger(site: Site) -> None:
    report(site)
    match_reports(site.tools)
    browser = site.browser(GRANTOR)
    page = browser.get("/vorsorge").text
    address = page.split('action="/notfaelle/')[1].split('"')[0]
    assert browser.post(f"/notfaelle/{address}", data={"csrf_token": csrf(page)}).status_code == 303
    report(site)
    match_reports(site.tools)

    assert not cases(site)
    assert [one.state for one in reports(site)] == [ReportState.OPEN]


def test_what_led_nowhere_is_forgotten_after_thirty_days(site: Site) -> None:
    report(site, about="unbekannt")
    agent = site.browser(AGENT)
    page = agent.get("/notfaelle").text
    found = reports(site)[0]
    assert agent.post(f"/meldungen/{found.id}/verwerfen", data={"csrf_token": csrf(page)}).status_code == 303

    match_reports(site.later(timedelta(days=31)))
    with pytest.raises(NotFound), site.tools.transactions(OPERATOR) as work:
        work.emergency_reports.get(found.id)


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(site: Site) -> None:
    status, page = report(site, about="", ground="FLU", reporter="", call_back="keine")

    assert status == 422
    assert page.count('aria-invalid="true"') == 2
    assert page.count('role="alert"') == 1
    assert 'value="Mia Sommer"' in page
    assert not reports(site)


def test_nobody_reports_in_bulk_and_another_site_reports_nothing(site: Site) -> None:
    forged = site.browser().post("/notfall", data=TYPED, headers={"origin": "https://evil.example"})
    assert forged.status_code == 403
    answers = [report(site)[0] for _ in range(7)]

    assert answers.count(429) >= 1
    assert answers[0] == 200


def test_a_reseller_does_not_see_who_reported(site: Site) -> None:
    report(site)
    match_reports(site.tools)

    assert "Mia Sommer" not in site.browser(GRANTOR).get("/vorsorge").text
