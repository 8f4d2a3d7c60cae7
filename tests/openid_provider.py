"""OpenID providers to log in at: one that is not ours, and one that lies on demand."""

import base64
import hmac
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "vollmacht", "s3cret"


@dataclass(frozen=True, slots=True)
class MockProvider:
    """oidc-provider-mock in a process of its own."""

    issuer: str

    def know(self, subject: str, **claims: object) -> None:
        httpx2.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def consent(self, authorisation_url: str, subject: str) -> str:
        """What its page's button does; gives the address the browser is sent back to."""
        answer = httpx2.post(authorisation_url, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    def deny(self, authorisation_url: str) -> str:
        return str(httpx2.post(authorisation_url, data={"action": "deny"}).headers["location"])


@contextmanager
def running_mock_provider() -> Iterator[MockProvider]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer, pause = f"http://127.0.0.1:{port}", threading.Event()
    try:
        for _ in range(300):
            try:
                httpx2.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx2.HTTPError:
                pause.wait(0.1)
        yield MockProvider(issuer)
    finally:
        process.terminate()
        process.wait(10)


@dataclass
class LyingProvider:
    """Answers correctly until told otherwise.

    Attributes:
        change: what is done to the claims before they are signed.
        make: from claims to the token; by default an honest RS256.
        asked: forms the token endpoint got.
        fetched: paths of all requests.
    """

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    published: dict[str, Any] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    make: Callable[["LyingProvider", dict[str, Any]], str] | None = None
    userinfo: dict[str, Any] | None = None
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def claims(self) -> dict[str, Any]:
        now = int(time.time())
        return self.change(
            {
                "iss": self.issuer,
                "aud": CLIENT_ID,
                "sub": "1",
                "exp": now + 300,
                "iat": now,
                "nonce": self.nonce,
                "email": "kim@hoster.example",
                "email_verified": True,
                "roles": ["support"],
            }
        )

    def token(self) -> str:
        claims = self.claims()
        return self.make(self, claims) if self.make else jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)

    def answer(self, path: str) -> dict[str, Any]:
        self.fetched.append(path)
        match path:
            case "/.well-known/openid-configuration":
                return {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/jwks",
                    **({"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.userinfo else {}),
                    **self.metadata,
                }
            case "/jwks":
                return self.published or {"keys": [self.key.as_dict(private=False)]}
            case "/token":
                return {"id_token": self.token(), "access_token": "a", "token_type": "Bearer"}
            case "/userinfo":
                return self.userinfo or {}
        return {}


@contextmanager
def running_lying_provider() -> Iterator[LyingProvider]:
    provider = LyingProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            provider.asked.append(dict(parse_qsl(self.rfile.read(int(self.headers["content-length"])).decode())))
            self._answer()

        def _answer(self) -> None:
            body = json.dumps(provider.answer(self.path)).encode()
            self.send_response(provider.status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def unsigned(provider: LyingProvider, claims: dict[str, Any]) -> str:
    """`alg: none`."""
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def signed_with_the_public_key_as_secret(provider: LyingProvider, claims: dict[str, Any]) -> str:
    """The classic confusion of RS256 and HS256."""
    content = f"{_part({'alg': 'HS256', 'kid': '1'})}.{_part(claims)}"
    mac = hmac.digest(provider.key.as_pem(private=False), content.encode(), "sha256")
    return f"{content}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def signed_by_a_stranger(provider: LyingProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "1"}, claims, RSAKey.generate_key(2048, {"kid": "1"}))


def with_a_key_of_its_own(provider: LyingProvider, claims: dict[str, Any]) -> str:
    """The header brings the key along that it was signed with."""
    own = RSAKey.generate_key(2048, {"kid": "own"})
    return jwt.encode({"alg": "RS256", "kid": "own", "jwk": own.as_dict(private=False)}, claims, own)


def changed_after_signing(provider: LyingProvider, claims: dict[str, Any]) -> str:
    header, _, signature = jwt.encode({"alg": "RS256", "kid": "1"}, claims, provider.key).split(".")
    return f"{header}.{_part({**claims, 'roles': ['boss']})}.{signature}"


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
