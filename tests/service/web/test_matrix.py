"""Every route, every role, one's own things and another tenant's: exactly what the table in docs/access.md says.

The table is held against the policies by `test_policies`; here the policies are held against what really happens, use cases included.
"""

import re
from typing import Any

import pytest
from fastapi.routing import RouteContext
from starlette.testclient import TestClient

from service.domain.access import Role
from service.web.identity import ApiAccess, PageAccess
from tests.service.conftest import Site
from tests.service.web.access_table import FILE, policies, routes
from tests.service.web.test_policies import WHO
from tests.service.web.test_tenants import FORMS, OWNER, Things, ask_api, things
from tests.service.web.test_walls import csrf_of

__all__ = ["things"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
LACKS_ROLE = "Ihre Rolle erlaubt das nicht."
# They end the very access the test walks with.
LAST = ("/abmelden", "/v1/sessions", "/konto/anmeldungen/beenden")


def allowed(role: Role) -> dict[tuple[str, str], bool]:
    """What the published table says."""
    columns = list(Role)
    found = {}
    for line in FILE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"`/.*`", cells[1] if len(cells) > 1 else "") and cells[2] in {"API", "Page"}:
            found[cells[0], cells[1].strip("`")] = cells[5 + columns.index(role)] == "yes"
    return found


def address(route: RouteContext, things: Things) -> str:
    path = things.address(route.path or "")
    return re.sub(r"\{\w+\}", "01890000-0000-7000-8000-000000000000", path)


def walk(site: Site, who: str, things: Things) -> dict[tuple[str, str], Any]:
    """Answers to every request of the table, as that person."""
    api, browser = site.api(who), site.browser(who)
    token = csrf_of(browser.get("/konto").text)
    answers = {}
    for route in sorted(routes(site.app), key=lambda one: (one.path or "").startswith(LAST)):
        policy = next(policies(route.dependant))
        for method in sorted(route.methods or ()):
            path, suffix = address(route, things), (route.path or "").rsplit("/", 1)[1]
            if isinstance(policy, ApiAccess):
                answers[method, route.path or ""] = ask_api(api, method, path, suffix)
            elif isinstance(policy, PageAccess):
                answers[method, route.path or ""] = ask_page(browser, method, path, suffix, token)
    return answers


def ask_page(browser: TestClient, method: str, path: str, suffix: str, token: str) -> Any:
    form = {"csrf_token": token, **FORMS.get(suffix, {})} if method == "POST" else None
    return browser.request(method, path, data=form)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_the_table_says_and_nothing_else(site: Site, things: Things, role: Role) -> None:
    table = allowed(role)
    who = OWNER if role is Role.RESELLER else WHO[role]

    answers = walk(site, who, things)

    assert set(answers) == set(table)
    assert len(table) > 100
    wrong = {
        request: answer.status_code
        for request, answer in answers.items()
        if (answer.status_code == 403 and LACKS_ROLE in answer.text) == table[request] or answer.status_code in {401, 500}
    }
    assert not wrong


def test_another_tenants_things_are_there_for_no_reseller(site: Site, things: Things) -> None:
    table = allowed(Role.RESELLER)

    answers = walk(site, WHO[Role.RESELLER], things)

    for (method, path), answer in answers.items():
        assert "Pixelwerft" not in answer.text, (method, path)
        if "{" in path and table[method, path]:
            assert answer.status_code in {404, 422}, (method, path, answer.status_code)
