"""HTTP: the sandbox's services at their paths. Each handler translates, calls, translates; the work is done in a thread, the event loop only reads and writes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from signing.sandbox.authorisation_server import AuthorisationServer, Page, Redirect
from signing.sandbox.authorisations import Authorisations, Grant
from signing.sandbox.clock import Clock
from signing.sandbox.consent_page import BANNER, STYLE_SOURCE, fault_page
from signing.sandbox.dialects import DIALECTS, Dialect
from signing.sandbox.errors import RequestRefused
from signing.sandbox.installation import ISSUERS, Installation
from signing.sandbox.register import Register
from signing.sandbox.requests import authorization, bearer, form, json_object, pairs
from signing.sandbox.revocation import ocsp_answer, revocation_list
from signing.sandbox.signing_service import SigningService
from signing.sandbox.timestamping import timestamp_answer

MAX_BODY_BYTES = 256 * 1024
_COOKIE = "vollmacht_sandbox"
_NO_STORE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Faults:
    """What a test lets go wrong; in the program nothing ever does."""

    timestamps_down: bool = False


@dataclass(frozen=True, slots=True)
class _Services:
    installation: Installation
    register: Register
    clock: Clock
    oauth: AuthorisationServer
    signing: SigningService
    base: str
    faults: Faults

    # What the authorities publish

    def certificate(self, request: Request, _: bytes) -> Response:
        certificate = self.installation.holders[_issuer(request)].certificate
        return Response(certificate.public_bytes(serialization.Encoding.DER), media_type="application/pkix-cert")

    def revocation_list(self, request: Request, _: bytes) -> Response:
        content = revocation_list(self.installation, self.register, _issuer(request), self.clock())
        return Response(content, media_type="application/pkix-crl")

    def status(self, request: Request, body: bytes) -> Response:
        if request.method == "GET":
            try:
                body = base64.b64decode(request.path_params["request"], validate=True)
            except (binascii.Error, ValueError):
                body = b""
        return Response(
            ocsp_answer(self.installation, self.register, _issuer(request), body, self.clock()),
            media_type="application/ocsp-response",
        )

    def timestamp(self, request: Request, body: bytes) -> Response:
        if self.faults.timestamps_down:
            raise HTTPException(503)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/timestamp-query":
            raise HTTPException(415)
        return Response(timestamp_answer(self.installation, body, self.clock()), media_type="application/timestamp-reply")

    def trusted_list(self, request: Request, _: bytes) -> Response:
        file = request.path_params["file"]
        if file not in ("lotl.xml", "xs.xml"):
            raise HTTPException(404)
        return Response((self.installation.mirror / file).read_bytes(), media_type="application/vnd.etsi.tsl+xml")

    def about(self, _: Request, __: bytes) -> Response:
        return Response(
            fault_page(BANNER, "Vertrauensdienste für Entwicklung, Tests und Schulung. Nichts hiervon ist rechtlich wirksam."),
            media_type="text/html",
        )

    def live(self, _: Request, __: bytes) -> Response:
        return JSONResponse({"sandbox": True})

    # OAuth 2.0

    def metadata(self, _: Request, __: bytes) -> Response:
        return JSONResponse(self.oauth.metadata(self.base))

    def push(self, request: Request, body: bytes) -> Response:
        return JSONResponse(self.oauth.push(form(body), authorization(request)), 201, _NO_STORE)

    def authorize(self, request: Request, body: bytes) -> Response:
        browser = request.cookies.get(_COOKIE, "")
        try:
            if request.method == "POST":
                return _shown(self.oauth.answer(form(body), browser), browser, self.signing.dialect)
            browser = browser if len(browser) >= 32 else secrets.token_urlsafe(32)
            asked = pairs(list(request.query_params.multi_items()))
            return _shown(self.oauth.ask(asked, browser), browser, self.signing.dialect)
        except RequestRefused as refused:
            text = (
                refused.description
                if refused.error == "invalid_request_uri" or request.method == "POST"
                else f"Die Anwendung fragt falsch an ({refused})."
            )
            return Response(
                fault_page("Das geht so nicht", text),
                refused.status if refused.status != 401 else 400,
                _page_headers("'none'"),
                "text/html",
            )

    def token(self, request: Request, body: bytes) -> Response:
        return JSONResponse(self.oauth.token(form(body), authorization(request)), headers=_NO_STORE)

    def revoke(self, request: Request, body: bytes) -> Response:
        self.oauth.revoke(form(body), authorization(request))
        return Response(status_code=200)

    # CSC API

    def describe(self, _: Request, body: bytes) -> Response:
        json_object(body)
        return JSONResponse(self.signing.describe(self.base))

    def list_credentials(self, request: Request, body: bytes) -> Response:
        return JSONResponse(self.signing.list_credentials(self._grant(bearer(request)), json_object(body)))

    def credential(self, request: Request, body: bytes) -> Response:
        return JSONResponse(self.signing.credential(self._grant(bearer(request)), json_object(body)))

    def activate(self, request: Request, body: bytes) -> Response:
        return JSONResponse(self.signing.activate(self._grant(bearer(request)), json_object(body)), headers=_NO_STORE)

    def poll(self, request: Request, body: bytes) -> Response:
        self._grant(bearer(request))
        answer = self.signing.poll(json_object(body))
        return JSONResponse(answer or {}, 200 if answer else 202, _NO_STORE)

    def sign_hashes(self, request: Request, body: bytes) -> Response:
        content = json_object(body)
        service, allowed = self._grant(bearer(request)), self.signing.dialect.activation
        match content.get("SAD"):  # as in v1: service token as bearer, the credential's token as signature activation data
            case None if allowed == "sad":
                raise RequestRefused("invalid_request", "Missing (or invalid type) string parameter SAD")
            case str() if allowed == "bearer":
                raise RequestRefused("invalid_request", "SAD is not understood here")
            case None:
                return JSONResponse(self.signing.sign_hashes(service, content), headers=_NO_STORE)
            case str(activation):
                return JSONResponse(self.signing.sign_hashes(self._grant(activation), content), headers=_NO_STORE)
            case _:
                raise RequestRefused("invalid_request", "Invalid type of parameter SAD")

    def _grant(self, token: str) -> Grant:
        return self.oauth.authorisations.grant(token, self.clock())


def sandbox_app(
    installation: Installation,
    register: Register,
    clock: Clock,
    base: str,
    *,
    redirects: tuple[str, ...] = (),
    faults: Faults | None = None,
) -> Starlette:
    """The ASGI application of one installation. `base`: its address of the day, without a slash at the end."""
    root_key = installation.holders["root"].key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    authorisations = Authorisations(register, hashlib.sha256(b"authorisations" + root_key).digest())
    speaking = [
        _Services(
            installation,
            register,
            clock,
            AuthorisationServer(installation, register, authorisations, clock, redirects, dialect),
            SigningService(installation, register, clock, authorisations, dialect),
            base,
            faults or Faults(),
        )
        for dialect in DIALECTS
    ]
    return Starlette(
        routes=[*_published(speaking[0]), *(route for services in speaking for route in _spoken(services))],
        exception_handlers={RequestRefused: _refused},
    )


def _published(s: _Services) -> list[Route]:
    """What the authorities publish, the same for every dialect."""
    return [
        Route("/ca/{issuer}.cer", _threaded(s.certificate)),
        Route("/crl/{issuer}.crl", _threaded(s.revocation_list)),
        Route("/ocsp/{issuer}", _threaded(s.status), methods=["POST"]),
        Route("/ocsp/{issuer}/{request:path}", _threaded(s.status), methods=["GET"]),
        Route("/tsa", _threaded(s.timestamp), methods=["POST"]),
        Route("/trusted-lists/{file}", _threaded(s.trusted_list)),
        Route("/about", _threaded(s.about)),
        Route("/livez", _threaded(s.live)),
    ]


def _spoken(s: _Services) -> list[Route]:
    """One dialect's paths."""
    path, api = s.signing.dialect.path, s.signing.dialect.api
    return [
        Route(f"{path}/.well-known/oauth-authorization-server", _threaded(s.metadata)),
        *([Route(f"{path}/oauth2/pushed_authorize", _threaded(s.push), methods=["POST"])] if s.signing.dialect.pushed else []),
        Route(f"{path}/oauth2/authorize", _threaded(s.authorize), methods=["GET", "POST"]),
        Route(f"{path}/oauth2/token", _threaded(s.token), methods=["POST"]),
        Route(f"{path}/oauth2/revoke", _threaded(s.revoke), methods=["POST"]),
        Route(f"{api}/info", _threaded(s.describe), methods=["POST"]),
        Route(f"{api}/credentials/list", _threaded(s.list_credentials), methods=["POST"]),
        Route(f"{api}/credentials/info", _threaded(s.credential), methods=["POST"]),
        Route(f"{api}/credentials/authorize", _threaded(s.activate), methods=["POST"]),
        Route(f"{api}/signatures/signHash", _threaded(s.sign_hashes), methods=["POST"]),
        Route(f"{api}/signatures/signPolling", _threaded(s.poll), methods=["POST"]),
    ]


def _threaded(handler: Callable[[Request, bytes], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BODY_BYTES:
                raise HTTPException(413)
        return await run_in_threadpool(handler, request, bytes(body))

    return endpoint


async def _refused(_: Request, refused: Exception) -> Response:
    if not isinstance(refused, RequestRefused):
        raise refused
    headers = {**_NO_STORE, "WWW-Authenticate": "Bearer"} if refused.status == 401 else _NO_STORE
    return JSONResponse(
        {"error": refused.error, "error_description": refused.description, "sandbox": True}, refused.status, headers
    )


def _issuer(request: Request) -> str:
    issuer = str(request.path_params["issuer"])
    if issuer not in ISSUERS:
        raise HTTPException(404)
    return issuer


def _shown(outcome: Page | Redirect, browser: str, dialect: Dialect) -> Response:
    match outcome:
        case Redirect(location=location):
            return Response(status_code=303, headers={**_NO_STORE, "Location": location})
        case Page(html=html, returns_to=origin, status=status):
            response = Response(html, status, _page_headers(f"'self' {origin}"), "text/html")
            response.set_cookie(_COOKIE, browser, path=f"{dialect.path}/oauth2", httponly=True, samesite="lax")
            return response


def _page_headers(form_action: str) -> dict[str, str]:
    # Browsers apply form-action to the redirect that answers a form, too: hence the client's origin in it.
    policy = f"default-src 'none'; style-src {STYLE_SOURCE}; form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
    return {**_NO_STORE, "Content-Security-Policy": policy, "X-Frame-Options": "DENY"}
