"""The notice to customers as a PDF to take along."""

from tests.service.api.test_story import effective
from tests.service.conftest import Site
from tests.service.pages.conftest import GRANTOR


def test_the_notice_exists_once_there_is_a_vollmacht(site: Site) -> None:
    browser = site.browser(GRANTOR)
    assert browser.get("/vorsorge/kunden/brief").status_code == 409
    assert "/vorsorge/kunden/brief" not in browser.get("/vorsorge/kunden").text
    effective(site)

    assert browser.get("/vorsorge/kunden/brief").content.startswith(b"%PDF")
    assert "/vorsorge/kunden/brief" in browser.get("/vorsorge/kunden").text
