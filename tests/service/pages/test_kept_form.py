"""A form that came too late is shown again with what was written; but only to whoever wrote it, and never a secret."""

import html

import pytest
from httpx2 import Response

from tests.service.conftest import ORIGIN, Site
from tests.service.pages.conftest import GRANTOR

REASON = "Die Kosten <60 €> sind mir zu hoch."
OURS = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


@pytest.fixture
def power(site: Site) -> str:
    return str(site.api(GRANTOR).post("/v1/resellers/K-10472/powers-of-attorney", json={}).json()["id"])


def send(site: Site, power: str, who: str | None, headers: dict[str, str], **more: str) -> Response:
    """The form of a session that is over."""
    data = {"csrf_token": "of yesterday", "reason": REASON, **more}
    return site.browser(who).post(f"/vollmacht/{power}/verwerfen", data=data, headers=headers)


def test_nobody_is_logged_in_any_more_and_what_was_written_waits(site: Site, power: str) -> None:
    answer = send(site, power, None, OURS)

    assert answer.status_code == 401
    assert html.escape(REASON) in answer.text
    assert 'name="csrf_token"' not in answer.text
    assert f'action="/vollmacht/{power}/verwerfen"' in answer.text


def test_in_another_session_it_is_sent_only_after_it_was_seen(site: Site, power: str) -> None:
    browser = site.browser(GRANTOR)
    shown = browser.post(f"/vollmacht/{power}/verwerfen", data={"csrf_token": "old", "reason": REASON}, headers=OURS)
    assert shown.status_code == 403
    assert html.escape(REASON) in shown.text
    assert _state(site, power) == "DRAFT"

    token = shown.text.rsplit('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    sent = browser.post(f"/vollmacht/{power}/verwerfen", data={"csrf_token": token, "reason": REASON}, headers=OURS)
    assert sent.status_code == 303
    assert _state(site, power) == "DISCARDED"


@pytest.mark.parametrize("who", [None, GRANTOR])
@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": ORIGIN, "sec-fetch-site": "cross-site"}],
    ids=["unnamed", "foreign", "null", "contradictory"],
)
def test_words_that_our_own_page_did_not_send_for_certain_are_not_repeated(
    site: Site, power: str, who: str | None, headers: dict[str, str]
) -> None:
    answer = send(site, power, who, headers)

    assert "Kosten" not in answer.text
    assert answer.status_code == (303 if who is None else 403)


def test_a_secret_is_never_sent_back(site: Site, power: str) -> None:
    answer = send(site, power, GRANTOR, OURS, passphrase="Apfelkuchen 7")

    assert "Apfelkuchen" not in answer.text
    assert "Das Formular ist abgelaufen" in answer.text


def _state(site: Site, power: str) -> str:
    return str(site.api(GRANTOR).get(f"/v1/powers-of-attorney/{power}").json()["state"])
