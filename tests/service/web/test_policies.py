"""Every route has a policy; who has not its role gets nothing."""

import re
from uuid import NAMESPACE_URL, uuid5

import pytest
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from service.domain.access import Role
from service.web.identity import ApiAccess, PageAccess
from tests.service.conftest import Site
from tests.service.web.access_table import FILE, policies, routes, table
from tests.service.web.test_walls import csrf_of

ABSENT = str(uuid5(NAMESPACE_URL, "absent"))
WHO = {
    Role.RESELLER: "hallo@ineskraemer.example",
    Role.AGENT: "agent@hoster.example",
    Role.TEAM_LEAD: "team_lead@hoster.example",
    Role.AUDITOR: "auditor@hoster.example",
    Role.ADMIN: "admin@hoster.example",
}


def address(route: RouteContext) -> str:
    assert route.path is not None
    return re.sub(
        r"\{customer_no\}", "K-10472", re.sub(r"\{(id|evidence|token|session)\}", ABSENT, route.path.replace("{number}", "1"))
    )


def test_every_route_declares_exactly_one_policy(site: Site) -> None:
    undeclared = {route.path: found for route in routes(site.app) if len(found := list(policies(route.dependant))) != 1}

    assert len(routes(site.app)) > 60
    assert not undeclared


def test_the_application_has_no_other_doors(site: Site) -> None:
    others = {route.path for route in iter_route_contexts(site.app.routes) if not isinstance(route.original_route, APIRoute)}

    assert others == {"/static", "/v1/openapi.json"}


def test_without_a_token_the_api_answers_401_and_pages_lead_to_the_log_in(site: Site) -> None:
    browser = site.browser()
    for route in routes(site.app):
        policy = next(policies(route.dependant))
        for method in sorted(route.methods or ()):
            answer = browser.request(method, address(route))
            if isinstance(policy, ApiAccess):
                assert answer.status_code == 401, route.path
                assert answer.headers["content-type"] == "application/problem+json"
            elif isinstance(policy, PageAccess):
                assert answer.status_code == 303, route.path
                assert answer.headers["location"].startswith("/anmelden")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_is_not_named_is_refused_everywhere(site: Site, role: Role) -> None:
    api, browser = site.api(WHO[role]), site.browser(WHO[role])
    token = csrf_of(browser.get("/konto").text)
    for route in routes(site.app):
        policy = next(policies(route.dependant))
        if policy.roles is None or role in policy.roles:
            continue
        for method in sorted(route.methods or ()):
            if isinstance(policy, ApiAccess):
                assert api.request(method, address(route)).status_code == 403, route.path
            else:
                form = None if method == "GET" else {"csrf_token": token}
                assert browser.request(method, address(route), data=form).status_code == 403, route.path


def test_the_api_does_not_look_at_cookies(site: Site) -> None:
    browser = site.browser(WHO[Role.AGENT])

    assert browser.get("/kunden").status_code == 200
    assert browser.get("/v1/resellers").status_code == 401


def test_every_json_answer_says_that_this_is_a_sandbox(site: Site) -> None:
    api = site.api(WHO[Role.AGENT])
    for path in ("/v1/me", "/v1/resellers", "/v1/powers-of-attorney", "/v1/emergency-cases", "/livez", "/readyz", "/v1/nothing"):
        assert api.get(path).json()["sandbox"] is True, path


def test_the_table_in_the_docs_is_the_application_s() -> None:
    assert FILE.read_text("utf-8") == table(), "run `python -m tests.service.web.access_table`"
