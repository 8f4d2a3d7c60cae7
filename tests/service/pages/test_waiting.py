"""A page that waits asks again by itself; it is changed only when there is something new to see."""

import re

from tests.service.api.test_story import issued, sign
from tests.service.conftest import Site
from tests.service.pages.conftest import GRANTOR

SECOND = "zoe@pixelwerft.example"
SWAPPED = '<h1 tabindex="-1" autofocus>'


def test_while_nothing_is_new_the_page_is_left_alone_and_then_the_focus_goes_to_its_heading(site: Site) -> None:
    power = issued(site)
    sign(site, power, GRANTOR)
    sign(site, power, SECOND)
    browser = site.browser(GRANTOR)
    page = browser.get(f"/vollmacht/{power}").text
    asks = re.search(r'hx-get="([^"]+)"', page)
    assert asks is not None
    assert SWAPPED not in page

    again = browser.get(asks[1], headers={"hx-request": "true"})
    assert (again.status_code, again.text) == (204, "")
    site.work_off()
    done = browser.get(asks[1], headers={"hx-request": "true"})

    assert done.status_code == 200
    assert SWAPPED in done.text
    assert "hx-get" not in done.text
