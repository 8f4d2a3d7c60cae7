"""Two people at once, and one person twice, through the API on a real database: each act happens once, the later one is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from service.domain.access import OPERATOR, Role
from service.use_cases.manage_users import create_user
from tests.service.api.test_story import AGENT, TEAM_LEAD, effective, post
from tests.service.conftest import PASSWORD, Site

OTHER_LEAD = "other-lead@hoster.example"
CASE = "/v1/emergency-cases"


def at_once(site: Site, path: str, given: object, first: str, second: str, key: str | None = None) -> list[Any]:
    """Both answers, each from a programme of its own."""
    start = Barrier(2)
    clients = [site.api(first), site.api(second)]

    def send(number: int) -> Any:
        start.wait(30)
        return clients[number].post(path, json=given, headers={"idempotency-key": key} if key else {})

    with ThreadPoolExecutor(2) as threads:
        return [one.result(60) for one in [threads.submit(send, number) for number in range(2)]]


def events(site: Site, kind: str) -> int:
    with site.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        return sum(event.kind == kind for event in work.audit_log.of_reseller(reseller.id, limit=None))


def asked_for(site: Site) -> str:
    """A case with an approval asked for, its evidence read by both team leads."""
    create_user(OTHER_LEAD, Role.TEAM_LEAD, site.tools, password=PASSWORD)
    effective(site)
    case = post(site, AGENT, "/v1/resellers/K-10472/emergency-cases", {"ground": "DEATH", "reporter": "heir"}, 201)["id"]
    deed = {"file": ("d.pdf", b"deed", "application/pdf")}
    added = site.api(AGENT).post(f"{CASE}/{case}/evidence", data={"tier": "A", "kind": "Urkunde"}, files=deed).json()
    post(site, AGENT, f"{CASE}/{case}/insolvency-checks", {"finding": "NOTHING_FOUND"}, 201)
    post(site, AGENT, f"{CASE}/{case}/approval-requests", {}, 201)
    for lead in (TEAM_LEAD, OTHER_LEAD):
        assert site.api(lead).get(f"{CASE}/{case}/evidence/{added['evidence'][0]['id']}").status_code == 200
    return str(case)


def active(site: Site) -> str:
    case = asked_for(site)
    post(site, TEAM_LEAD, f"{CASE}/{case}/approvals", {"reason": "gesehen"}, 201)
    return case


def asked_to_renew(site: Site) -> str:
    case = active(site)
    post(site, AGENT, f"{CASE}/{case}/renewal-requests", {}, 200)
    return case


def paused(site: Site) -> str:
    case = active(site)
    post(site, AGENT, f"{CASE}/{case}/pauses", {"sign": "CALL"}, 200)
    return case


ACTS: dict[str, tuple[Callable[[Site], str], str, dict[str, str], str]] = {
    "approve": (asked_for, "approvals", {"reason": "gesehen"}, "emergency-case:approved"),
    "renew": (asked_to_renew, "renewals", {}, "emergency-case:renewed"),
    "resume": (paused, "resumptions", {"reason": "der Nachbar"}, "emergency-case:resumed"),
    "wind down": (active, "winding-down", {}, "emergency-case:wound-down"),
}


@pytest.mark.parametrize("second", [OTHER_LEAD, TEAM_LEAD])
@pytest.mark.parametrize("act", ACTS)
def test_of_two_team_leads_or_two_clicks_one_acts_and_the_other_is_told(site: Site, act: str, second: str) -> None:
    prepare, verb, given, kind = ACTS[act]
    case = prepare(site)

    answers = at_once(site, f"{CASE}/{case}/{verb}", given, TEAM_LEAD, second)

    statuses = sorted(one.status_code for one in answers)
    assert statuses[0] < 300, [one.text for one in answers]
    assert statuses[1] == 409, [one.text for one in answers]
    assert events(site, kind) == 1


@pytest.mark.parametrize("act", ACTS)
def test_under_one_idempotency_key_two_clicks_are_one_and_get_one_answer(site: Site, act: str) -> None:
    prepare, verb, given, kind = ACTS[act]
    case = prepare(site)
    path = f"{CASE}/{case}/{verb}"

    answers = at_once(site, path, given, TEAM_LEAD, TEAM_LEAD, key="click-1")
    again = site.api(TEAM_LEAD).post(path, json=given, headers={"idempotency-key": "click-1"})

    done = [one for one in answers if one.status_code < 300]
    assert done
    assert all("läuft noch" in one.text for one in answers if one.status_code >= 300), [one.text for one in answers]
    assert (again.status_code, again.json()) == (done[0].status_code, done[0].json())
    assert events(site, kind) == 1


def test_a_key_is_its_users_own(site: Site) -> None:
    case = asked_for(site)
    path, given = f"{CASE}/{case}/approvals", {"reason": "gesehen"}
    first = site.api(TEAM_LEAD).post(path, json=given, headers={"idempotency-key": "same"})
    other = site.api(OTHER_LEAD).post(path, json=given, headers={"idempotency-key": "same"})
    misused = site.api(TEAM_LEAD).post(path, json={"reason": "anders"}, headers={"idempotency-key": "same"})

    assert [first.status_code, other.status_code, misused.status_code] == [201, 409, 409]
    assert other.json()["code"] == "wrong-state"
