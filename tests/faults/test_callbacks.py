"""Faults 12, 13 and 21: fifty callbacks at once, forged, replayed and foreign ones, on a real database and over HTTP."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import parse_qsl

import pytest
from starlette.testclient import TestClient

from service.domain.access import OPERATOR
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import State
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from tests.service.conftest import Site, site

__all__ = ["site"]
pytestmark = pytest.mark.timeout(120)
OWNER, STRANGER = "hallo@ineskraemer.example", "gross-weiss@pixelwerft.example"
ISSUER = "https://provider.example"


@pytest.fixture
def power(site: Site) -> PowerOfAttorneyId:
    site.world.signatures.issuer = ISSUER
    with site.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-20931")
    assert reseller is not None
    draft = begin_power_of_attorney(reseller.id, OPERATOR, site.tools)
    return submit_power_of_attorney(draft.id, OPERATOR, site.tools).id


def state_of(site: Site, power: PowerOfAttorneyId) -> State:
    with site.tools.transactions(OPERATOR) as work:
        return work.powers_of_attorney.get(power).state


def kinds(site: Site, power: PowerOfAttorneyId) -> Counter[str]:
    with site.tools.transactions(OPERATOR) as work:
        reseller = work.powers_of_attorney.get(power).reseller
        return Counter(event.kind for event in work.audit_log.of_reseller(reseller))


def begun(site: Site, browser: TestClient, power: PowerOfAttorneyId) -> str:
    """The state of the first leg."""
    answer = browser.post(
        f"/vollmacht/{power}/unterschreiben",
        headers={"origin": "http://vorsorge.example"},
        data={"csrf_token": token_in(browser, power)},
    )
    assert answer.status_code == 303, answer.text
    return f"state-{site.world.signatures.states}"


def token_in(browser: TestClient, power: PowerOfAttorneyId) -> str:
    return browser.get(f"/vollmacht/{power}").text.split('name="csrf_token" value="')[1].split('"')[0]


def back(browser: TestClient, **given: str) -> tuple[int, str]:
    answer = browser.get("/signatures/callback", params={"code": "c", "iss": ISSUER, **given})
    return answer.status_code, answer.headers.get("location", "")


def test_fifty_callbacks_at_once_make_one_step_and_forty_nine_see_where_it_stands(site: Site, power: PowerOfAttorneyId) -> None:
    browser = site.browser(OWNER)
    state = begun(site, browser, power)
    assert back(browser, state=state)[0] == 303  # the log-in leg; the consent's state is the next one
    consent = f"state-{site.world.signatures.states}"
    cookies, together = dict(browser.cookies), Barrier(10)

    def once(number: int) -> int:
        if number < 10:
            together.wait()
        one = TestClient(site.app, base_url="http://vorsorge.example", follow_redirects=False, cookies=cookies)
        return back(one, state=consent)[0]

    with ThreadPoolExecutor(10) as people:
        answers = Counter(people.map(once, range(50)))

    assert answers == {303: 50}
    assert len(site.world.signatures.charged) == 1
    assert state_of(site, power) is State.UNDER_REVIEW
    assert kinds(site, power)["signature:accepted"] == 1


@pytest.mark.parametrize("who", [OWNER, STRANGER])
def test_a_forged_state_is_refused_noted_and_changes_nothing(site: Site, power: PowerOfAttorneyId, who: str) -> None:
    begun(site, site.browser(OWNER), power)
    intruder = site.browser(who)
    before = kinds(site, power)

    assert back(intruder, state="forged") == (400, "")

    after = kinds(site, power)
    if who == OWNER:
        assert after["signature:callback-refused"] == 1
    assert after - before <= Counter({"signature:callback-refused": 1})


def test_anothers_session_cannot_redeem_the_right_state(site: Site, power: PowerOfAttorneyId) -> None:
    owner = site.browser(OWNER)
    state = begun(site, owner, power)

    assert back(site.browser(STRANGER), state=state) == (400, "")
    assert back(site.browser(), state=state)[0] in {303, 401}  # nobody is logged in there: to the log-in, and no session

    assert back(owner, state=state)[0] == 303  # it was not used up
    assert back(owner, state=state) == (400, "")  # now it is: the consent has a state of its own


@pytest.mark.parametrize("issuer", ["https://evil.example", ""])
def test_another_issuers_answer_is_refused_and_the_real_one_still_counts(
    site: Site, power: PowerOfAttorneyId, issuer: str
) -> None:
    owner = site.browser(OWNER)
    state = begun(site, owner, power)

    assert back(owner, state=state, iss=issuer) == (400, "")

    assert kinds(site, power)["signature:callback-refused"] == 1
    assert back(owner, state=state)[0] == 303


def test_a_code_that_comes_again_after_all_is_done_changes_nothing(site: Site, power: PowerOfAttorneyId) -> None:
    owner = site.browser(OWNER)
    back(owner, state=begun(site, owner, power))
    consent = f"state-{site.world.signatures.states}"
    back(owner, state=consent)
    assert state_of(site, power) is State.UNDER_REVIEW
    before = kinds(site, power)

    for _ in range(3):
        assert dict(parse_qsl(back(owner, state=consent)[1])) == {}

    assert kinds(site, power) == before
    assert len(site.world.signatures.charged) == 1
