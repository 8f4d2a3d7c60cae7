"""The administration's users, by page and API: nobody keeps what was taken from him, nobody locks himself out."""

from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from tests.service.conftest import PASSWORD, Site
from tests.service.web.test_walls import AGENT, csrf_of

ADMIN = "admin@hoster.example"


def id_of(site: Site, email: str) -> str:
    users: list[dict[str, Any]] = site.api(ADMIN).get("/v1/users").json()["users"]
    return str(next(one["id"] for one in users if one["email"] == email))


def send(browser: TestClient, path: str, **form: str) -> Any:
    return browser.post(path, data={"csrf_token": csrf_of(browser.get("/zugaenge").text), **form})


def test_somebody_invited_may_log_in_and_is_written_to(site: Site, database_url: str) -> None:
    browser = site.browser(ADMIN)

    answer = send(browser, "/zugaenge", email="Neu@Hoster.example", role="agent", name="Nele Neu")

    assert answer.status_code == 303
    assert "Nele Neu" in browser.get(answer.headers["location"]).text
    with psycopg.connect(database_url) as connection:
        told = connection.execute("SELECT recipient FROM outbox WHERE kind = 'user-invited'").fetchall()
    assert told == [("neu@hoster.example",)]


def test_a_resellers_user_needs_a_known_customer_number(site: Site) -> None:
    api = site.api(ADMIN)

    def invited(**body: object) -> Any:
        return api.post("/v1/users", json={"email": "x@agentur.example", **body})

    assert invited(role="reseller").json()["faults"][0]["code"] == "MISSING"
    assert invited(role="reseller", customer_no="K-99999").json()["faults"][0]["code"] == "UNKNOWN_CUSTOMER_NO"
    assert invited(role="agent", customer_no="K-10472").json()["faults"][0]["code"] == "NOT_ALLOWED"
    made = invited(role="reseller", customer_no="K-10472")
    assert (made.status_code, made.json()["customer_no"]) == (201, "K-10472")
    assert invited(role="reseller", customer_no="K-10472").status_code == 409
    assert invited(role="reseller", customer_no="K-20931").status_code == 201


def test_whoever_is_shut_out_loses_sessions_and_tokens_at_once(site: Site) -> None:
    victim, programme, admin = site.browser(AGENT), site.api(AGENT), site.browser(ADMIN)
    id = id_of(site, AGENT)

    send(admin, f"/zugaenge/{id}/sperren")

    assert victim.get("/kunden").status_code == 303
    assert programme.get("/v1/me").status_code == 401
    assert site.browser().post("/anmelden", data={"email": AGENT, "password": PASSWORD}).status_code == 401
    assert "gesperrt" in admin.get("/zugaenge").text

    send(admin, f"/zugaenge/{id}/entsperren")
    assert programme.get("/v1/me").status_code == 200
    assert victim.get("/kunden").status_code == 303


def test_another_role_counts_at_once_and_ends_the_old_ones_sessions(site: Site, database_url: str) -> None:
    victim, admin = site.browser(AGENT), site.browser(ADMIN)

    send(admin, f"/zugaenge/{id_of(site, AGENT)}/rolle", role="auditor")

    assert victim.get("/kunden").status_code == 303
    assert site.browser(AGENT).get("/nachweise").status_code == 200
    with psycopg.connect(database_url) as connection:
        details = connection.execute("SELECT details FROM audit_log WHERE kind = 'user:changed'").fetchone()
    assert details == ({"role": "auditor", "before": "agent"},)


def test_nobody_changes_himself(site: Site) -> None:
    admin, id = site.browser(ADMIN), id_of(site, ADMIN)

    assert send(admin, f"/zugaenge/{id}/rolle", role="agent").status_code == 409
    assert send(admin, f"/zugaenge/{id}/sperren").status_code == 409
    assert "Das sind Sie selbst" in admin.get(f"/zugaenge/{id}").text
    assert site.api(ADMIN).patch(f"/v1/users/{id}", json={"role": "agent"}).status_code == 409


def test_the_administration_ends_one_session_or_all(site: Site) -> None:
    victim, other, admin = site.browser(AGENT), site.browser(AGENT), site.browser(ADMIN)
    id = id_of(site, AGENT)
    api = site.api(ADMIN)
    session = api.get(f"/v1/users/{id}/sessions").json()["sessions"][0]["id"]

    send(admin, f"/zugaenge/{id}/anmeldungen/{session}/beenden")
    assert sorted([victim.get("/kunden").status_code, other.get("/kunden").status_code]) == [200, 303]

    send(admin, f"/zugaenge/{id}/abmelden")
    assert {victim.get("/kunden").status_code, other.get("/kunden").status_code} == {303}
    assert api.delete(f"/v1/users/{id}/sessions").json()["ended"] == 0


def test_the_administration_sees_and_revokes_a_users_tokens_but_makes_none(site: Site) -> None:
    programme, admin, id = site.api(AGENT), site.browser(ADMIN), id_of(site, AGENT)
    token = site.api(ADMIN).get(f"/v1/users/{id}/tokens").json()["tokens"][0]["id"]

    send(admin, f"/zugaenge/{id}/token/{token}/widerrufen")

    assert programme.get("/v1/me").status_code == 401
    assert site.api(ADMIN).post(f"/v1/users/{id}/tokens", json={"name": "x"}).status_code == 405


@pytest.mark.parametrize("path", ["", "/sessions", "/tokens"])
def test_nobody_else_sees_users(site: Site, path: str) -> None:
    id = id_of(site, AGENT)

    for who in (AGENT, "team_lead@hoster.example", "auditor@hoster.example", "gross-weiss@pixelwerft.example"):
        assert site.api(who).get(f"/v1/users/{id}{path}").status_code == 403


def test_an_unknown_user_is_not_there(site: Site) -> None:
    api = site.api(ADMIN)
    absent = "01890000-0000-7000-8000-000000000000"

    for path in ("", "/sessions", "/tokens"):
        assert api.get(f"/v1/users/{absent}{path}").status_code == 404
    assert site.browser(ADMIN).get(f"/zugaenge/{absent}").status_code == 404


def test_the_list_is_searched_by_name_address_and_customer_number(site: Site) -> None:
    admin = site.browser(ADMIN)

    assert "hallo@ineskraemer.example" in admin.get("/zugaenge", params={"q": "k-20931"}).text
    assert "agent@hoster.example" not in admin.get("/zugaenge", params={"q": "k-20931"}).text
    assert "keinen Zugang" in admin.get("/zugaenge", params={"q": "nobody"}).text
