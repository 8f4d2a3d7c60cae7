"""The sandbox refuses what a real provider refuses, with the codes of RFC 6749, RFC 9396 and CSC API v2."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from asn1crypto import ocsp, tsp

from signing.sandbox.authorisation_request import SHA256
from signing.sandbox.timestamping import TimeStampAnswer
from tests.signing.builders import issued_pdf
from tests.signing.served import RETURN_TO, VERIFIER, Sandbox, answered

DIGEST = base64.b64encode(b"d" * 32).decode()
CHALLENGE = "A" * 43


@pytest.fixture
def http(sandbox: Sandbox) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=sandbox.url, trust_env=False) as client:
        yield client


@pytest.fixture
def secret(sandbox: Sandbox) -> tuple[str, str]:
    return sandbox.secret.client_id, sandbox.secret.client_secret


def request(sandbox: Sandbox, **more: str) -> dict[str, str]:
    return {
        "response_type": "code", "client_id": sandbox.secret.client_id, "redirect_uri": RETURN_TO, "state": "s",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256", "scope": "service", **more,
    }  # fmt: skip


def details(**more: Any) -> str:
    known = {"type": "credential", "signatureQualifier": "eu_eidas_qes", "documentDigests": [{"hash": DIGEST, "label": "x"}]}
    return json.dumps([{**known, **more}])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"client_id": "somebody"}, "invalid_client"),
        ({"redirect_uri": "https://evil.example/cb"}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1/cb#fragment"}, "invalid_request"),
        ({"authorization_details": "{"}, "invalid_authorization_details"),
        ({"authorization_details": "[]"}, "invalid_authorization_details"),
        ({"authorization_details": details(type="payment")}, "invalid_authorization_details"),
        ({"authorization_details": details(signatureQualifier=None)}, "invalid_authorization_details"),
        ({"authorization_details": details(hashAlgorithmOID="1.3.14.3.2.26")}, "invalid_authorization_details"),
        ({"authorization_details": details(documentDigests=[])}, "invalid_authorization_details"),
        ({"authorization_details": details(documentDigests=[{"hash": "AAAA"}])}, "invalid_authorization_details"),
        (
            {"authorization_details": details(documentDigests=[{"hash": DIGEST, "hashType": "SODR"}])},
            "invalid_authorization_details",
        ),
        ({"authorization_details": details(numSignatures=2)}, "invalid_authorization_details"),
        ({"authorization_details": details(credentialID="unknown")}, "invalid_request"),
        (
            {"scope": "credential", "credentialID": "unknown", "hashes": "x", "numSignatures": "1"},
            "invalid_authorization_details",
        ),
        ({"request_uri": "urn:x"}, "invalid_request"),
    ],
)
def test_a_wrong_authorisation_request_is_named(
    sandbox: Sandbox, http: httpx2.Client, secret: tuple[str, str], change: dict[str, str], error: str
) -> None:
    answer = http.post("/oauth2/pushed_authorize", data=request(sandbox, **change), auth=secret)

    assert answer.status_code >= 400
    assert answer.json()["error"] == error
    assert answer.json()["sandbox"] is True


def test_at_the_front_door_faults_go_back_to_the_client_or_stay_here(sandbox: Sandbox, http: httpx2.Client) -> None:
    back = http.get("/oauth2/authorize", params=request(sandbox, scope="everything"))
    stranger = http.get("/oauth2/authorize", params=request(sandbox, redirect_uri="https://evil.example/cb"))
    unknown = http.get("/oauth2/authorize", params={"client_id": sandbox.secret.client_id, "request_uri": "urn:unknown"})

    assert "error=invalid_scope" in back.headers["location"]
    assert (stranger.status_code, unknown.status_code) == (400, 400)
    assert "SANDBOX" in stranger.text


def test_the_page_answers_only_its_own_browser_and_button(sandbox: Sandbox, http: httpx2.Client) -> None:
    page = http.get("/oauth2/authorize", params=request(sandbox))
    values = {name: page.text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("request", "form_token")}

    with httpx2.Client(base_url=sandbox.url, trust_env=False) as other:
        assert other.post("/oauth2/authorize", data={**values, "decision": "sign"}).status_code == 400
    neither = http.post("/oauth2/authorize", data=values)
    nameless = http.post("/oauth2/authorize", data={**values, "decision": "sign", "given_name": "", "surname": ""})
    refused = http.post("/oauth2/authorize", data={**values, "decision": "refuse"})

    assert (neither.status_code, nameless.status_code) == (422, 422)
    assert "error=access_denied" in refused.headers["location"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "unknown"}, "invalid_grant"),
        ({"grant_type": "client_credentials", "scope": "credential"}, "invalid_scope"),
    ],
)
def test_a_wrong_token_request_is_named(http: httpx2.Client, secret: tuple[str, str], given: dict[str, str], error: str) -> None:
    assert http.post("/oauth2/token", data=given, auth=secret).json()["error"] == error


@pytest.mark.parametrize("auth", [("x", "y"), ("", "")])
def test_who_does_not_know_the_secret_gets_nothing(http: httpx2.Client, auth: tuple[str, str]) -> None:
    answer = http.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=auth)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_the_secret_may_come_in_the_form_and_tokens_can_be_given_back(http: httpx2.Client, sandbox: Sandbox) -> None:
    known = {"client_id": sandbox.secret.client_id, "client_secret": sandbox.secret.client_secret}
    token = http.post("/oauth2/token", data={**known, "grant_type": "client_credentials"}).json()["access_token"]
    bearer = {"authorization": f"Bearer {token}"}
    assert http.post("/csc/v2/credentials/list", json={"userID": "Zoë Łukaszewicz"}, headers=bearer).status_code == 200

    assert http.post("/oauth2/revoke", data={**known, "token": token}).status_code == 200
    assert http.post("/oauth2/revoke", data={**known, "token": "unknown"}).status_code == 200

    assert http.post("/csc/v2/credentials/list", json={"userID": "Zoë Łukaszewicz"}, headers=bearer).status_code == 401


def test_its_metadata_say_where_to_go(http: httpx2.Client, sandbox: Sandbox) -> None:
    metadata = http.get("/.well-known/oauth-authorization-server").json()

    assert metadata["token_endpoint"] == f"{sandbox.url}/oauth2/token"
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert http.post("/csc/v2/info", json={}).json()["specs"].startswith("2.")
    assert http.get("/livez").json() == {"sandbox": True}
    assert "rechtlich wirksam" in http.get("/about").text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("credentials/list", {"userID": 7}),
        ("credentials/list", {"userID": "Cher"}),
        ("credentials/info", {}),
        ("credentials/info", {"credentialID": "unknown"}),
        ("credentials/info", {"credentialID": 7}),
        ("signatures/signHash", {"hashes": [DIGEST]}),
    ],
)
def test_a_wrong_call_of_the_api_is_named(
    http: httpx2.Client, secret: tuple[str, str], path: str, body: dict[str, object]
) -> None:
    token = http.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=secret).json()["access_token"]

    answer = http.post(f"/csc/v2/{path}", json=body, headers={"authorization": f"Bearer {token}"})

    assert answer.status_code in {400, 401}
    assert answer.json()["error_description"]


@pytest.mark.parametrize("headers", [{}, {"authorization": "Basic eA=="}, {"authorization": "Bearer x"}])
def test_without_a_good_token_the_api_is_closed(http: httpx2.Client, headers: dict[str, str]) -> None:
    assert http.post("/csc/v2/credentials/list", json={}, headers=headers).status_code == 401


@pytest.mark.parametrize("content", [b"{", b"[]", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(http: httpx2.Client, content: bytes) -> None:
    assert http.post("/csc/v2/info", content=content).json()["error"] == "invalid_request"


def test_only_authorised_hashes_are_signed_each_once(sandbox: Sandbox, http: httpx2.Client) -> None:
    prepared, credential = sandbox.prepared(issued_pdf(), "signer-1", "Zoë Łukaszewicz")
    token = sandbox.authorised(credential, prepared.hash_to_sign)
    bearer = {"authorization": f"Bearer {token}"}
    right = base64.b64encode(prepared.hash_to_sign).decode()
    asked = {
        "credentialID": credential.id,
        "hashes": [right],
        "hashAlgorithmOID": SHA256,
        "signAlgo": credential.signature_algorithm,
    }

    first = http.post("/csc/v2/signatures/signHash", json=asked, headers=bearer)

    assert first.status_code == 200
    assert http.post("/csc/v2/signatures/signHash", json=asked, headers=bearer).json() == first.json()
    changes: tuple[dict[str, object], ...] = (
        {"hashes": [DIGEST]},
        {"hashes": []},
        {"hashes": "x"},
        {"signAlgo": "1.2.3"},
        {"hashAlgorithmOID": "1.2.3"},
        {"operationMode": "A"},
        {"credentialID": "unknown"},
        {"SAD": 7},
    )
    for change in changes:
        assert http.post("/csc/v2/signatures/signHash", json={**asked, **change}, headers=bearer).status_code in {400, 401}, (
            change
        )


def test_a_code_works_once_and_its_second_use_takes_back_what_it_gave(
    sandbox: Sandbox, http: httpx2.Client, secret: tuple[str, str]
) -> None:
    sent = sandbox.client.service_authorisation(
        state="s", verifier=VERIFIER, redirect_uri=RETURN_TO, login_hint="Zoë Łukaszewicz"
    )
    code = answered(sent.url)["code"]
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": RETURN_TO, "code_verifier": VERIFIER}

    token = http.post("/oauth2/token", data=given, auth=secret).json()["access_token"]

    assert http.post("/oauth2/token", data=given, auth=secret).json()["error"] == "invalid_grant"
    assert http.post("/csc/v2/credentials/list", json={}, headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_code_is_bound_to_its_verifier_and_its_hours(sandbox: Sandbox, http: httpx2.Client, secret: tuple[str, str]) -> None:
    def code() -> str:
        sent = sandbox.client.service_authorisation(
            state="s", verifier=VERIFIER, redirect_uri=RETURN_TO, login_hint="Zoë Łukaszewicz"
        )
        return answered(sent.url)["code"]

    given = {"grant_type": "authorization_code", "redirect_uri": RETURN_TO, "code_verifier": VERIFIER}
    assert http.post("/oauth2/token", data={**given, "code": code(), "code_verifier": "w" * 43}, auth=secret).status_code == 400
    assert (
        http.post("/oauth2/token", data={**given, "code": code(), "redirect_uri": RETURN_TO + "x"}, auth=secret).status_code
        == 400
    )
    late = code()
    sandbox.clock.move(minutes=5)
    assert http.post("/oauth2/token", data={**given, "code": late}, auth=secret).status_code == 400


def stamp_request(**more: Any) -> bytes:
    known: dict[str, Any] = {
        "version": "v1", "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"d" * 32}, "cert_req": True,
    }  # fmt: skip
    content: bytes = tsp.TimeStampReq({**known, **more}).dump()
    return content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no request",
        stamp_request(message_imprint={"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": b"d" * 20}),
        stamp_request(message_imprint={"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"d" * 20}),
        stamp_request(req_policy="1.2.3.4"),
        stamp_request(extensions=[{"extn_id": "1.2.3.4", "critical": False, "extn_value": b"x"}]),
    ],
)
def test_a_wrong_stamp_request_is_rejected_with_its_reason(http: httpx2.Client, content: bytes) -> None:
    answer = http.post("/tsa", content=content, headers={"content-type": "application/timestamp-query"})

    status = TimeStampAnswer.load(answer.content)["status"]
    assert status["status"].native == "rejection"
    assert status["fail_info"].native


def test_stamps_are_asked_for_with_their_own_content_type(http: httpx2.Client) -> None:
    assert http.post("/tsa", content=stamp_request(), headers={"content-type": "text/plain"}).status_code == 415
    good = http.post("/tsa", content=stamp_request(nonce=7), headers={"content-type": "application/timestamp-query"})
    assert TimeStampAnswer.load(good.content)["status"]["status"].native == "granted"


def test_its_public_files_can_be_had_and_others_not(http: httpx2.Client) -> None:
    for path in (
        "/ca/root.cer",
        "/ca/qualified-ca.cer",
        "/crl/qualified-ca.crl",
        "/trusted-lists/lotl.xml",
        "/trusted-lists/xs.xml",
    ):
        assert http.get(path).status_code == 200, path
    for path in ("/ca/nobody.cer", "/crl/nobody.crl", "/trusted-lists/other.xml", "/trusted-lists/..%2fclient.json"):
        assert http.get(path).status_code == 404, path


def test_a_status_question_that_is_none_is_malformed(http: httpx2.Client) -> None:
    for answer in (http.post("/ocsp/qualified-ca", content=b"no request"), http.get("/ocsp/qualified-ca/!!!")):
        assert ocsp.OCSPResponse.load(answer.content)["response_status"].native == "malformed_request"


def test_endless_bodies_are_refused(http: httpx2.Client) -> None:
    assert http.post("/tsa", content=b"x" * 3_000_000, headers={"content-type": "application/timestamp-query"}).status_code == 413
