"""API tokens: narrowed by scopes and a date, revocable, never stronger than who made them."""

from datetime import timedelta

import psycopg
from starlette.testclient import TestClient

from service.domain.access import TOKEN_SCOPES
from service.use_cases.manage_tokens import issue_token
from service.web.identity import ApiAccess
from service.web.scopes import scope_of
from tests.service.conftest import ORIGIN, Site
from tests.service.web.access_table import policies, routes
from tests.service.web.test_policies import address
from tests.service.web.test_walls import AGENT, DIRECTOR, csrf_of

ADMIN = "admin@hoster.example"


def with_token(site: Site, secret: str) -> TestClient:
    client = TestClient(site.app, base_url=ORIGIN)
    client.headers["authorization"] = f"Bearer {secret}"
    return client


def test_every_api_route_asks_for_a_scope_that_exists(site: Site) -> None:
    asked = {
        scope_of(method, route.path or "")
        for route in routes(site.app)
        if isinstance(next(policies(route.dependant)), ApiAccess)
        for method in route.methods or ()
    }

    assert asked - {None} == set(TOKEN_SCOPES)


def test_a_narrowed_token_opens_what_it_was_made_for_and_nothing_else(site: Site) -> None:
    client = with_token(site, issue_token(ADMIN, site.tools, scopes=["resellers:read"]))

    assert client.get("/v1/resellers").status_code == 200
    assert client.get("/v1/me").status_code == 200
    for route in routes(site.app):
        if not isinstance(next(policies(route.dependant)), ApiAccess):
            continue
        for method in route.methods or ():
            if scope_of(method, route.path or "") not in {None, "resellers:read"}:
                assert client.request(method, address(route)).status_code == 403, (method, route.path)
    refused = client.get("/v1/powers-of-attorney").json()
    assert (refused["code"], "powers-of-attorney:read" in refused["detail"]) == ("scope-missing", True)


def test_a_scope_gives_no_more_than_the_role(site: Site) -> None:
    client = with_token(site, issue_token(DIRECTOR, site.tools, scopes=["users:read", "resellers:read"]))

    assert client.get("/v1/users").status_code == 403
    assert client.get("/v1/resellers/K-20931").status_code == 404


def test_a_token_ends_on_its_day(site: Site) -> None:
    secret = issue_token(AGENT, site.tools, expires_at=site.tools.clock() + timedelta(days=1))

    assert with_token(site, secret).get("/v1/me").status_code == 200
    assert with_token(site.after(timedelta(days=1)), secret).get("/v1/me").status_code == 401


def test_a_revoked_token_opens_nothing(site: Site) -> None:
    client = with_token(site, issue_token(AGENT, site.tools, name="Ticketsystem"))
    token = client.get("/v1/tokens").json()["tokens"][0]
    assert (token["name"], token["scopes"], token["opens"]) == ("Ticketsystem", None, True)

    assert client.delete(f"/v1/tokens/{token['id']}").status_code == 204

    assert client.get("/v1/me").status_code == 401
    assert site.browser(AGENT).get("/konto").text.count("widerrufen</span>") == 1


def test_a_token_cannot_make_a_stronger_one(site: Site) -> None:
    client = with_token(
        site,
        issue_token(
            AGENT, site.tools, scopes=["tokens:write", "resellers:read"], expires_at=site.tools.clock() + timedelta(days=2)
        ),
    )
    soon = (site.tools.clock() + timedelta(days=1)).isoformat()

    def issue(**body: object) -> int:
        return client.post("/v1/tokens", json={"name": "x", **body}).status_code

    assert issue(expires_at=soon) == 403
    assert issue(scopes=["resellers:read", "resellers:write"], expires_at=soon) == 403
    assert issue(scopes=["resellers:read"]) == 403
    assert issue(scopes=["resellers:read"], expires_at=(site.tools.clock() + timedelta(days=9)).isoformat()) == 403
    assert issue(scopes=["resellers:read"], expires_at=soon) == 201


def test_wrong_wishes_are_all_named(site: Site) -> None:
    answer = site.api(AGENT).post(
        "/v1/tokens", json={"name": "x", "scopes": ["root:write"], "expires_at": "2020-01-01T00:00:00Z"}
    )

    assert answer.status_code == 422
    assert {fault["code"] for fault in answer.json()["faults"]} == {"UNKNOWN_SCOPE", "IN_THE_PAST"}
    assert site.api(AGENT).post("/v1/tokens", json={"name": "x", "scopes": []}).json()["faults"][0]["code"] == "EMPTY"


def test_nobody_revokes_somebody_elses_token_but_the_administration(site: Site) -> None:
    victim = site.api(AGENT)
    token = victim.get("/v1/tokens").json()["tokens"][0]["id"]

    assert site.api(DIRECTOR).delete(f"/v1/tokens/{token}").status_code == 404
    assert victim.get("/v1/me").status_code == 200
    assert site.api(ADMIN).delete(f"/v1/tokens/{token}").status_code == 204
    assert victim.get("/v1/me").status_code == 401


def test_the_page_shows_a_new_token_once(site: Site, database_url: str) -> None:
    browser = site.browser(AGENT)
    token = csrf_of(browser.get("/konto").text)
    form = {
        "csrf_token": token,
        "name": "Ticketsystem",
        "lifetime": "90",
        "scopes": ["resellers:read", "authority-decisions:write"],
    }

    made = browser.post("/konto/token", data=form)

    secret = made.text.split('<code class="secret">', 1)[1].split("<", 1)[0]
    assert with_token(site, secret).get("/v1/resellers").status_code == 200
    page = browser.get("/konto").text
    assert secret not in page
    assert "„Darf ich?“ fragen und festhalten, Reseller lesen" in page
    with psycopg.connect(database_url) as connection:
        assert secret not in str(connection.execute("SELECT * FROM api_tokens").fetchall())
        assert connection.execute("SELECT count(*) FROM audit_log WHERE kind = 'token:issued'").fetchone() == (1,)


def test_a_token_without_a_permission_is_not_made_by_the_page(site: Site) -> None:
    browser = site.browser(AGENT)

    answer = browser.post("/konto/token", data={"csrf_token": csrf_of(browser.get("/konto").text), "name": "x", "lifetime": "30"})

    assert answer.status_code == 422
    assert "Ein Token ohne jede Berechtigung öffnet nichts." in answer.text
