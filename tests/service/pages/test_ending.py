"""Ending a Vollmacht from the hoster's side, through HTTP: each kind of end, what it needs, whom it tells, who may not."""

from uuid import UUID

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.domain.access import WORKER
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import LapseGround
from tests.service.api.test_story import QUESTION, active, effective, post
from tests.service.conftest import Site
from tests.service.pages.test_name_review import token_in
from tests.service.pages.test_suspension import AGENT, GRANTOR, LEAD, OTHERS, state_of

REASON = "Amtsgericht Hamburg, 67c IN 12/26, eröffnet am 20.11.2026."
WHOLE = {"end": "TERMINATION", "reason": REASON, "meant": "true"}


def end(browser: TestClient, power: str, **form: str) -> Response:
    return browser.post(f"/vollmacht/{power}/beenden", data={"csrf_token": token_in(browser.get("/konto").text), **form})


@pytest.mark.parametrize(
    ("kind", "state", "letter", "said"),
    [
        ("TERMINATION", "TERMINATED", "power-of-attorney-terminated", "Wir haben den Auftrag gekündigt."),
        ("ENTITY_GONE", "LAPSED", "power-of-attorney-lapsed", "Den Vollmachtgeber gibt es nicht mehr."),
    ],
)
def test_each_end_is_recorded_told_and_final(site: Site, kind: str, state: str, letter: str, said: str) -> None:
    power = effective(site)
    lead = site.browser(LEAD)
    assert f'href="/vollmacht/{power}/beenden"' in lead.get(f"/vollmacht/{power}").text
    offered = lead.get(f"/vollmacht/{power}/beenden").text
    assert all(f'value="{one}"' in offered for one in ("TERMINATION", *LapseGround))

    answer = end(lead, power, **WHOLE | {"end": kind})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/vollmacht/{power}")
    assert state_of(site, power) == state
    with site.tools.transactions(WORKER) as work:
        notices = [one for one in work.outbox.of(PowerOfAttorneyId(UUID(power))) if one.kind == letter]
    assert {one.recipient for one in notices} >= {GRANTOR, "zoe@pixelwerft.example"}
    assert not any(REASON in str(one.values) for one in notices)
    grantors = site.browser(GRANTOR).get(f"/vollmacht/{power}").text
    assert said in grantors
    assert REASON not in grantors
    staffs = lead.get(f"/vollmacht/{power}").text
    assert REASON in staffs
    assert "beenden</a>" not in staffs
    assert end(lead, power, **WHOLE).status_code == 409


def test_a_running_emergency_is_named_before_and_rests_afterwards(site: Site) -> None:
    power = effective(site)
    case = active(site)
    lead = site.browser(LEAD)
    assert f'href="/notfaelle/{case}"' in lead.get(f"/vollmacht/{power}/beenden").text

    end(lead, power, **WHOLE)

    assert site.api(AGENT).get(f"/v1/emergency-cases/{case}").json()["state"] == "PAUSED"
    assert post(site, AGENT, "/v1/authority-decisions", QUESTION)["decision"] == "DENY"


def test_what_is_incomplete_ends_nothing_and_is_all_said_at_once(site: Site) -> None:
    power, lead = effective(site), site.browser(LEAD)
    choose, explain, confirm = "wählen Sie, warum", "begründen Sie, warum", "bestätigen Sie, dass"
    incomplete: list[tuple[dict[str, str], set[str]]] = [
        ({}, {choose, explain, confirm}),
        (WHOLE | {"meant": ""}, {confirm}),
        (WHOLE | {"reason": "  "}, {explain}),
        (WHOLE | {"end": "REVOKED"}, {choose}),
    ]
    for form, said in incomplete:
        answer = end(lead, power, **form)

        assert answer.status_code == 422
        alert = answer.text.split('role="alert"', 1)[1].split("</section>", 1)[0]
        assert {text for text in (choose, explain, confirm) if text in alert} == said
        assert form.get("reason", "").strip() in answer.text
    assert state_of(site, power) == "EFFECTIVE"


def test_nobody_but_a_team_lead_ends_it(site: Site) -> None:
    power = effective(site)
    for browser in map(site.browser, OTHERS):
        assert browser.get(f"/vollmacht/{power}/beenden").status_code == 403
        assert end(browser, power, **WHOLE).status_code == 403
    assert state_of(site, power) == "EFFECTIVE"


def test_a_draft_cannot_be_ended_like_that(site: Site) -> None:
    power = post(site, GRANTOR, "/v1/resellers/K-10472/powers-of-attorney", {}, 201)["id"]
    lead = site.browser(LEAD)

    assert lead.get(f"/vollmacht/{power}/beenden").status_code == 409
    assert end(lead, power, **WHOLE).status_code == 409


def test_a_programme_gives_its_reason_too(site: Site) -> None:
    power = effective(site)
    lead = site.api(LEAD)

    assert lead.post(f"/v1/powers-of-attorney/{power}/termination", json={}).status_code == 422
    assert lead.post(f"/v1/powers-of-attorney/{power}/lapse", json={"ground": "INSOLVENCY"}).status_code == 422
    given = {"ground": "INSOLVENCY", "reason": REASON}
    assert post(site, LEAD, f"/v1/powers-of-attorney/{power}/lapse", given)["state"] == "LAPSED"
