"""The sandbox's letters: readable by staff, escaped, and nowhere to be found in production."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.notify.folder import FolderPost
from service.use_cases.deliver_notices import deliver_notices
from service.web.state import WebState
from tests.service.conftest import ORIGIN, PASSWORD, Site


@pytest.fixture
def agent(invited: Site, tmp_path: Path) -> TestClient:
    folder = FolderPost(tmp_path / "mail")
    tools = replace(invited.tools, post=folder, mailbox=folder)
    deliver_notices(tools)
    client = TestClient(
        create_app(WebState(tools=tools, public_url=ORIGIN), version="0"), base_url=ORIGIN, follow_redirects=False
    )
    client.post("/anmelden", data={"email": "agent@hoster.example", "password": PASSWORD})
    return client


def test_every_letter_is_there_with_its_link(agent: TestClient) -> None:
    page = agent.get("/postausgang").text

    assert page.count("<details") == 4
    assert 'href="http://127.0.0.1/einladung/' in page
    assert 'href="/postausgang" aria-current="page"' in page


def test_without_a_folder_there_is_no_such_page(site: Site) -> None:
    browser = site.browser("agent@hoster.example")

    assert browser.get("/postausgang").status_code == 404
    assert "Postausgang" not in browser.get("/kunden").text
