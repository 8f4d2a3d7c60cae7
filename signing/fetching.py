"""The one door to addresses found in certificates and trusted lists: bounded, no private networks, no redirects unless asked for.

Addresses in an uploaded file belong to whoever uploaded it. They are asked only after the chain to a listed CA stands (the verdict's
`revocation_needs`), by the parent process, never by the confined child.
"""

import ipaddress
import socket
import time
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx2

from signing.errors import FetchRefused

TIMEOUT_S = 10.0
LONGEST_ANSWER_S = 60.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Fetcher:
    """One long-lived client.

    Args:
        hosts: host name → base URL it really means; such a host is configured by the operator and may be private
            (`{"sandbox-tsp.vollmacht.test": "http://127.0.0.1:40123"}`).
    """

    def __init__(self, hosts: Mapping[str, str] | None = None, *, timeout_s: float = TIMEOUT_S) -> None:
        self._hosts = dict(hosts or {})
        self._client = httpx2.Client(trust_env=False, follow_redirects=False, timeout=timeout_s)

    def get(self, url: str, *, maximum_bytes: int, redirects: int = 0) -> bytes:
        """Content of an address.

        Args:
            redirects: follow at most so many; each address on the way has to be one we ask, and https stays https.

        Raises:
            FetchRefused, httpx2.HTTPError
        """
        return self._ask("GET", url, None, {}, maximum_bytes, redirects=redirects)

    def post(self, url: str, content: bytes, *, content_type: str, accept: str, maximum_bytes: int) -> bytes:
        """Raises FetchRefused, httpx2.HTTPError."""
        return self._ask("POST", url, content, {"Content-Type": content_type, "Accept": accept}, maximum_bytes)

    def close(self) -> None:
        self._client.close()

    def _ask(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str], maximum_bytes: int, *, redirects: int = 0
    ) -> bytes:
        deadline = time.monotonic() + LONGEST_ANSWER_S
        host = urlsplit(url).hostname
        with self._client.stream(method, self._address(url), content=content, headers=dict(headers)) as response:
            if response.status_code in _REDIRECTS and redirects > 0:
                target = urljoin(url, response.headers.get("location", ""))
            elif response.status_code != httpx2.codes.OK:
                raise FetchRefused(f"{host} answers {response.status_code}")
            else:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > maximum_bytes:
                        raise FetchRefused(f"{host} sends more than {maximum_bytes} bytes")
                    if time.monotonic() > deadline:
                        raise FetchRefused(f"{host} sends too slowly")
                return bytes(body)
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
            raise FetchRefused(f"{host} leads away from https")
        return self._ask(method, target, content, headers, maximum_bytes, redirects=redirects - 1)

    def _address(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise FetchRefused("only plain http and https addresses are asked")
        base = self._hosts.get(parts.hostname)
        if base is not None:
            real = urlsplit(base)
            return urlunsplit((real.scheme, real.netloc, parts.path, parts.query, ""))
        _require_public(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
        return url


def _require_public(host: str, port: int) -> None:
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise FetchRefused(f"{host} cannot be resolved") from error
    if not all(ipaddress.ip_address(address.split("%")[0]).is_global for address in found):
        raise FetchRefused(f"{host} lies in a private network")
