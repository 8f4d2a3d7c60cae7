"""The one door to addresses found in certificates: bounded, no redirects, no private networks.

Addresses in an uploaded file belong to whoever uploaded it. They are asked only after the chain to a listed CA stands (the verdict's
`revocation_needs`), by the parent process, never by the confined child.
"""

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import httpx2

from signing.errors import FetchRefused

TIMEOUT_S = 10.0


class Fetcher:
    """One long-lived client.

    Args:
        hosts: host name → base URL it really means; such a host is configured by the operator and may be private
            (`{"sandbox-tsp.vollmacht.test": "http://127.0.0.1:40123"}`).
    """

    def __init__(self, hosts: Mapping[str, str] | None = None, *, timeout_s: float = TIMEOUT_S) -> None:
        self._hosts = dict(hosts or {})
        self._client = httpx2.Client(trust_env=False, follow_redirects=False, timeout=timeout_s)

    def get(self, url: str, *, maximum_bytes: int) -> bytes:
        """Raises FetchRefused, httpx2.HTTPError."""
        return self._ask("GET", url, None, {}, maximum_bytes)

    def post(self, url: str, content: bytes, *, content_type: str, accept: str, maximum_bytes: int) -> bytes:
        """Raises FetchRefused, httpx2.HTTPError."""
        return self._ask("POST", url, content, {"Content-Type": content_type, "Accept": accept}, maximum_bytes)

    def close(self) -> None:
        self._client.close()

    def _ask(self, method: str, url: str, content: bytes | None, headers: Mapping[str, str], maximum_bytes: int) -> bytes:
        with self._client.stream(method, self._address(url), content=content, headers=dict(headers)) as response:
            if response.status_code != httpx2.codes.OK:
                raise FetchRefused(f"{urlsplit(url).hostname} answers {response.status_code}")
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > maximum_bytes:
                    raise FetchRefused(f"{urlsplit(url).hostname} sends more than {maximum_bytes} bytes")
            return bytes(body)

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
