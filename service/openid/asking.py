"""Asking the provider: bounded answers, no redirects, no proxy of the environment, one kind of failure."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import httpx2

from service.domain.errors import Unavailable

TIMEOUT_S = 5.0
LARGEST_BYTES = 256 * 1024
AWAY = "Der Anmeldedienst antwortet gerade nicht. Bitte versuchen Sie es in einigen Minuten noch einmal."


class Asking:
    """One long-lived client."""

    def __init__(self) -> None:
        self._client = httpx2.Client(trust_env=False, follow_redirects=False, timeout=TIMEOUT_S)

    def close(self) -> None:
        self._client.close()

    def get(self, url: str, *, bearer: str = "") -> dict[str, Any]:
        """A JSON object. Raises Unavailable."""
        status, answer = self._ask("GET", url, None, None, bearer)
        if status != httpx2.codes.OK:
            raise Unavailable(AWAY)
        return answer

    def post(self, url: str, form: Mapping[str, str], *, client: tuple[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of an answer below 500. Raises Unavailable."""
        # RFC 6749 § 2.3.1: both are form-encoded before they become user and password.
        return self._ask("POST", url, dict(form), httpx2.BasicAuth(*(quote_plus(part) for part in client)))

    def _ask(
        self, method: str, url: str, form: dict[str, str] | None, auth: httpx2.BasicAuth | None, bearer: str = ""
    ) -> tuple[int, dict[str, Any]]:
        headers = {"accept": "application/json", **({"authorization": f"Bearer {bearer}"} if bearer else {})}
        try:
            with self._client.stream(method, url, data=form, auth=auth, headers=headers) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > LARGEST_BYTES:
                        raise Unavailable(AWAY)
            if response.status_code >= httpx2.codes.INTERNAL_SERVER_ERROR:
                raise Unavailable(AWAY)
            answer = httpx2.Response(response.status_code, content=bytes(body)).json()
        except (httpx2.HTTPError, ValueError) as error:
            raise Unavailable(AWAY) from error
        if not isinstance(answer, dict):
            raise Unavailable(AWAY)
        return response.status_code, answer
