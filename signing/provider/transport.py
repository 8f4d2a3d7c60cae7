"""HTTP to one provider: forms and JSON out, JSON objects in, every failure by its name."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx2

from signing.errors import (
    AuthorisationExpired,
    ProviderProtocolError,
    ProviderRefused,
    ProviderUnavailable,
    SignerDeclined,
)
from signing.provider.profile import ProviderProfile

_EXPIRED = frozenset({"invalid_grant", "invalid_token", "expired_token"})
_LARGEST_ANSWER_BYTES = 1_000_000
_NEVER = httpx2.codes.NOT_IMPLEMENTED
_AGAIN = frozenset({httpx2.codes.REQUEST_TIMEOUT, httpx2.codes.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """How we are known to the provider. Nothing of it is ever printed.

    Attributes:
        account_id: for providers that want an account token.
        certificate_file, key_file: PEM, for providers that want a TLS client certificate.
    """

    client_id: str
    client_secret: str = field(repr=False)
    account_id: str = field(default="", repr=False)
    certificate_file: Path | None = None
    key_file: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """The system's authorities, with our certificate if there is one.

        Raises:
            OSError, ssl.SSLError: it cannot be read.
        """
        context = ssl.create_default_context()
        if self.certificate_file is not None:
            context.load_cert_chain(self.certificate_file, self.key_file)
        return context


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON object and the status it came with."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A page's status, and where it leads if it is a redirect."""

    status: int
    location: str


class Transport:
    """One long-lived client: no redirects, no proxies of the environment, bounded answers."""

    def __init__(self, profile: ProviderProfile, secret: ClientSecret) -> None:
        self._profile, self._secret = profile, secret
        self._http = httpx2.Client(trust_env=False, follow_redirects=False, timeout=profile.timeout_s, verify=secret.tls())

    def close(self) -> None:
        self._http.close()

    def post_form(self, path: str, given: Mapping[str, str]) -> Mapping[str, Any]:
        """A request to the authorisation server, authenticated as the profile says (RFC 6749 § 2.3.1)."""
        secret = self._secret
        if self._profile.client_authentication == "basic":
            request: dict[str, Any] = {"data": dict(given), "auth": (secret.client_id, secret.client_secret)}
        else:
            request = {"data": {**given, "client_id": secret.client_id, "client_secret": secret.client_secret}}
        return self._answer("POST", f"{self._profile.oauth_base}{path}", request).body

    def call(self, method: str, body: Mapping[str, Any], token: str | None, *, timeout_s: float | None = None) -> Answer:
        """A method of the API. `token`: None where the provider wants none."""
        request: dict[str, Any] = {"json": dict(body), "headers": {"Authorization": f"Bearer {token}"} if token else {}}
        if timeout_s is not None:
            request["timeout"] = timeout_s
        return self._answer("POST", f"{self._profile.base_url}{self._profile.api_path}/{method}", request)

    def get(self, url: str) -> Mapping[str, Any]:
        """Metadata."""
        return self._answer("GET", url, {}).body

    def clock(self) -> datetime | None:
        """The provider's clock, by the `Date` of whatever it answers to `info` (RFC 9110 § 6.6.1); None: it sends none.

        Raises:
            ProviderUnavailable: it does not answer.
        """
        try:
            with self._http.stream("POST", f"{self._profile.base_url}{self._profile.api_path}/info", json={}) as response:
                said = response.headers.get("date", "")
        except httpx2.HTTPError as error:
            raise ProviderUnavailable(f"{self._profile.name} does not answer: {_why(error)}") from error
        try:
            return parsedate_to_datetime(said).astimezone(UTC)
        except ValueError:
            return None

    def open(self, url: str) -> "Opened":
        """What a browser would see first; nothing is followed."""
        try:
            with self._http.stream("GET", url) as response:
                return Opened(response.status_code, response.headers.get("location", ""))
        except httpx2.HTTPError as error:
            raise ProviderUnavailable(f"{self._profile.name} does not answer: {_why(error)}") from error

    def _answer(self, verb: str, url: str, request: Mapping[str, Any]) -> Answer:
        try:
            with self._http.stream(verb, url, **request) as response:
                content = _bounded(response)
        except httpx2.HTTPError as error:
            raise ProviderUnavailable(f"{self._profile.name} does not answer: {_why(error)}") from error
        if (
            response.status_code >= httpx2.codes.INTERNAL_SERVER_ERROR and response.status_code != _NEVER
        ) or response.status_code in _AGAIN:
            raise ProviderUnavailable(f"{self._profile.name} answers {response.status_code}")
        body = _object(content, url.rpartition("/")[2], response.status_code)
        if response.status_code >= httpx2.codes.BAD_REQUEST:
            raise _refusal(str(body.get("error", response.status_code)), str(body.get("error_description", ""))[:500])
        return Answer(response.status_code, body)


def text_of(body: Mapping[str, Any], key: str) -> str:
    """Raises ProviderProtocolError: it is missing or no text."""
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise ProviderProtocolError(f"{key} is missing")
    return value


def _bounded(response: httpx2.Response) -> bytes:
    content = bytearray()
    for part in response.iter_bytes():
        content += part
        if len(content) > _LARGEST_ANSWER_BYTES:
            raise ProviderProtocolError("the answer has no end")
    return bytes(content)


def _object(content: bytes, what: str, status: int) -> Mapping[str, Any]:
    if status >= httpx2.codes.BAD_REQUEST and not content:
        return {}
    try:
        body = httpx2.Response(status, content=content).json()
    except (ValueError, RecursionError) as error:
        if status >= httpx2.codes.BAD_REQUEST:  # an error page of a proxy says no less than JSON would
            return {}
        raise ProviderProtocolError(f"{what} answers no JSON") from error
    if not isinstance(body, dict):
        raise ProviderProtocolError(f"{what} answers no JSON object")
    return body


def _refusal(error: str, description: str) -> ProviderRefused:
    if error in _EXPIRED:
        return AuthorisationExpired(error, description)
    return SignerDeclined(error, description) if error == "access_denied" else ProviderRefused(error, description)


def _why(error: httpx2.HTTPError) -> str:
    """The kind of failure; for TLS also its reason, which holds no secrets."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"TLS fails, {getattr(cause, 'verify_message', '') or cause.reason or 'without a reason'}"
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
