"""Sessions, forged forms, other tenants, endless bodies, repeated requests."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.pages.log_in import ours
from service.use_cases.limit_rate import forget_repeats
from service.use_cases.log_in import SYSTEM
from service.use_cases.manage_tokens import resolve_token
from service.web.state import WebState
from tests.service.conftest import ORIGIN, PASSWORD, Site

DIRECTOR = "gross-weiss@pixelwerft.example"
OTHER = "hallo@ineskraemer.example"
AGENT = "agent@hoster.example"


def begun(site: Site, who: str = DIRECTOR, customer_no: str = "K-10472") -> str:
    answer = site.api(who).post(f"/v1/resellers/{customer_no}/powers-of-attorney", json={})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_wrong_password_and_unknown_address_sound_the_same(site: Site) -> None:
    browser = site.browser()

    wrong = browser.post("/anmelden", data={"email": DIRECTOR, "password": "wrong"})
    unknown = browser.post("/anmelden", data={"email": "nobody@example.org", "password": "wrong"})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(DIRECTOR, "") == unknown.text.replace("nobody@example.org", "")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(site: Site) -> None:
    answer = site.browser().post("/anmelden", data={"email": DIRECTOR, "password": PASSWORD})

    cookie = answer.headers["set-cookie"].casefold()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_stolen_session_is_worthless_after_log_out(site: Site) -> None:
    browser = site.browser(DIRECTOR)
    stolen = dict(browser.cookies)
    token = csrf_of(browser.get("/vorsorge").text)

    browser.post("/abmelden", data={"csrf_token": token})

    thief = site.browser()
    thief.cookies.update(stolen)
    assert thief.get("/vorsorge").status_code == 303


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "vorsorge"]
)
def test_the_log_in_leads_nowhere_else(site: Site, target: str) -> None:
    answer = site.browser().post("/anmelden", data={"email": DIRECTOR, "password": PASSWORD, "weiter": target})

    assert answer.headers["location"] == "/vorsorge"
    assert not ours(target)


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, "forged"),
        ({}, ""),
        ({"origin": "https://evil.example"}, None),
        ({"origin": "null"}, None),
        ({"sec-fetch-site": "cross-site"}, None),
        ({}, "schönes-token"),
    ],
)
def test_a_forged_form_changes_nothing(site: Site, headers: dict[str, str], token: str | None) -> None:
    power = begun(site)
    browser = site.browser(DIRECTOR)
    right = csrf_of(browser.get(f"/vollmacht/{power}").text)

    answer = browser.post(
        f"/vollmacht/{power}/verwerfen", data={"csrf_token": right if token is None else token, "reason": "x"}, headers=headers
    )

    assert answer.status_code == 403
    assert site.api(DIRECTOR).get(f"/v1/powers-of-attorney/{power}").json()["state"] == "DRAFT"


def test_a_form_of_our_own_works(site: Site) -> None:
    power = begun(site)
    browser = site.browser(DIRECTOR)
    token = csrf_of(browser.get(f"/vollmacht/{power}").text)

    answer = browser.post(f"/vollmacht/{power}/verwerfen", data={"csrf_token": token}, headers={"origin": ORIGIN})

    assert answer.status_code == 303
    assert site.api(DIRECTOR).get(f"/v1/powers-of-attorney/{power}").json()["state"] == "DISCARDED"


def test_another_tenants_things_are_not_there(site: Site) -> None:
    power = begun(site)
    api, browser = site.api(OTHER), site.browser(OTHER)
    token = csrf_of(browser.get("/vorsorge").text)

    assert api.get("/v1/resellers/K-10472").status_code == 404
    for path in ("", "/document", "/verdict", "/reading-view"):
        assert api.get(f"/v1/powers-of-attorney/{power}{path}").status_code == 404
    for path, body in {
        "submission": {}, "discarding": {"reason": "x"}, "signatures": {}, "revocations": {}, "signed-files": {},
    }.items():  # fmt: skip
        assert api.post(f"/v1/powers-of-attorney/{power}/{path}", json=body).status_code == 404, path
    for path in ("", "/lesen", "/dokument", "/pruefbericht", "/unterschrift"):
        assert browser.get(f"/vollmacht/{power}{path}").status_code == 404, path
    for path in ("einreichen", "verwerfen", "unterschreiben", "widerrufen"):
        assert browser.post(f"/vollmacht/{power}/{path}", data={"csrf_token": token}).status_code == 404, path
    assert site.api(DIRECTOR).get(f"/v1/powers-of-attorney/{power}").json()["state"] == "DRAFT"


def test_a_list_holds_only_ones_own(site: Site) -> None:
    begun(site)

    assert site.api(OTHER).get("/v1/powers-of-attorney").json()["powers_of_attorney"] == []
    assert len(site.api(AGENT).get("/v1/powers-of-attorney").json()["powers_of_attorney"]) == 1


def test_the_same_key_is_carried_out_once(site: Site) -> None:
    api = site.api(DIRECTOR)
    key = {"idempotency-key": "draft-1"}

    first = api.post("/v1/resellers/K-10472/powers-of-attorney", json={}, headers=key)
    again = api.post("/v1/resellers/K-10472/powers-of-attorney", json={}, headers=key)
    other = api.post("/v1/resellers/K-10472/powers-of-attorney", json={"cooling_off_days": 0}, headers=key)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert other.status_code == 409
    assert len(api.get("/v1/powers-of-attorney").json()["powers_of_attorney"]) == 1


def test_a_secret_shown_once_is_kept_nowhere_and_no_second_one_is_made(site: Site) -> None:
    api = site.api(DIRECTOR)
    key = {"idempotency-key": "token-1"}

    first = api.post("/v1/tokens", json={"name": "Ticketsystem"}, headers=key)
    again = api.post("/v1/tokens", json={"name": "Ticketsystem"}, headers=key)

    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["code"] == "shown-once"
    assert [one["name"] for one in api.get("/v1/tokens").json()["tokens"]].count("Ticketsystem") == 1
    with site.tools.transactions(SYSTEM) as work:
        identity = resolve_token(first.json()["token"], site.tools)
        assert identity is not None
        asked = hashlib.sha256(b"POST\n" + f"{ORIGIN}/v1/tokens".encode() + b"\n" + first.request.content).hexdigest()
        stored = work.idempotency_keys.claim("token-1", identity[0].id, asked, site.tools.clock())
    assert stored is not None
    assert first.json()["token"].encode() not in stored.body


def test_what_was_answered_is_forgotten_after_a_day(site: Site) -> None:
    api = site.api(DIRECTOR)
    key = {"idempotency-key": "draft-3"}
    api.post("/v1/resellers/K-10472/powers-of-attorney", json={}, headers=key)

    assert forget_repeats(site.tools) == 0
    assert forget_repeats(site.later(timedelta(days=1, seconds=1))) == 1

    assert "idempotent-replayed" not in api.post("/v1/resellers/K-10472/powers-of-attorney", json={}, headers=key).headers


def test_a_refused_request_frees_its_key(site: Site) -> None:
    api = site.api(DIRECTOR)
    key = {"idempotency-key": "draft-2"}

    assert api.post("/v1/resellers/K-10472/powers-of-attorney", json={"signers": ["x@y.example"]}, headers=key).status_code == 422
    assert api.post("/v1/resellers/K-10472/powers-of-attorney", json={}, headers=key).status_code in {201, 409}


def test_somebody_elses_key_is_his_own(site: Site) -> None:
    key = {"idempotency-key": "same"}
    site.api(DIRECTOR).post("/v1/resellers/K-10472/powers-of-attorney", json={}, headers=key)

    answer = site.api(OTHER).post("/v1/resellers/K-20931/powers-of-attorney", json={}, headers=key)

    assert answer.status_code == 201
    assert "idempotent-replayed" not in answer.headers


@pytest.mark.parametrize("path", ["/kunden", "/v1/me"])
def test_a_defect_is_answered_behind_the_same_walls(site: Site, path: str) -> None:
    def broken() -> datetime:
        raise RuntimeError

    app = create_app(WebState(tools=replace(site.tools, clock=broken), public_url=ORIGIN), version="0")
    client = TestClient(app, base_url=ORIGIN, raise_server_exceptions=False)
    client.cookies.set("vollmacht", "x" * 43)
    client.headers["authorization"] = "Bearer x"

    answer = client.get(path)

    assert answer.status_code == 500
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")


def test_a_body_without_end_is_refused(site: Site) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * 100_000

    api = site.api(DIRECTOR)

    assert api.post("/v1/resellers/K-10472/powers-of-attorney", content=endless()).status_code == 413
    assert api.post("/v1/sessions", content=b"x" * 1_000_001).status_code == 413
    for answer in (
        api.post("/v1/sessions", content=b"{}", headers={"content-length": "1000000000"}),
        api.post("/v1/nothing", content=b"{}", headers={"content-length": "1000000000"}),
    ):
        assert answer.status_code in {404, 413}
        assert answer.headers["content-type"] == "application/problem+json"
    page = site.browser().post("/anmelden", content=b"", headers={"content-length": "1000000000"})
    assert page.status_code == 413
    assert "Diese Datei ist zu groß" in page.text


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("GET", "/v1/nothing", b"", 404, "not-found"),
        ("GET", "/v1", b"", 404, "not-found"),
        ("PUT", "/v1/sessions", b"", 405, "method-not-allowed"),
        ("POST", "/v1/sessions", b'{"email": "\xff"}', 400, "malformed-body"),
        ("POST", "/v1/sessions", b"{", 422, "input-refused"),
        ("POST", "/access/v1/nothing", b"", 404, "not-found"),
    ],
)
def test_the_frameworks_own_refusals_are_problems_too(
    site: Site, method: str, path: str, content: bytes, status: int, code: str
) -> None:
    answer = site.browser().request(method, path, content=content, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert status != 405 or answer.headers["allow"]


def test_every_answer_carries_the_security_headers(site: Site) -> None:
    for path in ("/", "/anmelden", "/livez", "/nothing", "/static/style.css"):
        headers = site.browser().get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "https://provider.example" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_downloads_never_run_in_our_origin(site: Site) -> None:
    power = begun(site)
    site.api(DIRECTOR).post(f"/v1/powers-of-attorney/{power}/submission")

    answer = site.browser(DIRECTOR).get(f"/vollmacht/{power}/dokument")

    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"].startswith("sandbox")


def test_a_defect_shows_no_traceback(site: Site) -> None:
    power = begun(site)
    client = site.browser(DIRECTOR)
    client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]

    def broken(*_: object) -> str:
        raise RuntimeError("secret detail")

    site.world.signatures.begin = broken  # type: ignore[method-assign, assignment]
    site.api(DIRECTOR).post(f"/v1/powers-of-attorney/{power}/submission")
    token = csrf_of(client.get(f"/vollmacht/{power}").text)

    answer = client.post(f"/vollmacht/{power}/unterschreiben", data={"csrf_token": token})

    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Fehler von uns" in answer.text


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\x00"])
def test_what_no_database_can_keep_is_refused_not_a_defect(site: Site, text: str) -> None:
    power = begun(site)
    api = site.api(DIRECTOR)
    body = json.dumps({"reason": f"x{text}x"}).encode()

    assert site.api(AGENT).get("/v1/resellers", params={"search": text.replace("\ud800", "\x00")}).status_code == 422
    answer = api.post(f"/v1/powers-of-attorney/{power}/discarding", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert site.browser().post("/anmelden", data={"email": text.replace("\ud800", "\x00"), "password": "x"}).status_code in {
        401,
        422,
    }
