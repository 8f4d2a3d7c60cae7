"""A provider that refuses, stumbles or lies: each has its own error, and none becomes a signature (fault 19)."""

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from signing.errors import (
    AuthorisationExpired,
    NoCredential,
    ProviderProtocolError,
    ProviderRefused,
    ProviderUnavailable,
    SignatureDoesNotMatch,
    SignerDeclined,
)
from signing.provider import ClientSecret, Credential, CscClient
from signing.provider.profile import load_profile
from signing.provider.signatures import Access
from signing.sign import embed
from tests.signing.builders import issued_pdf
from tests.signing.served import RETURN_TO, VERIFIER, Sandbox, loopback, serving, url_of

ANSWERS: dict[str, Callable[[], Response]] = {}
CREDENTIAL = Credential("id", (b"certificate",), "1.2.840.10045.4.3.2")
ISSUER = "http://sandbox-tsp.vollmacht.test"
SIGN, LIST, INFO, TOKEN, PUSH = (
    "/csc/v2/signatures/signHash", "/csc/v2/credentials/list", "/csc/v2/credentials/info", "/oauth2/token", "/oauth2/pushed_authorize",
)  # fmt: skip


def answer(request: Request) -> Response:
    return ANSWERS[request.url.path]()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    bound = loopback()
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])
    with serving(app, bound):
        yield url_of(bound)


@pytest.fixture
def client(url: str) -> Iterator[CscClient]:
    ANSWERS.clear()
    made = CscClient(load_profile("sandbox", base_url=url), ClientSecret("id", "secret"))
    yield made
    made.close()


def says(value: Any, status: int = 200) -> Callable[[], Response]:
    return lambda: JSONResponse(value, status)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (says({}, 500), ProviderUnavailable),
        (says({}, 503), ProviderUnavailable),
        (lambda: PlainTextResponse("<html>"), ProviderProtocolError),
        (says([]), ProviderProtocolError),
        (says({"error": "invalid_request", "error_description": "no"}, 400), ProviderRefused),
        (says({"error": "invalid_token"}, 401), AuthorisationExpired),
        (says({"error": "access_denied"}, 400), SignerDeclined),
        (says({}), ProviderProtocolError),
        (says({"signatures": []}), ProviderProtocolError),
        (says({"signatures": ["QQ==", "QQ=="]}), ProviderProtocolError),
        (says({"signatures": ["not base64!"]}), ProviderProtocolError),
    ],
)
def test_asking_for_a_signature_every_failure_has_its_name(
    client: CscClient, reply: Callable[[], Response], error: type[Exception]
) -> None:
    ANSWERS[SIGN] = reply

    with pytest.raises(error):
        client.sign_hash(Access("token"), CREDENTIAL, b"d" * 32)


def info(**more: Any) -> Callable[[], Response]:
    key = {"algo": ["1.2.840.10045.4.3.2"], "status": "enabled", **more.pop("key", {})}
    return says({"key": key, "cert": {"certificates": ["QQ=="]}, **more})


@pytest.mark.parametrize(
    ("listed", "described", "error"),
    [
        ({"credentialIDs": []}, info(), NoCredential),
        ({}, info(), NoCredential),
        ({"credentialIDs": ["1"]}, info(key={"status": "disabled"}), NoCredential),
        ({"credentialIDs": ["1"]}, info(key={"algo": ["1.2.840.113549.1.1.1"]}), NoCredential),
        ({"credentialIDs": ["1"]}, info(cert={"certificates": []}), NoCredential),
        ({"credentialIDs": ["1"]}, says({}), ProviderProtocolError),
        ({"credentialIDs": ["1"]}, info(cert={"certificates": ["not base64!"]}), ProviderProtocolError),
    ],
)
def test_a_signer_without_a_usable_credential_is_told_so(
    client: CscClient, listed: Any, described: Callable[[], Response], error: type[Exception]
) -> None:
    ANSWERS.update({LIST: says(listed), INFO: described})

    with pytest.raises(error):
        client.credential("token")


def test_the_first_usable_credential_is_taken(client: CscClient) -> None:
    ANSWERS.update({LIST: says({"credentialIDs": ["1"]}), INFO: info()})

    assert client.credential("token") == Credential("1", (b"A",), "1.2.840.10045.4.3.2")


@pytest.mark.parametrize("given", [{}, {"access_token": ""}, {"access_token": 7}])
def test_a_token_answer_without_token_is_no_answer(client: CscClient, given: Any) -> None:
    ANSWERS[TOKEN] = says(given)

    with pytest.raises(ProviderProtocolError):
        client.token(code="c", verifier=VERIFIER, redirect_uri=RETURN_TO)


def test_a_provider_that_is_away_is_away() -> None:
    bound = loopback()
    address = url_of(bound)
    bound.close()
    client = CscClient(load_profile("sandbox", base_url=address), ClientSecret("id", "secret"))

    with pytest.raises(ProviderUnavailable):
        client.service_authorisation(state="s", verifier=VERIFIER, redirect_uri=RETURN_TO, login_hint="A B")
    client.close()


@pytest.mark.parametrize(
    ("code", "error", "issuer", "expected"),
    [
        (None, "access_denied", ISSUER, SignerDeclined),
        (None, "access_denied", None, ProviderProtocolError),
        (None, "server_error", ISSUER, ProviderRefused),
        ("c", None, "https://evil.example", ProviderProtocolError),
        ("c", None, None, ProviderProtocolError),
        (None, None, ISSUER, ProviderProtocolError),
    ],
)
def test_a_response_that_is_no_consent_is_none(
    client: CscClient, code: str | None, error: str | None, issuer: str | None, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        client.require_consent(code=code, error=error, issuer=issuer)


def test_other_dialects_are_data(url: str) -> None:
    profile = replace(
        load_profile("sandbox", base_url=url), pushed_authorise_path=None, credential_authorisation="scope", client_authentication="post", issuer=None
    )  # fmt: skip
    client = CscClient(profile, ClientSecret("id", "secret"))

    sent = client.credential_authorisation(
        CREDENTIAL, [(b"d" * 32, "Vollmacht")], state="s", verifier=VERIFIER, redirect_uri=RETURN_TO
    )

    assert "scope=credential" in sent.url
    assert base64.urlsafe_b64encode(b"d" * 32).decode().rstrip("=") in sent.url
    assert client.require_consent(code="c", error=None, issuer=None) == "c"
    ANSWERS[TOKEN] = says({"access_token": "t"})
    assert client.token(code="c", verifier=VERIFIER, redirect_uri=RETURN_TO) == "t"
    client.close()


def test_a_signature_over_something_else_is_never_embedded(sandbox: Sandbox) -> None:
    prepared, credential = sandbox.prepared(issued_pdf(), "signer-1", "Zoë Łukaszewicz")
    token = sandbox.authorised(credential, b"x" * 32)
    value = sandbox.value(token, credential, b"x" * 32)

    with pytest.raises(SignatureDoesNotMatch):
        embed(prepared, value, credential.chain, timestamper=sandbox.timestamper)


@contextmanager
def telling(date: str, status: int) -> Iterator[CscClient]:
    """A client of a provider that answers everything so, with that Date and no other."""

    class Telling(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response_only(status)
            self.send_header("date", date)
            self.send_header("content-length", "0")
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Telling) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        client = CscClient(load_profile("sandbox", base_url=url), ClientSecret("id", "secret"))
        yield client
        client.close()
        server.shutdown()


@pytest.mark.parametrize("status", [200, 400, 503])
def test_whatever_it_answers_its_clock_is_seen(status: int) -> None:
    with telling("Fri, 27 Nov 2026 00:30:14 GMT", status) as client:
        assert client.transport.clock() == datetime(2026, 11, 27, 0, 30, 14, tzinfo=UTC)


def test_a_date_that_is_none_is_no_clock() -> None:
    with telling("yesterday", 200) as client:
        assert client.transport.clock() is None


def test_a_provider_that_is_away_shows_no_clock() -> None:
    away = CscClient(load_profile("sandbox", base_url="http://127.0.0.1:1"), ClientSecret("id", "secret"))

    with pytest.raises(ProviderUnavailable):
        away.transport.clock()
    away.close()
