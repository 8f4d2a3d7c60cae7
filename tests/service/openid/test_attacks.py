"""What a lying provider, a forger or a thief tries (fault 21): refused with 400, and nobody is logged in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.domain.access import Role
from service.openid.provider import OpenIdProvider
from service.web.state import WebState
from tests.openid_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    LyingProvider,
    changed_after_signing,
    running_lying_provider,
    signed_by_a_stranger,
    signed_with_the_public_key_as_secret,
    unsigned,
    with_a_key_of_its_own,
)
from tests.service.conftest import ORIGIN, Site

ROLES = (("boss", Role.ADMIN), ("support", Role.AGENT), ("customers", Role.RESELLER))


@pytest.fixture
def liar() -> Iterator[LyingProvider]:
    with running_lying_provider() as provider:
        yield provider


@pytest.fixture
def door(site: Site, liar: LyingProvider) -> Iterator["Door"]:
    provider = OpenIdProvider(
        issuer=liar.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, scopes=("openid", "email"), role_claim="roles",
        roles=ROLES, customer_claim="customer_no", trust_email=False,
    )  # fmt: skip
    yield Door(site, liar, provider)
    provider.close()


class Door:
    """The application with that provider, and a browser before it."""

    def __init__(self, site: Site, liar: LyingProvider, provider: OpenIdProvider) -> None:
        self.liar = liar
        tools = replace(site.tools, identity_provider=provider)
        self._app = create_app(WebState(tools=tools, public_url=ORIGIN), version="0")
        self.browser = self.new_browser()

    def new_browser(self) -> TestClient:
        return TestClient(self._app, base_url=ORIGIN, follow_redirects=False)

    def set_out(self, browser: TestClient | None = None, return_to: str = "") -> dict[str, str]:
        """What the provider is asked."""
        answer = (browser or self.browser).get("/anmelden/weiter", params={"weiter": return_to})
        assert answer.status_code == 303
        asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
        self.liar.nonce = asked["nonce"]
        return asked

    def come_back(self, browser: TestClient | None = None, **parameters: str) -> Any:
        return (browser or self.browser).get("/anmelden/rueckkehr", params=parameters)

    def tried(self) -> Any:
        return self.come_back(state=self.set_out()["state"], code="c")

    def is_open(self, browser: TestClient | None = None) -> bool:
        return (browser or self.browser).get("/kunden").status_code == 200


def test_an_honest_answer_opens(door: Door) -> None:
    answer = door.tried()

    assert (answer.status_code, answer.headers["location"]) == (303, "/kunden")
    assert door.is_open()


def test_the_request_is_bound_by_pkce_state_and_nonce(door: Door) -> None:
    asked = door.set_out()
    door.come_back(state=asked["state"], code="c")

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{ORIGIN}/anmelden/rueckkehr"
    sent = door.liar.asked[-1]
    assert sent["redirect_uri"] == asked["redirect_uri"]
    assert len(sent["code_verifier"]) >= 43
    assert len({asked["state"], asked["nonce"], sent["code_verifier"]}) == 3


TOKENS: list[Callable[[LyingProvider, dict[str, Any]], str]] = [
    unsigned, signed_with_the_public_key_as_secret, signed_by_a_stranger, with_a_key_of_its_own, changed_after_signing,
    lambda _provider, _claims: "", lambda _provider, _claims: "a.b.c", lambda _provider, _claims: "a.b.c.d.e", lambda _provider, _claims: "x" * 40_000,
]  # fmt: skip


def test_no_forged_token_opens_anything(door: Door) -> None:
    for make in TOKENS:
        door.liar.make = make
        assert door.tried().status_code == 400, make
    assert not door.is_open()


CLAIMS: list[dict[str, Any]] = [
    {"iss": "https://evil.example"},
    {"aud": "somebody-else"},
    {"aud": [CLIENT_ID, "somebody-else"]},
    {"aud": [CLIENT_ID, "somebody-else"], "azp": "somebody-else"},
    {"azp": "somebody-else"},
    {"nonce": "another"},
    {"nonce": None},
    {"exp": 1_000_000_000},
    {"exp": None},
    {"exp": True},
    {"exp": "tomorrow"},
    {"iat": 4_000_000_000},
    {"nbf": 4_000_000_000},
    {"sub": ""},
    {"sub": 7},
    {"sub": "x" * 256},
    {"email_verified": False},
    {"email_verified": None},
    {"email": "nobody"},
    {"email": ["kim@hoster.example"]},
    {"roles": ["none-of-ours"]},
    {"roles": None},
    {"roles": ["customers"]},
    {"roles": ["customers"], "customer_no": "K-99999"},
    {"roles": ["customers"], "customer_no": [["K-10472"], {"no": "K-20931"}, 10472]},
]


def test_no_wrong_claim_opens_anything(door: Door) -> None:
    def told(wrong: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda claims: {name: value for name, value in {**claims, **wrong}.items() if value is not None}

    for wrong in CLAIMS:
        door.liar.change = told(wrong)
        assert door.tried().status_code == 400, wrong
    assert not door.is_open()


def test_a_state_is_good_for_one_return(door: Door) -> None:
    state = door.set_out()["state"]
    assert door.come_back(state=state, code="c").status_code == 303
    door.browser.cookies.clear()

    assert door.come_back(state=state, code="c").status_code == 400
    assert not door.is_open()


def test_another_browser_cannot_finish_what_one_began(door: Door) -> None:
    state = door.set_out()["state"]
    other = door.new_browser()
    door.set_out(other)

    assert door.come_back(other, state=state, code="c").status_code == 400
    assert not door.is_open(other)
    # The attempt used it up: whoever saw the address cannot try again.
    assert door.come_back(state=state, code="c").status_code == 400


def test_a_callback_nobody_waits_for_is_refused(door: Door) -> None:
    door.set_out()

    for query in ("", "?code=c", "?state=made-up&code=c", "?state=a&state=b&code=c"):
        assert door.browser.get(f"/anmelden/rueckkehr{query}").status_code == 400
    assert not door.liar.asked


def test_the_answer_of_another_provider_is_refused_before_the_code_goes_anywhere(door: Door) -> None:
    state = door.set_out()["state"]

    assert door.come_back(state=state, code="c", iss="https://evil.example").status_code == 400
    assert not door.liar.asked


def test_a_provider_that_names_itself_must_do_so(door: Door) -> None:
    door.liar.metadata = {"authorization_response_iss_parameter_supported": True}

    assert door.come_back(state=door.set_out()["state"], code="c").status_code == 400
    assert door.come_back(state=door.set_out()["state"], code="c", iss=door.liar.issuer).status_code == 303


def test_whoever_declines_is_not_logged_in(door: Door) -> None:
    answer = door.come_back(state=door.set_out()["state"], error="access_denied")

    assert answer.status_code == 400
    assert "Es wurde niemand angemeldet" in answer.text


def test_a_discovery_document_of_somebody_else_is_refused(door: Door) -> None:
    door.liar.metadata = {"issuer": "https://evil.example"}

    assert door.browser.get("/anmelden/weiter").status_code == 503


def test_a_provider_that_is_away_is_said_so(door: Door) -> None:
    states = [door.set_out()["state"] for _ in range(3)]

    for state, status in zip(states, (500, 503, 302), strict=True):
        door.liar.status = status
        assert door.come_back(state=state, code="c").status_code in {400, 503}
    assert not door.is_open()


def test_a_new_signing_key_is_fetched_once(door: Door) -> None:
    assert door.tried().status_code == 303
    door.liar.make = signed_by_a_stranger
    fetched = door.liar.fetched.count("/jwks")
    for _ in range(5):
        assert door.tried().status_code == 400

    assert door.liar.fetched.count("/jwks") == fetched


def test_a_thin_token_is_completed_by_the_same_subjects_userinfo(door: Door) -> None:
    door.liar.change = lambda claims: {name: value for name, value in claims.items() if not name.startswith("email")}
    door.liar.userinfo = {"sub": "2", "email": "kim@hoster.example", "email_verified": True}
    assert door.tried().status_code == 400

    door.liar.userinfo = {**door.liar.userinfo, "sub": "1"}
    assert door.tried().status_code == 303


def test_the_way_back_never_leads_elsewhere(door: Door) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        state = door.set_out(return_to=elsewhere)["state"]

        assert door.come_back(state=state, code="c").headers["location"] == "/kunden"


def test_the_way_back_leads_where_one_wanted_to_go(door: Door) -> None:
    state = door.set_out(return_to="/kunden?q=K-10472")["state"]

    assert door.come_back(state=state, code="c").headers["location"] == "/kunden?q=K-10472"


def test_an_address_that_belongs_to_another_subject_is_not_taken_over(door: Door, database_url: str) -> None:
    assert door.tried().status_code == 303
    door.liar.change = lambda claims: {**claims, "sub": "2"}

    answer = door.tried()

    assert answer.status_code == 400
    assert "gehört hier schon zu einem anderen Zugang" in answer.text
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM users WHERE email = 'kim@hoster.example'").fetchone() == (1,)


def test_no_secret_of_the_log_in_is_kept_in_the_clear(door: Door, database_url: str) -> None:
    asked = door.set_out()
    cookie = door.browser.cookies["vollmacht-anmeldung"]

    with psycopg.connect(database_url) as connection:
        rows = str(connection.execute("SELECT * FROM oidc_log_ins").fetchall())
    assert asked["state"] not in rows
    assert cookie not in rows
