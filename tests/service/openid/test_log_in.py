"""Log in at a provider that is not ours (oidc-provider-mock), with roles by claim mapping and by invitation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.domain.access import OPERATOR, Role, User
from service.domain.audit import AuditEvent
from service.domain.ids import ResellerId
from service.openid.provider import OpenIdProvider
from service.use_cases.log_in import actor_of
from service.use_cases.manage_tokens import add_token
from service.use_cases.manage_users import disable_user, invite_user, user_with_email
from service.web.state import WebState
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, MockProvider, running_mock_provider
from tests.service.conftest import ORIGIN, Site

ROLES = (("hosting-leads", Role.TEAM_LEAD), ("hosting-support", Role.AGENT), ("customers", Role.RESELLER))


@pytest.fixture(scope="module")
def provider() -> Iterator[MockProvider]:
    with running_mock_provider() as running:
        yield running


class Production:
    """The application as in production, with that provider."""

    def __init__(self, site: Site, provider: MockProvider, roles: tuple[tuple[str, Role], ...]) -> None:
        self._provider = provider
        self.port = OpenIdProvider(
            issuer=provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, scopes=("openid", "email", "profile"),
            role_claim="realm_access.roles", roles=roles, customer_claim="customer_no", trust_email=False,
        )  # fmt: skip
        self.tools = replace(site.tools, identity_provider=self.port, policy=replace(site.tools.policy, sandbox=False))
        self._app = create_app(WebState(tools=self.tools, public_url=ORIGIN, provider_origins=(self.port.origin,)), version="0")

    def browser(self) -> TestClient:
        return TestClient(self._app, base_url=ORIGIN, follow_redirects=False)

    def users(self, email: str) -> Sequence[User]:
        with self.tools.transactions(OPERATOR) as work:
            return work.users.with_email(email)

    def reseller(self, customer_no: str) -> ResellerId:
        with self.tools.transactions(OPERATOR) as work:
            found = work.resellers.by_customer_no(customer_no)
        assert found is not None
        return found.id

    def events(self, kind: str) -> Sequence[AuditEvent]:
        with self.tools.transactions(OPERATOR) as work:
            resellers = [self.reseller(number) for number in ("K-10472", "K-20931")]
            found = [event for one in resellers for event in work.audit_log.of_reseller(one) if event.kind == kind]
        return sorted(found, key=lambda event: event.at)

    def log_in(self, browser: TestClient, subject: str) -> Any:
        to = browser.get("/anmelden/weiter").headers["location"]
        return browser.get(self._provider.consent(to, subject))


@pytest.fixture
def by_claims(site: Site, provider: MockProvider) -> Iterator[Production]:
    made = Production(site, provider, ROLES)
    yield made
    made.port.close()


@pytest.fixture
def by_invitation(site: Site, provider: MockProvider) -> Iterator[Production]:
    made = Production(site, provider, ())
    yield made
    made.port.close()


def test_the_claims_give_the_role_first_that_fits(by_claims: Production, provider: MockProvider) -> None:
    provider.know("lead", email="Lead@Hoster.example", email_verified=True, name="Lea D.", realm_access={"roles": ["x", "hosting-support", "hosting-leads"]})  # fmt: skip
    browser = by_claims.browser()

    assert by_claims.log_in(browser, "lead").headers["location"] == "/freigaben"
    assert "Lea D." in browser.get("/konto").text


def test_a_reseller_comes_to_his_own_by_his_customer_number(by_claims: Production, provider: MockProvider) -> None:
    provider.know("zoe", email="zoe@pixelwerft.example", email_verified=True, realm_access={"roles": ["customers"]}, customer_no="K-10472")  # fmt: skip
    browser = by_claims.browser()

    assert by_claims.log_in(browser, "zoe").headers["location"] == "/vorsorge"
    assert browser.get("/vorsorge").status_code == 200
    assert browser.get("/kunden").status_code == 403


def in_front_of(browser: TestClient, customer_no: str) -> Any:
    """Press „Für … handeln“."""
    page = browser.get("/fuer-wen").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    return browser.post("/fuer-wen", data={"csrf_token": token, "customer_no": customer_no, "weiter": "/vorsorge"})


def test_whoever_represents_several_customers_chooses_for_whom_and_sees_only_that_one(
    by_claims: Production, provider: MockProvider
) -> None:
    customers = ["K-10472", "K-20931", "K-00000"]
    provider.know("two", email="two@people.example", email_verified=True, realm_access={"roles": ["customers"]}, customer_no=customers)  # fmt: skip
    browser = by_claims.browser()

    assert by_claims.log_in(browser, "two").headers["location"].startswith("/fuer-wen")
    page = browser.get("/fuer-wen").text
    assert "K-10472" in page
    assert "K-20931" in page
    assert "K-00000" not in page
    seen = {}
    for number in ("K-20931", "K-10472"):
        cookie = browser.cookies["__Host-vollmacht"] if "__Host-vollmacht" in browser.cookies else browser.cookies["vollmacht"]
        assert in_front_of(browser, number).headers["location"] == "/vorsorge"
        seen[number] = browser.get("/v1/me", headers={"authorization": f"Bearer {cookie}"})
        me = {user.reseller: user for user in by_claims.users("two@people.example")}
        assert len(me) == 2
    # The session before each switch is over, and the switches stand in the log under their tenants.
    assert {answer.status_code for answer in seen.values()} == {401}
    switched = by_claims.events("session:switched")
    assert [event.reseller for event in switched] == [by_claims.reseller("K-20931"), by_claims.reseller("K-10472")]

    refused = in_front_of(browser, "K-00000")
    assert refused.status_code == 404
    # The next log-in remembers the last choice, and still asks.
    assert by_claims.log_in(browser, "two").headers["location"].startswith("/fuer-wen")


def test_a_customer_taken_away_there_is_gone_here_with_its_sessions_and_tokens(
    by_claims: Production, provider: MockProvider
) -> None:
    provider.know("less", email="less@people.example", email_verified=True, realm_access={"roles": ["customers"]}, customer_no=["K-10472", "K-20931"])  # fmt: skip
    before, after = by_claims.browser(), by_claims.browser()
    by_claims.log_in(before, "less")
    in_front_of(before, "K-20931")
    gone = next(user for user in by_claims.users("less@people.example") if user.reseller == by_claims.reseller("K-20931"))
    _, secret = add_token(gone.id, actor_of(gone), by_claims.tools, name="Buchhaltung", scopes=None, expires_at=None)
    assert after.get("/v1/me", headers={"authorization": f"Bearer {secret}"}).json()["reseller"] == str(gone.reseller)
    provider.know("less", email="less@people.example", email_verified=True, realm_access={"roles": ["customers"]}, customer_no="K-10472")  # fmt: skip

    assert by_claims.log_in(after, "less").headers["location"] == "/vorsorge"

    assert before.get("/vorsorge").status_code == 303
    assert after.get("/v1/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    assert in_front_of(after, "K-20931").status_code == 404


def test_a_role_taken_away_there_is_gone_here_with_the_next_log_in(by_claims: Production, provider: MockProvider) -> None:
    provider.know("kim", email="kim@hoster.example", email_verified=True, realm_access={"roles": ["hosting-leads"]})
    before, after = by_claims.browser(), by_claims.browser()
    by_claims.log_in(before, "kim")
    assert before.get("/freigaben").status_code == 200
    provider.know("kim", email="kim@hoster.example", email_verified=True, realm_access={"roles": ["hosting-support"]})

    by_claims.log_in(after, "kim")

    assert after.get("/freigaben").status_code == 403
    assert before.get("/freigaben").status_code == 303


def test_without_a_mapping_only_who_was_invited_comes_in(by_invitation: Production, provider: MockProvider) -> None:
    provider.know("new", email="new@hoster.example", email_verified=True)
    browser = by_invitation.browser()
    assert by_invitation.log_in(browser, "new").status_code == 400

    invite_user("New@Hoster.example", Role.AUDITOR, "", None, OPERATOR, by_invitation.tools)

    assert by_invitation.log_in(browser, "new").headers["location"] == "/nachweise"
    # From now on the subject counts, whatever becomes of the address.
    provider.know("new", email="renamed@hoster.example", email_verified=True)
    assert by_invitation.log_in(browser, "new").headers["location"] == "/nachweise"


def test_an_invitation_is_not_taken_up_by_an_unverified_address(by_invitation: Production, provider: MockProvider) -> None:
    invite_user("boss@hoster.example", Role.ADMIN, "", None, OPERATOR, by_invitation.tools)
    provider.know("thief", email="boss@hoster.example", email_verified=False)

    assert by_invitation.log_in(by_invitation.browser(), "thief").status_code == 400


def test_whoever_is_disabled_stays_out(by_claims: Production, provider: MockProvider) -> None:
    provider.know("gone", email="gone@hoster.example", email_verified=True, realm_access={"roles": ["hosting-support"]})
    browser = by_claims.browser()
    by_claims.log_in(browser, "gone")
    assert browser.get("/kunden").status_code == 200

    disable_user(user_with_email("gone@hoster.example", by_claims.tools).id, OPERATOR, by_claims.tools)

    assert browser.get("/kunden").status_code == 303
    refused = by_claims.log_in(browser, "gone")
    assert refused.status_code == 400
    assert "gesperrt" in refused.text


def test_declining_at_the_provider_is_no_log_in(by_claims: Production, provider: MockProvider) -> None:
    browser = by_claims.browser()
    back = provider.deny(browser.get("/anmelden/weiter").headers["location"])

    assert browser.get(back).status_code == 400


def test_logging_out_ends_the_providers_session_too(by_claims: Production, provider: MockProvider) -> None:
    provider.know("kim", email="kim@hoster.example", email_verified=True, realm_access={"roles": ["hosting-leads"]})
    browser = by_claims.browser()
    by_claims.log_in(browser, "kim")
    token = browser.get("/konto").text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]

    answer = browser.post("/abmelden", data={"csrf_token": token})

    assert answer.headers["location"].startswith(f"{provider.issuer}/")
    assert provider.issuer in answer.headers["content-security-policy"]
    assert browser.get("/kunden").status_code == 303


def test_in_production_there_are_no_passwords(by_claims: Production) -> None:
    browser = by_claims.browser()
    page = browser.get("/anmelden")
    given = {"email": "agent@hoster.example", "password": "sandbox"}

    assert "Weiter zur Anmeldung" in page.text
    assert 'type="password"' not in page.text
    assert browser.post("/anmelden", data=given).status_code == 403
    refused = browser.post("/v1/sessions", json=given)
    assert (refused.status_code, refused.json()["code"]) == (403, "no-passwords")
