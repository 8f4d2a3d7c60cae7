"""Sessions end by themselves, at one's own word and at the administration's; none is taken along from before the log-in (fault 23)."""

import re
from dataclasses import replace
from datetime import timedelta

import psycopg
from starlette.testclient import TestClient

from service.domain.access import OPERATOR, Role
from service.domain.emergency_case import CaseState, EmergencyCase, Ground
from service.domain.ids import EmergencyCaseId, ResellerId
from service.pages.devices import device_words, place_words
from service.use_cases.manage_sessions import forget_sessions
from service.use_cases.manage_users import invite_user
from service.web.limits import coarse
from tests.service.conftest import ORIGIN, PASSWORD, Site
from tests.service.web.test_walls import AGENT, DIRECTOR, csrf_of

ADMIN = "admin@hoster.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def moved(browser: TestClient, site: Site) -> TestClient:
    """The same browser, later."""
    other = TestClient(site.app, base_url=ORIGIN, follow_redirects=False)
    other.cookies.update(browser.cookies)
    return other


def programme(site: Site, who: str) -> TestClient:
    """With the token of a session."""
    client = TestClient(site.app, base_url=ORIGIN)
    begun = client.post("/v1/sessions", json={"email": who, "password": PASSWORD})
    client.headers["authorization"] = f"Bearer {begun.json()['token']}"
    return client


def test_an_idle_session_ends(site: Site) -> None:
    browser = site.browser(AGENT)
    idle = site.tools.policy.session_idle

    assert moved(browser, site.after(idle - timedelta(minutes=1))).get("/kunden").status_code == 200
    # That look counted: idle is counted from the last request, not from the log-in.
    assert moved(browser, site.after(idle + timedelta(minutes=5))).get("/kunden").status_code == 200
    assert moved(browser, site.after(idle * 2 + timedelta(minutes=6))).get("/kunden").status_code == 303


def test_a_busy_session_ends_in_the_evening_all_the_same(site: Site) -> None:
    browser = site.browser(AGENT)
    step = site.tools.policy.session_idle - timedelta(minutes=1)
    steps = site.tools.policy.session_lifetime // step

    for number in range(steps + 1):
        assert moved(browser, site.after(number * step)).get("/kunden").status_code == 200
    assert moved(browser, site.after(site.tools.policy.session_lifetime)).get("/kunden").status_code == 303


def test_looking_again_at_once_writes_nothing(site: Site, database_url: str) -> None:
    browser = site.browser(AGENT)
    with psycopg.connect(database_url) as connection:
        before = connection.execute("SELECT last_seen_at FROM sessions").fetchone()
    browser.get("/kunden")
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT last_seen_at FROM sessions").fetchone() == before


def test_a_session_put_into_the_browser_before_the_log_in_is_not_used(site: Site) -> None:
    planted = site.browser(AGENT)
    victim = site.browser()
    victim.cookies.update(planted.cookies)

    victim.post("/anmelden", data={"email": DIRECTOR, "password": PASSWORD})

    assert victim.cookies["vollmacht"] != planted.cookies["vollmacht"]
    assert victim.get("/vorsorge").status_code == 200
    # And the planted one, which the victim's browser held, is over.
    assert planted.get("/kunden").status_code == 303


def test_a_made_up_session_is_not_adopted(site: Site) -> None:
    browser = site.browser()
    browser.cookies.set("vollmacht", "chosen-by-the-attacker")
    browser.post("/anmelden", data={"email": AGENT, "password": PASSWORD})

    thief = site.browser()
    thief.cookies.set("vollmacht", "chosen-by-the-attacker")
    assert thief.get("/kunden").status_code == 303


def test_one_sees_where_one_is_logged_in(site: Site) -> None:
    here = TestClient(
        site.app, base_url=ORIGIN, follow_redirects=False, headers={"user-agent": FIREFOX}, client=("203.0.113.77", 1)
    )
    here.post("/anmelden", data={"email": AGENT, "password": PASSWORD})
    programme(site, AGENT)

    page = here.get("/konto").text

    assert "Firefox auf Linux" in page
    assert "aus dem Netz 203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    assert page.count("dieses Gerät") == 1
    assert "Programm „testclient“" in page


def test_one_ends_another_of_ones_sessions_and_all_others(site: Site) -> None:
    here, there, elsewhere = site.browser(AGENT), site.browser(AGENT), site.browser(AGENT)
    page = here.get("/konto").text
    others = re.findall(r"/konto/anmeldungen/([0-9a-f-]+)/beenden", page)
    assert len(others) == 2

    here.post(f"/konto/anmeldungen/{others[0]}/beenden", data={"csrf_token": csrf_of(page)})
    assert sorted([there.get("/kunden").status_code, elsewhere.get("/kunden").status_code]) == [200, 303]

    here.post("/konto/anmeldungen/beenden", data={"csrf_token": csrf_of(page)})
    assert {there.get("/kunden").status_code, elsewhere.get("/kunden").status_code} == {303}
    assert here.get("/kunden").status_code == 200


def test_the_api_lists_and_ends_sessions(site: Site) -> None:
    here, there = programme(site, AGENT), programme(site, AGENT)
    listed = here.get("/v1/sessions").json()["sessions"]
    assert [one["current"] for one in listed].count(True) == 1
    other = next(one["id"] for one in listed if not one["current"])

    assert here.delete(f"/v1/sessions/{other}").status_code == 204
    assert there.get("/v1/me").status_code == 401
    assert here.delete(f"/v1/sessions/{other}").status_code == 404

    third = programme(site, AGENT)
    assert here.delete("/v1/sessions").json()["ended"] == 1
    assert third.get("/v1/me").status_code == 401


def test_nobody_ends_somebody_elses_session_but_the_administration(site: Site) -> None:
    victim, stranger, admin = programme(site, AGENT), programme(site, DIRECTOR), programme(site, ADMIN)
    session = victim.get("/v1/sessions").json()["sessions"][0]["id"]

    assert stranger.delete(f"/v1/sessions/{session}").status_code == 404
    assert victim.get("/v1/me").status_code == 200
    assert admin.delete(f"/v1/sessions/{session}").status_code == 204
    assert victim.get("/v1/me").status_code == 401


def test_ended_sessions_are_forgotten(site: Site, database_url: str) -> None:
    site.browser(AGENT)

    assert forget_sessions(site.tools) == 0
    assert forget_sessions(site.later(site.tools.policy.session_idle + timedelta(minutes=1))) == 1
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


def test_a_shorter_idle_time_counts_at_once(site: Site) -> None:
    browser = site.browser(AGENT)
    strict = replace(site.tools, policy=replace(site.tools.policy, session_idle=timedelta(0)))

    assert forget_sessions(strict) == 1
    assert browser.get("/kunden").status_code == 303


def test_where_from_is_kept_only_roughly() -> None:
    assert coarse("203.0.113.77") == "203.0.113.0/24"
    assert coarse("2001:db8:1:2:3:4:5:6") == "2001:db8:1::/48"
    assert coarse("testclient") == ""
    assert place_words("") == "Herkunft unbekannt"


def test_a_device_is_called_by_a_name_people_know() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1"

    assert device_words(edge) == "Edge auf Windows"
    assert device_words(iphone) == "Safari auf iPhone"
    assert device_words("curl/8.5.0") == "Programm „curl“"
    assert device_words("") == "Unbekanntes Gerät"


def test_whoever_represents_several_acts_for_one_at_a_time(site: Site) -> None:
    """In the sandbox the address says who one is; a token acts for the one it was made for."""
    invite_user(DIRECTOR, Role.RESELLER, "", "K-20931", OPERATOR, site.tools)
    with site.tools.transactions(OPERATOR) as work:
        for user in work.users.with_email(DIRECTOR):
            work.users.save(user, site.tools.policy.sandbox_password_hash)
    client = TestClient(site.app, base_url=ORIGIN)
    begun = client.post("/v1/sessions", json={"email": DIRECTOR, "password": PASSWORD, "customer_no": "K-10472"}).json()
    client.headers["authorization"] = f"Bearer {begun['token']}"

    sides = {one["customer_no"]: one["current"] for one in client.get("/v1/sessions/sides").json()["sides"]}
    switched = client.post("/v1/sessions/current/side", json={"customer_no": "K-20931"})

    assert sides == {"K-10472": True, "K-20931": False}
    assert switched.status_code == 201
    assert switched.json()["expires_at"] <= begun["expires_at"]
    assert client.get("/v1/me").status_code == 401
    client.headers["authorization"] = f"Bearer {switched.json()['token']}"
    assert client.get("/v1/resellers/K-20931").status_code == 200
    assert client.get("/v1/resellers/K-10472").status_code == 404
    assert client.post("/v1/sessions/current/side", json={"customer_no": "K-99999"}).status_code == 404
    token = client.post("/v1/tokens", json={"name": "Buchhaltung", "scopes": ["sessions:write", "resellers:read"]}).json()[
        "token"
    ]
    client.headers["authorization"] = f"Bearer {token}"
    assert client.get("/v1/resellers/K-20931").status_code == 200
    assert client.post("/v1/sessions/current/side", json={"customer_no": "K-10472"}).status_code == 403


def a_waiting_case(site: Site, reseller: ResellerId) -> EmergencyCase:
    id = EmergencyCaseId(site.tools.new_id())
    return EmergencyCase(
        id=id, reseller=reseller, code=f"N-{str(id)[-4:]}", state=CaseState.WAITING, ground=Ground.DEATH, reporter="agent",
        reported_by="agent", reported_at=site.tools.clock(),
    )  # fmt: skip


def test_a_log_in_is_a_sign_of_life_only_for_the_side_that_is_chosen(site: Site) -> None:
    invite_user(DIRECTOR, Role.RESELLER, "", "K-20931", OPERATOR, site.tools)
    with site.tools.transactions(OPERATOR) as work:
        users = list(work.users.with_email(DIRECTOR))
        for user in users:
            assert user.reseller is not None
            work.users.save(user, site.tools.policy.sandbox_password_hash)
            work.emergency_cases.save(a_waiting_case(site, user.reseller))

    def resting() -> set[str]:
        with site.tools.transactions(OPERATOR) as work:
            sides = [user.reseller for user in users if user.reseller is not None]
            paused = [one for side in sides for one in work.emergency_cases.of(side) if one.state is CaseState.PAUSED]
            return {work.resellers.get(one.reseller).grantor.customer_no for one in paused}

    browser = site.browser(DIRECTOR)
    page = browser.get("/fuer-wen").text
    assert resting() == set()

    token = page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
    assert browser.post("/fuer-wen", data={"csrf_token": token, "customer_no": "K-20931"}).status_code == 303
    assert resting() == {"K-20931"}


def test_nobody_acts_for_a_customer_he_does_not_represent(site: Site) -> None:
    client = programme(site, DIRECTOR)

    assert [one["customer_no"] for one in client.get("/v1/sessions/sides").json()["sides"]] == ["K-10472"]
    assert client.post("/v1/sessions/current/side", json={"customer_no": "K-20931"}).status_code == 404
    assert client.get("/v1/me").status_code == 200
    assert programme(site, AGENT).get("/v1/sessions/sides").status_code == 403
