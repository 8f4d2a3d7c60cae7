"""Another tenant's id: 404 and an audit event on every route; and behind the check, the database still shows nothing."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from starlette.testclient import TestClient

from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR, Actor, Role
from service.domain.errors import NotFound
from service.domain.ids import PowerOfAttorneyId, ResellerId
from service.web.identity import ApiAccess
from tests.service.api.test_story import AGENT, QUESTION, TEAM_LEAD, active, effective, post
from tests.service.conftest import Site
from tests.service.web.access_table import policies, routes

OWNER, STRANGER = "gross-weiss@pixelwerft.example", "hallo@ineskraemer.example"
BODIES: dict[str, Any] = {
    "discarding": {"reason": "x"},
    "revocations": {},
    "stand-down": {"reason": "x"},
    "powers-of-attorney": {},
    "signers": {"signers": ["x@example.org"]},
    "emergency-contacts": {
        "given_name": "Erika",
        "surname": "Muster",
        "relation": "Ehefrau",
        "phone": "+49 221 123456",
        "email": "erika@muster.example",
        "level": "MAY_REPORT",
    },
    "terms": {"scopes": ["RENEW_DOMAIN"]},
    "customer-notices": {"end_customers": ["EK-88213"], "channel": "EMAIL", "informed_on": "2026-11-02"},
}
FORMS = {
    "verwerfen": {"reason": "x"},
    "widerrufen": {"reason": "x"},
    "wer": {"signers": "x@example.org"},
    "umfang": {"scopes": "RENEW_DOMAIN"},
}


@dataclass(frozen=True)
class Things:
    """Ids of the GmbH's things, by the beginning of the route that names them."""

    power: str
    case: str
    evidence: str
    contact: str
    decision: str

    def address(self, path: str) -> str:
        by_place = {
            "/v1/emergency-cases": self.case,
            "/notfaelle": self.case,
            "/v1/emergency-contacts": self.contact,
            "/vorsorge/kontakte": self.contact,
            "/v1/authority-decisions": self.decision,
            "/entscheidungen": self.decision,
        }
        id = next((id for place, id in by_place.items() if path.startswith(place)), self.power)
        return (
            path.replace("{customer_no}", "K-10472")
            .replace("{id}", id)
            .replace("{evidence}", self.evidence)
            .replace("{number}", "1")
        )


@pytest.fixture
def things(site: Site) -> Things:
    power = effective(site)
    case = active(site)
    decision = post(site, AGENT, "/v1/authority-decisions", QUESTION)["decision_id"]
    seen = site.api(AGENT).get(f"/v1/emergency-cases/{case}").json()
    contacts = site.api(AGENT).get("/v1/resellers/K-10472").json()["emergency_contacts"]
    return Things(power, case, seen["evidence"][0]["id"], contacts[0]["id"], decision)


def test_a_stranger_s_request_is_404_everywhere_and_leaves_an_event(site: Site, things: Things, database_url: str) -> None:
    """Every route that names a thing and that a reseller may use, with a body that would be right."""
    api, browser = site.api(STRANGER), site.browser(STRANGER)
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/vorsorge").text)
    assert token is not None
    asked = 0
    for route in routes(site.app):
        policy = next(policies(route.dependant))
        assert route.path is not None
        if "{" not in route.path or "{token}" in route.path or policy.roles is None or Role.RESELLER not in policy.roles:
            continue
        for method in sorted(route.methods or ()):
            suffix = route.path.rsplit("/", 1)[1]
            if isinstance(policy, ApiAccess):
                answer = ask_api(api, method, things.address(route.path), suffix)
            else:
                form = {"csrf_token": token[1], **FORMS.get(suffix, {})}
                files = {"file": ("x.pdf", b"%PDF-1.7", "application/pdf")} if suffix == "hochladen" else None
                answer = browser.request(method, things.address(route.path), data=form if method == "POST" else None, files=files)
            assert answer.status_code == 404, (method, route.path, answer.text)
            assert "Pixelwerft" not in answer.text
            asked += 1
    assert asked > 15
    with psycopg.connect(database_url) as connection:
        noted = connection.execute(
            "SELECT count(*), count(DISTINCT actor) FROM audit_log WHERE kind = 'access:foreign-id'"
        ).fetchone()
    assert noted == (asked, 1)


def ask_api(api: TestClient, method: str, address: str, suffix: str) -> Any:
    if method not in {"POST", "PUT", "PATCH"}:
        return api.request(method, address)
    if suffix == "signed-files":
        return api.post(address, content=b"%PDF-1.7", headers={"content-type": "application/pdf"})
    return api.request(method, address, json=BODIES.get(suffix, {}))


def test_an_id_nobody_has_leaves_no_event(site: Site, database_url: str) -> None:
    absent = UUID(int=7 << 76 | 2 << 62)

    assert site.api(STRANGER).get(f"/v1/powers-of-attorney/{absent}").status_code == 404

    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM audit_log WHERE kind = 'access:foreign-id'").fetchone() == (0,)


def test_the_same_words_for_a_stranger_s_id_and_for_one_that_never_was(site: Site, things: Things) -> None:
    absent = UUID(int=7 << 76 | 2 << 62)
    strangers, nobodys = (site.api(STRANGER).get(f"/v1/powers-of-attorney/{id}") for id in (things.power, absent))

    assert strangers.json() == nobodys.json()


def test_the_owner_and_staff_reach_their_own(site: Site, things: Things) -> None:
    assert site.api(OWNER).get(f"/v1/powers-of-attorney/{things.power}").status_code == 200
    assert site.browser(OWNER).get(f"/vollmacht/{things.power}").status_code == 200
    assert site.browser(TEAM_LEAD).get(f"/notfaelle/{things.case}").status_code == 200


class Trusting(Actor):
    """The tenant check as if somebody had removed it."""

    __slots__ = ()

    def sees(self, reseller: ResellerId) -> bool:
        return True


def test_without_our_own_check_the_database_still_hides_the_rows(
    site: Site, things: Things, transactions: DatabaseTransactions, database_url: str
) -> None:
    with transactions(OPERATOR) as work:
        stranger = work.resellers.by_customer_no("K-20931")
        owner = work.resellers.by_customer_no("K-10472")
    assert stranger is not None
    assert owner is not None
    actor = Trusting(label="user:x", role=Role.RESELLER, reseller=stranger.id, email=STRANGER)

    with transactions(actor) as work:
        assert work.resellers.by_customer_no("K-10472") is None
        assert work.powers_of_attorney.of(owner.id) == []
        assert work.end_customers.of(owner.id) == []
        assert work.emergency_contacts.of(owner.id) == []
        assert work.emergency_cases.of(owner.id) == []
        assert work.decisions.of(owner.id) == []
        assert work.audit_log.of_reseller(owner.id) == []
        with pytest.raises(NotFound):
            work.powers_of_attorney.get(PowerOfAttorneyId(UUID(things.power)))


def test_every_table_with_a_tenant_stands_behind_the_second_wall(database_url: str) -> None:
    free = {"numbers", "rate_limits", "oidc_log_ins", "alembic_version", "installation"}
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
    walled = {name for name, secured in rows if secured}
    unwalled = {name for name, secured in rows if not secured and not name.startswith("procrastinate")}

    assert unwalled == free
    assert "powers_of_attorney" in walled


def test_a_reseller_without_a_tenant_sees_nothing_at_all(site: Site, transactions: DatabaseTransactions) -> None:
    with transactions(Actor(label="user:x", role=Role.RESELLER)) as work:
        assert list(work.resellers.all()) == []
