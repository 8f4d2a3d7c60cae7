"""What is left of a deed on the page of its emergency, through HTTP."""

from datetime import timedelta

from service.pages.rendering import day
from service.use_cases.erase_evidence import erase_evidence
from tests.service.api.test_story import active, effective, post
from tests.service.conftest import Site
from tests.service.pages.test_suspension import AGENT, GRANTOR


def test_a_deed_that_was_deleted_has_a_date_and_no_link(site: Site) -> None:
    effective(site)
    case = active(site)
    agent = site.browser(AGENT)
    link = f'href="/notfaelle/{case}/nachweise/'
    assert link in agent.get(f"/notfaelle/{case}").text
    post(site, GRANTOR, f"/v1/emergency-cases/{case}/stand-down", {"reason": "Mir geht es gut"})
    later = site.later(timedelta(days=190))
    assert erase_evidence(later) == 1

    page = agent.get(f"/notfaelle/{case}").text

    assert link not in page
    assert f"gelöscht am {day(later.clock())}" in page
