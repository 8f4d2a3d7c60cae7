"""A window's title says first that something was refused, and only then."""

import pytest

from tests.service.conftest import Site

GRANTOR = "gross-weiss@pixelwerft.example"


@pytest.mark.parametrize("path", ["/anmelden", "/pruefen", "/notfall"])
def test_a_public_form_that_just_came_is_no_error(site: Site, path: str) -> None:
    assert "<title>Fehler" not in site.browser().get(path).text


@pytest.mark.parametrize("path", ["/vorsorge/kontakte/neu", "/vorsorge/kunden", "/vollmacht/neu", "/vorsorge"])
def test_a_resellers_form_that_just_came_is_no_error(site: Site, path: str) -> None:
    assert "<title>Fehler" not in site.browser(GRANTOR).get(path).text


def test_what_is_refused_says_so_in_the_title(site: Site) -> None:
    assert "<title>Fehler: Einen Notfall melden" in site.browser().post("/notfall", data={}).text
    assert "<title>Fehler: Anmelden" in site.browser().post("/anmelden", data={"email": "x", "password": "y"}).text
