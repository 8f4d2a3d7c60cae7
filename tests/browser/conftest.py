"""One served installation for all stories; a browser per module, a window per person, each story in each way."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from service.domain.power_of_attorney import BERLIN
from service.wiring.chance import clock
from tests.acceptance.installation import Installation
from tests.browser.chromium import chromium, require_chromium
from tests.browser.inspection import Inspector
from tests.browser.site import Site
from tests.browser.visitor import Visitor
from tests.browser.ways import EVERY, MOUSE, USUAL, Way

Arrives = Callable[..., Visitor]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "arrives" in metafunc.fixturenames:
        ways = EVERY if os.environ.get("VOLLMACHT_TESTS_EVERY_WAY") else USUAL
        metafunc.parametrize("way", ways, ids=[way.name for way in ways])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the session: while it lives, Playwright's event loop runs in this thread, and others need their own.
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    require_chromium()
    home = tmp_path_factory.mktemp("served") / "home"
    home.parent.chmod(0o711)
    installation = Installation(home)
    with installation.serving(VOLLMACHT_DEED_WAITING_HOURS="0", VOLLMACHT_TRUSTED_PROXIES="127.0.0.1") as serving:
        served = Site(installation, serving, clock().astimezone(BERLIN).date())
        yield served
        served.close()


@pytest.fixture(scope="session")
def inspector() -> Inspector:
    """Takes pictures too when `python -m tests.browser.screenshots DIR` asks for them."""
    folder = os.environ.get("VOLLMACHT_TESTS_SCREENSHOTS")
    return Inspector(Path(folder) if folder else None)


@pytest.fixture
def arrives(way: Way, browser: Browser, site: Site, inspector: Inspector) -> Iterator[Arrives]:
    """Somebody opens a browser, in each of the ways; with an address she is logged in."""
    yield from _arriving(way, browser, site, inspector)


@pytest.fixture
def sits_down(browser: Browser, site: Site, inspector: Inspector) -> Iterator[Arrives]:
    """Somebody at a desk with a mouse: for what is the same in every way."""
    yield from _arriving(MOUSE, browser, site, inspector)


def _arriving(way: Way, browser: Browser, site: Site, inspector: Inspector) -> Iterator[Arrives]:
    visitors: list[Visitor] = []

    def arrive(email: str | None = None, *, scripts: bool = True) -> Visitor:
        visitors.append(Visitor(browser, site, inspector, way, scripts=scripts))
        return visitors[-1].log_in(email) if email else visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.close()
