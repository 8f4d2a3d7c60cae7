"""Whoever tries too often waits; whoever knows his password is never hindered by his own success."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import psycopg
import pytest
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR
from service.web.limits import LOG_IN_BY_ADDRESS, PUBLIC_LOOK_UP
from tests.service.conftest import ORIGIN, PASSWORD, Site

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=10)
AGENT = "agent@hoster.example"


def test_so_many_at_once_then_one_at_a_time(transactions: DatabaseTransactions) -> None:
    def ask(at: datetime) -> timedelta | None:
        with transactions(OPERATOR) as work:
            return work.rate_limits.ask("k", times=5, window=WINDOW, at=at)

    assert [ask(NOW) for _ in range(5)] == [None] * 5
    assert ask(NOW) == timedelta(minutes=2)
    assert ask(NOW + timedelta(minutes=1)) == timedelta(minutes=1)
    assert ask(NOW + timedelta(minutes=2)) is None
    assert ask(NOW + timedelta(minutes=2)) == timedelta(minutes=2)
    assert [ask(NOW + timedelta(hours=1)) for _ in range(6)].count(None) == 5


def test_looking_counts_nothing(transactions: DatabaseTransactions) -> None:
    with transactions(OPERATOR) as work:
        peeks = [work.rate_limits.peek("k", times=1, window=WINDOW, at=NOW) for _ in range(3)]
        assert peeks == [None] * 3
        assert work.rate_limits.ask("k", times=1, window=WINDOW, at=NOW) is None
        assert work.rate_limits.peek("k", times=1, window=WINDOW, at=NOW) == WINDOW


def test_idle_rows_go(transactions: DatabaseTransactions) -> None:
    with transactions(OPERATOR) as work:
        work.rate_limits.ask("k", times=1, window=WINDOW, at=NOW)
        assert work.rate_limits.forget_idle(NOW) == 0
        assert work.rate_limits.forget_idle(NOW + timedelta(days=1)) == 1


@pytest.mark.parametrize("path", ["/v1/sessions", "/anmelden"])
def test_guessing_passwords_ends_soon_even_with_the_right_one(site: Site, path: str, database_url: str) -> None:
    browser = site.browser()

    def attempt(password: str) -> int:
        given = {"email": AGENT, "password": password}
        return (
            browser.post(path, json=given).status_code if path.startswith("/v1") else browser.post(path, data=given).status_code
        )

    assert [attempt("guess") for _ in range(LOG_IN_BY_ADDRESS.times)] == [401] * LOG_IN_BY_ADDRESS.times
    assert attempt("guess") == 429
    assert attempt(PASSWORD) == 429
    with psycopg.connect(database_url) as connection:
        keys = "".join(row[0] for row in connection.execute("SELECT key FROM rate_limits"))
    assert AGENT not in keys
    assert "testclient" not in keys


def test_a_throttled_answer_says_when_to_come_back(site: Site) -> None:
    browser = site.browser()
    for _ in range(PUBLIC_LOOK_UP.times):
        assert browser.get("/pruefen").status_code == 200

    page = browser.get("/pruefen")

    assert page.status_code == 429
    assert int(page.headers["retry-after"]) > 0
    assert "Bitte warten Sie etwas" in page.text


def test_throttling_is_one_event_a_window_not_one_a_knock(site: Site, database_url: str) -> None:
    browser = site.browser()
    for _ in range(PUBLIC_LOOK_UP.times + 20):
        browser.get("/pruefen")

    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM audit_log WHERE kind = 'access:throttled'").fetchone() == (1,)


def test_success_is_not_counted(site: Site) -> None:
    for _ in range(LOG_IN_BY_ADDRESS.times + 5):
        answer = site.browser().post("/v1/sessions", json={"email": AGENT, "password": PASSWORD})
        assert answer.status_code == 201


def test_a_household_with_many_ipv6_addresses_is_one_client(site: Site) -> None:
    for number in range(PUBLIC_LOOK_UP.times):
        assert TestClient(site.app, base_url=ORIGIN, client=(f"2001:db8:1:2::{number:x}", 1)).get("/pruefen").status_code == 200

    assert TestClient(site.app, base_url=ORIGIN, client=("2001:db8:1:2:ffff::1", 1)).get("/pruefen").status_code == 429
    assert TestClient(site.app, base_url=ORIGIN, client=("2001:db8:1:3::1", 1)).get("/pruefen").status_code == 200


def test_only_a_trusted_proxy_says_whose_request_it_passes_on(site: Site) -> None:
    behind: Any = ProxyHeadersMiddleware(cast(Any, site.app), trusted_hosts=["10.0.0.0/8"])

    def asked(peer: str, said: str) -> int:
        client = TestClient(behind, base_url=ORIGIN, client=(peer, 1))
        return client.get("/pruefen", headers={"x-forwarded-for": said}).status_code

    for _ in range(PUBLIC_LOOK_UP.times):
        assert asked("10.0.0.1", "203.0.113.7") == 200
    assert asked("10.0.0.1", "203.0.113.7") == 429
    # What the client wrote itself stands further left and counts for nothing.
    assert asked("10.0.0.1", "198.51.100.9, 203.0.113.7") == 429
    assert asked("10.0.0.1", "203.0.113.8") == 200
    # A stranger's word about himself is not believed.
    assert asked("192.0.2.1", "203.0.113.7") == 200
