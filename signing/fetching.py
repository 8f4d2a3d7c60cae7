"""The one door to addresses found in certificates and trusted lists: bounded, no private networks, no redirects unless asked for.

Addresses in an uploaded file belong to whoever uploaded it. They are asked only after the chain to a listed CA stands (the verdict's
`revocation_needs`), by the parent process, never by the confined child.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpx2

from signing.errors import FetchRefused

TIMEOUT_S = 10.0
LONGEST_ANSWER_S = 60.0
KEPT_OPEN_S = 2.0
"""Less than servers grant (uvicorn 5 s): else a request now and then meets a connection that is just being closed."""
MOST_ADDRESSES = 4
"""Of one name, tried in turn."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 through NAT64 (RFC 6052 § 2.1)."""

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → addresses, in the order to be tried. Raises OSError if the name means nothing."""


class Fetcher:
    """Two long-lived clients: one for mapped hosts, one for everybody else.

    A foreign name is resolved once, every address it means is checked, and the connection goes to one of those addresses, with the name in Host and SNI: a
    name server that answers otherwise the second time (DNS rebinding) is not asked a second time.

    Args:
        hosts: host name → base URL it really means; such a host is configured by the operator and may be private
            (`{"sandbox-tsp.vollmacht.test": "http://127.0.0.1:40123"}`).
        resolve: for tests.
        transport: for tests; None: the network.
    """

    def __init__(
        self,
        hosts: Mapping[str, str] | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        resolve: Resolve | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._hosts = dict(hosts or {})
        self._resolve = resolve or _addresses
        kept = httpx2.Limits(keepalive_expiry=KEPT_OPEN_S)
        self._mapped = httpx2.Client(trust_env=False, follow_redirects=False, timeout=timeout_s, transport=transport, limits=kept)
        # No connection is kept: it would be found again by its address, under another name than the one its certificate was checked for.
        none_kept = httpx2.Limits(max_keepalive_connections=0)
        self._foreign = httpx2.Client(
            trust_env=False, follow_redirects=False, timeout=timeout_s, transport=transport, limits=none_kept
        )

    def get(self, url: str, *, maximum_bytes: int, redirects: int = 0) -> bytes:
        """Content of an address.

        Args:
            redirects: follow at most so many; each address on the way has to be one we ask, and https stays https.

        Raises:
            FetchRefused, httpx2.HTTPError
        """
        return self._ask(_Question("GET", None, {}, maximum_bytes), url, redirects=redirects)

    def post(self, url: str, content: bytes, *, content_type: str, accept: str, maximum_bytes: int) -> bytes:
        """Raises FetchRefused, httpx2.HTTPError."""
        headers = {"Content-Type": content_type, "Accept": accept}
        return self._ask(_Question("POST", content, headers, maximum_bytes), url)

    def close(self) -> None:
        self._mapped.close()
        self._foreign.close()

    def _ask(self, question: "_Question", url: str, *, redirects: int = 0) -> bytes:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise FetchRefused("only plain http and https addresses are asked")
        base = self._hosts.get(parts.hostname)
        if base is not None:
            real = urlsplit(base)
            url_of_the_day = urlunsplit((real.scheme, real.netloc, parts.path, parts.query, ""))
            answer = question.asked(self._mapped, _Place(url_of_the_day, parts.hostname))
        else:
            answer = self._ask_foreign(question, parts)
        if isinstance(answer, bytes):
            return answer
        if redirects <= 0:
            raise FetchRefused(f"{parts.hostname} answers {answer.status}")
        target = urljoin(url, answer.location)
        if parts.scheme == "https" and urlsplit(target).scheme != "https":
            raise FetchRefused(f"{parts.hostname} leads away from https")
        return self._ask(question, target, redirects=redirects - 1)

    def _ask_foreign(self, question: "_Question", parts: SplitResult) -> "bytes | _Redirect":
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = self._resolve(host, port)
        except OSError as error:
            raise FetchRefused(f"{host} cannot be resolved") from error
        if not addresses or not all(is_public(address) for address in addresses):
            raise FetchRefused(f"{host} lies in a private network")
        *others, last = addresses[:MOST_ADDRESSES]
        for address in others:
            with suppress(httpx2.ConnectError, httpx2.ConnectTimeout):
                return question.asked(self._foreign, _at(address, port, parts))
        return question.asked(self._foreign, _at(last, port, parts))


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    content: bytes | None
    headers: Mapping[str, str]
    maximum_bytes: int

    def asked(self, client: httpx2.Client, place: "_Place") -> bytes | _Redirect:
        deadline = time.monotonic() + LONGEST_ANSWER_S
        headers, extensions = {**self.headers, **place.headers}, dict(place.extensions)
        with client.stream(self.method, place.url, content=self.content, headers=headers, extensions=extensions) as response:
            if response.status_code in _REDIRECTS:
                return _Redirect(response.status_code, response.headers.get("location", ""))
            if response.status_code != httpx2.codes.OK:
                raise FetchRefused(f"{place.host} answers {response.status_code}")
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > self.maximum_bytes:
                    raise FetchRefused(f"{place.host} sends more than {self.maximum_bytes} bytes")
                if time.monotonic() > deadline:
                    raise FetchRefused(f"{place.host} sends too slowly")
            return bytes(body)


@dataclass(frozen=True, slots=True)
class _Place:
    """Attributes:
    url: where the connection goes.
    host: whose content is meant.
    headers, extensions: what tells the other side so, where the URL does not.
    """

    url: str
    host: str
    headers: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, str] = field(default_factory=dict)


def is_public(address: str) -> bool:
    """True if the address lies in the public Internet, and so do the IPv4 addresses that IPv6 has wrapped in it (RFC 4291, 3056, 4380, 6052)."""
    try:
        found = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    wrapped = [_wrapped(found)] if isinstance(found, ipaddress.IPv6Address) else []
    return all(one.is_global and not one.is_multicast for one in (found, *(one for one in wrapped if one is not None)))


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None


def _addresses(host: str, port: int) -> Sequence[str]:
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def _at(address: str, port: int, meant: SplitResult) -> _Place:
    """That address, in the name of the host that is meant."""
    netloc = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    host = meant.hostname or ""
    return _Place(
        urlunsplit((meant.scheme, netloc, meant.path, meant.query, "")), host, {"Host": meant.netloc}, {"sni_hostname": host}
    )
