"""Whoever represents the grantor revokes by the link of his letter, alone; looking changes nothing."""

from uuid import UUID

from service.domain.access import OPERATOR
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import State
from service.use_cases.deliver_notices import deliver_notices
from tests.service.api.test_story import effective
from tests.service.conftest import Site

SECOND, OFFICE = "zoe@pixelwerft.example", "buero@pixelwerft.example"


def link(site: Site, recipient: str) -> str:
    deliver_notices(site.tools)
    head = next(
        head
        for notice, head in site.world.post.sent
        if notice.kind == "power-of-attorney-effective" and notice.recipient == recipient
    )
    return f"/widerruf/{head.token}"


def state(site: Site, power: str) -> State:
    with site.tools.transactions(OPERATOR) as work:
        return work.powers_of_attorney.get(PowerOfAttorneyId(UUID(power))).state


def test_the_second_director_revokes_alone_without_an_account(site: Site) -> None:
    power = effective(site)
    address, browser = link(site, SECOND), site.browser()
    for _ in range(3):
        assert "Vollmacht widerrufen" in browser.get(address).text
    assert state(site, power) is State.EFFECTIVE

    done = browser.post(address)
    assert "ist widerrufen, ab sofort" in done.text
    assert state(site, power) is State.REVOKED
    again = browser.get(address)
    assert again.status_code == 200
    assert "widerrufen und wird nicht mehr benutzt" in again.text
    assert "Vollmacht widerrufen</button>" not in again.text


def test_an_address_that_represents_nobody_only_suspends(site: Site) -> None:
    power = effective(site)

    assert "ruht, ab sofort" in site.browser().post(link(site, OFFICE), data={"reason": "Anruf"}).text
    assert state(site, power) is State.SUSPENDED


def test_another_site_revokes_nothing_and_another_link_opens_nothing(site: Site) -> None:
    power = effective(site)
    address = link(site, SECOND)

    assert site.browser().post(address, headers={"origin": "https://evil.example"}).status_code == 403
    assert site.browser().get(address.replace("/widerruf/", "/mitzeichnung/")).status_code == 404
    assert site.browser().get(f"{address}x").status_code == 404
    assert state(site, power) is State.EFFECTIVE
