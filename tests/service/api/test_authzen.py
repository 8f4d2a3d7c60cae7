"""OpenID AuthZEN Authorization API 1.0: the standard's own shapes."""

from typing import Any

import pytest

from tests.service.api.test_story import AGENT, AUDITOR, DIRECTORS, QUESTION, active, effective
from tests.service.conftest import ORIGIN, Site

ASKED: dict[str, Any] = {
    "subject": {"type": "user", "id": "agent-7"},
    "action": {"name": "INFORM_END_CUSTOMER"},
    "resource": {"type": "end_customer", "id": QUESTION["end_customer"], "properties": {"customer_no": "K-10472"}},
}


def evaluate(site: Site, asked: object, path: str = "evaluation") -> Any:
    answer = site.api(AGENT).post(f"/access/v1/{path}", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_no_is_an_answer_with_all_its_reasons(site: Site) -> None:
    answer = evaluate(site, ASKED)

    assert answer["decision"] is False
    assert "POWER_OF_ATTORNEY_NONE" in {one["code"] for one in answer["context"]["reasons"]}
    assert answer["context"]["sandbox"] is True


def test_yes_carries_its_obligations(site: Site) -> None:
    effective(site)
    active(site)

    answer = evaluate(site, ASKED)

    assert answer["decision"] is True
    assert answer["context"]["obligations"]


def test_whom_the_asking_system_names_by_address_is_judged_himself(site: Site) -> None:
    def failing(subject: dict[str, Any]) -> set[str]:
        reasons = evaluate(site, {**ASKED, "subject": subject})["context"]["reasons"]
        return {one["code"] for one in reasons if one["code"].startswith("ACTOR_")}

    effective(site)
    active(site)

    assert failing({"type": "user", "id": DIRECTORS[0]}) == {"ACTOR_ROLE_INSUFFICIENT", "ACTOR_CONFLICT_OF_INTEREST"}
    assert failing({"type": "user", "id": "7", "properties": {"email": AUDITOR}}) == {"ACTOR_ROLE_INSUFFICIENT"}
    assert failing({"type": "user", "id": AGENT}) == failing({"type": "user", "id": "agent-7"}) == set()


def test_a_batch_takes_what_is_missing_from_its_own_members(site: Site) -> None:
    answer = evaluate(site, {**ASKED, "evaluations": [{}, {"action": {"name": "PROTECT_DELETION_HOLD"}}]}, "evaluations")

    assert [one["decision"] for one in answer["evaluations"]] == [False, True]


@pytest.mark.parametrize(("semantic", "count"), [("execute_all", 3), ("deny_on_first_deny", 2), ("permit_on_first_permit", 1)])
def test_a_batch_stops_where_its_semantic_says(site: Site, semantic: str, count: int) -> None:
    hold = {"action": {"name": "PROTECT_DELETION_HOLD"}}
    asked = {**ASKED, "evaluations": [hold, {}, hold], "options": {"evaluations_semantic": semantic}}

    assert len(evaluate(site, asked, "evaluations")["evaluations"]) == count


def test_without_a_list_it_is_one_evaluation(site: Site) -> None:
    assert evaluate(site, ASKED, "evaluations")["decision"] is False


@pytest.mark.parametrize("missing", ["subject", "action", "resource"])
def test_what_is_missing_is_named(site: Site, missing: str) -> None:
    asked = {name: value for name, value in ASKED.items() if name != missing}

    answer = site.api(AGENT).post("/access/v1/evaluation", json=asked)

    assert answer.status_code in {400, 422}
    assert answer.json()["faults"][0]["path"] == f"$.{missing}"


def test_the_configuration_says_where_to_ask(site: Site) -> None:
    answer = site.browser().get("/.well-known/authzen-configuration").json()

    assert answer["access_evaluation_endpoint"] == f"{ORIGIN}/access/v1/evaluation"


def test_the_request_id_comes_back(site: Site) -> None:
    answer = site.api(AGENT).post("/access/v1/evaluation", json=ASKED, headers={"X-Request-ID": "abc"})

    assert answer.headers["x-request-id"] == "abc"
