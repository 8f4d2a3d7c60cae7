"""The OAuth 2.0 authorisation server (RFC 6749, 7636, 9126, 9207): parameters in, pages, redirects and JSON out."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import unquote_plus, urlencode, urlsplit

from signing.sandbox import addresses
from signing.sandbox.authorisation_request import CREDENTIAL_TYPES, SHA256, AuthorisationRequest, allowed_redirect, read_request
from signing.sandbox.authorisations import REQUEST_SECONDS, Authorisations, Decision, Grant, OpenRequest
from signing.sandbox.clock import Clock
from signing.sandbox.consent_page import Form, consent_to_sign_page, log_in_page
from signing.sandbox.credentials import Credential, Person, credential_by_id, personal_credential
from signing.sandbox.dialects import DIALECTS, Dialect
from signing.sandbox.errors import NameRefused, RequestRefused
from signing.sandbox.installation import Installation
from signing.sandbox.register import Register

_URN = "urn:ietf:params:oauth:request_uri:"
_UNKNOWN = "Diese Anfrage ist nicht bekannt oder abgelaufen. Bitte beginnen Sie in der Anwendung noch einmal."


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the browser there."""

    location: str


@dataclass(frozen=True, slots=True)
class Page:
    """HTML; the form on it may end at `returns_to`, an origin (Content-Security-Policy form-action)."""

    html: bytes
    returns_to: str
    status: int = 200


@dataclass(frozen=True, slots=True)
class AuthorisationServer:
    """The authorisation server of one installation. `redirects`: registered addresses; none means any on this machine."""

    installation: Installation
    register: Register
    authorisations: Authorisations
    clock: Clock
    redirects: tuple[str, ...] = ()
    dialect: Dialect = DIALECTS[0]

    def push(self, parameters: Mapping[str, str], authorization: str) -> Mapping[str, object]:
        """RFC 9126: store a request that the client, not the browser, brings."""
        self._authenticate(parameters, authorization)
        if "request_uri" in parameters:
            raise RequestRefused("invalid_request", "request_uri must not be pushed")
        id = self.authorisations.add(self._read(parameters), self.clock())
        return {"request_uri": _URN + id, "expires_in": REQUEST_SECONDS}

    def ask(self, parameters: Mapping[str, str], browser: str) -> Page | Redirect:
        """GET authorize: the page that asks the person. `browser`: the secret in this browser's cookie.

        Raises:
            RequestRefused: client, redirect address or request is unknown; nobody may be redirected then.
        """
        now = self.clock()
        if "request_uri" in parameters:
            found = self.authorisations.find(parameters["request_uri"].removeprefix(_URN), now)
            if found is None or found.request.client_id != parameters.get("client_id"):
                raise RequestRefused("invalid_request_uri", _UNKNOWN)
        else:
            self._check_client(parameters)
            try:
                request = self._read(parameters)
            except RequestRefused as refused:
                return Redirect(
                    self._back(
                        parameters["redirect_uri"],
                        parameters.get("state"),
                        {"error": refused.error, "error_description": refused.description},
                    )
                )
            id = self.authorisations.add(request, now)
            found = OpenRequest(id, request)
        return self._page(found, browser, None)

    def answer(self, parameters: Mapping[str, str], browser: str) -> Page | Redirect:
        """POST authorize: the person's answer, only from the browser and page that asked.

        Raises:
            RequestRefused: forged, expired, or answered otherwise before.
        """
        now = self.clock()
        found = self.authorisations.find(parameters.get("request", ""), now)
        if found is None or not browser or not self._from_our_page(found, browser, parameters.get("form_token", "")):
            raise RequestRefused("invalid_request", _UNKNOWN)
        request, decision = found.request, parameters.get("decision")
        if decision not in ("sign", "refuse"):
            return self._page(found, browser, "Bitte wählen Sie einen der beiden Knöpfe.")
        person = None
        if decision == "sign":
            owner = self._owner(request)
            try:
                person = owner or Person.of(parameters.get("given_name", ""), parameters.get("surname", ""))
            except NameRefused as refused:
                return self._page(found, browser, str(refused), parameters)
        code = self.authorisations.decide(found.id, cast("Decision", decision), person, now)
        if code is None:
            return Redirect(
                self._back(
                    request.redirect_uri, request.state, {"error": "access_denied", "error_description": "refused by the person"}
                )
            )
        return Redirect(self._back(request.redirect_uri, request.state, {"code": code}))

    def token(self, parameters: Mapping[str, str], authorization: str) -> Mapping[str, object]:
        """RFC 6749 § 3.2. Raises RequestRefused."""
        client_id = self._authenticate(parameters, authorization)
        now = self.clock()
        match parameters.get("grant_type"):
            case "authorization_code":
                code, redirect_uri, verifier = (parameters.get(name, "") for name in ("code", "redirect_uri", "code_verifier"))
                token, grant, lifetime = self.authorisations.redeem(code, client_id, redirect_uri, verifier, now)
                return {"access_token": token, "token_type": "Bearer", "expires_in": lifetime, **self._granted(grant, now)}
            case "client_credentials" if self.dialect.client_credentials:
                if parameters.get("scope", "service") != "service":
                    raise RequestRefused("invalid_scope", "client credentials give scope service only")
                token, lifetime = self.authorisations.client_token(now)
                return {"access_token": token, "token_type": "Bearer", "expires_in": lifetime, "scope": "service"}
            case _:
                raise RequestRefused("unsupported_grant_type", "authorization_code or client_credentials")

    def revoke(self, parameters: Mapping[str, str], authorization: str) -> None:
        """RFC 7009: an unknown token is no fault."""
        self._authenticate(parameters, authorization)
        self.authorisations.revoke(parameters.get("token", ""), self.clock())

    def metadata(self, base: str) -> Mapping[str, object]:
        """RFC 8414. `base`: the address of the day."""
        dialect, base = self.dialect, base + self.dialect.path
        pushed = {"pushed_authorization_request_endpoint": f"{base}/oauth2/pushed_authorize"} if dialect.pushed else {}
        details = {"authorization_details_types_supported": list(CREDENTIAL_TYPES)} if dialect.details else {}
        return {
            "issuer": addresses.ISSUER + dialect.path,
            "authorization_endpoint": f"{base}/oauth2/authorize",
            **pushed,
            **details,
            "token_endpoint": f"{base}/oauth2/token",
            "revocation_endpoint": f"{base}/oauth2/revoke",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", *(["client_credentials"] if dialect.client_credentials else [])],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["service", "credential"] if dialect.scope else ["service"],
            "authorization_response_iss_parameter_supported": dialect.sends_issuer,
            "token_endpoint_auth_methods_supported": list(dialect.client_authentication),
        }

    def _granted(self, grant: Grant, now: datetime) -> Mapping[str, object]:
        request, person = grant.request, grant.person
        if request is None or person is None or request.kind == "service":
            return {"scope": "service"}
        credential = self._owned(request) or personal_credential(self.installation, self.register, person, now, self.dialect.key)
        details = {
            "type": CREDENTIAL_TYPES[0],
            "credentialID": credential.id,
            "numSignatures": request.number_of_signatures,
            "documentDigests": [{"hash": each.hash, "label": each.label, "hashType": "DTBSR"} for each in request.documents],
            "hashAlgorithmOID": SHA256,
        }
        return {"scope": "credential", "credentialID": credential.id, "authorization_details": [details]}

    def _back(self, redirect_uri: str, state: str | None, outcome: Mapping[str, str]) -> str:
        answer = {**outcome, **({"state": state} if state is not None else {})}
        if self.dialect.sends_issuer:
            answer["iss"] = addresses.ISSUER + self.dialect.path
        return f"{redirect_uri}{'&' if urlsplit(redirect_uri).query else '?'}{urlencode(answer)}"

    def _page(self, found: OpenRequest, browser: str, fault: str | None, typed: Mapping[str, str] | None = None) -> Page:
        request = found.request
        given, surname = (typed.get("given_name", ""), typed.get("surname", "")) if typed else _hinted(request.login_hint)
        token, action = self.authorisations.form_token(found.id, browser), f"{self.dialect.path}/oauth2/authorize"
        form = Form(found.id, token, given, surname, fault, action)
        html = log_in_page(form) if request.kind == "service" else consent_to_sign_page(form, request, self._owner(request))
        parts = urlsplit(request.redirect_uri)
        return Page(html, f"{parts.scheme}://{parts.netloc}", 200 if fault is None else 422)

    def _from_our_page(self, found: OpenRequest, browser: str, form_token: str) -> bool:
        return hmac.compare_digest(form_token.encode(), self.authorisations.form_token(found.id, browser).encode())

    def _owner(self, request: AuthorisationRequest) -> Person | None:
        credential = self._owned(request)
        return None if credential is None else credential.person

    def _owned(self, request: AuthorisationRequest) -> Credential | None:
        return credential_by_id(self.register, request.credential_id) if request.credential_id else None

    def _read(self, parameters: Mapping[str, str]) -> AuthorisationRequest:
        self._check_client(parameters)
        request = read_request(self.dialect.plain_request(parameters, self.installation.client))
        if request.credential_id and self._owned(request) is None:
            raise RequestRefused("invalid_request", "Invalid parameter credentialID")
        return request

    def _check_client(self, parameters: Mapping[str, str]) -> None:
        if parameters.get("client_id") != self.installation.client.client_id:
            raise RequestRefused("invalid_client", "unknown client_id", 401)
        if not allowed_redirect(parameters.get("redirect_uri", ""), self.redirects):
            raise RequestRefused("invalid_request", "redirect_uri is not registered")

    def _authenticate(self, parameters: Mapping[str, str], authorization: str) -> str:
        client_id, secret = parameters.get("client_id", ""), parameters.get("client_secret", "")
        if authorization.lower().startswith("basic "):
            try:
                user, _, password = base64.b64decode(authorization[6:], validate=True).decode().partition(":")
            except (binascii.Error, ValueError):
                user = password = ""
            client_id, secret = unquote_plus(user), unquote_plus(password)
        client, used = self.installation.client, "client_secret_post"
        if authorization.lower().startswith("basic "):
            used = "client_secret_basic"
        if used not in self.dialect.client_authentication:
            raise RequestRefused("invalid_client", f"{used} is not offered here", 401)
        if client_id != client.client_id or not hmac.compare_digest(secret.encode(), client.client_secret.encode()):
            raise RequestRefused("invalid_client", "client authentication failed", 401)
        return client_id


def _hinted(login_hint: str) -> tuple[str, str]:
    try:
        person = Person.parse(login_hint)
    except NameRefused:
        return login_hint[:64], ""
    return person.given_name, person.surname
