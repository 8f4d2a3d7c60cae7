"""The one door to foreign addresses: bounded, no redirects, nothing private but what the operator mapped."""

import socket
from collections.abc import Iterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from signing.errors import FetchRefused
from signing.fetching import Fetcher
from tests.signing.served import loopback, serving, url_of


def big(_: Request) -> Response:
    return Response(b"x" * 10_000)


def elsewhere(_: Request) -> Response:
    return RedirectResponse("http://169.254.169.254/")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    bound = loopback()
    app = Starlette(routes=[Route("/big", big, methods=["GET", "POST"]), Route("/elsewhere", elsewhere)])
    with serving(app, bound):
        yield url_of(bound)


@pytest.fixture
def fetcher(url: str) -> Iterator[Fetcher]:
    made = Fetcher({"mapped.test": url})
    yield made
    made.close()


def test_a_mapped_host_is_asked_at_its_address_of_the_day(fetcher: Fetcher) -> None:
    assert len(fetcher.get("http://mapped.test/big", maximum_bytes=10_000)) == 10_000
    assert fetcher.post("http://mapped.test/big", b"q", content_type="a/b", accept="*/*", maximum_bytes=10_000)


def test_more_than_was_allowed_is_refused(fetcher: Fetcher) -> None:
    with pytest.raises(FetchRefused, match="more than"):
        fetcher.get("http://mapped.test/big", maximum_bytes=9_999)


@pytest.mark.parametrize("path", ["/elsewhere", "/nothing"])
def test_redirects_and_failures_are_no_answers(fetcher: Fetcher, path: str) -> None:
    with pytest.raises(FetchRefused, match="answers"):
        fetcher.get(f"http://mapped.test{path}", maximum_bytes=100)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x", "http://localhost/x", "http://[::1]/x", "http://10.0.0.1/x", "http://169.254.169.254/latest", "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://[fe80::1]/", "http://224.0.0.1/", "http://100.64.0.1/",
    ],
)  # fmt: skip
def test_private_networks_are_out_of_reach(fetcher: Fetcher, address: str) -> None:
    with pytest.raises(FetchRefused, match="private"):
        fetcher.get(address, maximum_bytes=100)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://mapped.test/x", "http://", "ldap://mapped.test/x", "http://u:p@mapped.test/big"]
)
def test_only_plain_web_addresses_are_asked(fetcher: Fetcher, address: str) -> None:
    with pytest.raises(FetchRefused, match="plain"):
        fetcher.get(address, maximum_bytes=100)


def test_a_name_that_means_nothing_is_refused(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise OSError("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(FetchRefused, match="resolved"):
        fetcher.get("http://nowhere.invalid/x", maximum_bytes=100)


class NameServer:
    """Answers each question with the next of its answers."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, host: str, port: int) -> tuple[str, ...]:
        self.asked += 1
        return self.answers.pop(0)


class Line:
    """A network that notes where each connection goes, and in whose name."""

    def __init__(self, *, dead: tuple[str, ...] = (), redirect: str = "") -> None:
        self.dead, self.redirect = dead, redirect
        self.seen: list[tuple[str, str, object]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append((str(request.url), request.headers["host"], request.extensions.get("sni_hostname")))
        if request.url.host in self.dead:
            raise httpx2.ConnectError("no route", request=request)
        if self.redirect:
            return httpx2.Response(302, headers={"location": self.redirect})
        return httpx2.Response(200, content=b"here")


def over(line: Line, names: NameServer) -> Fetcher:
    return Fetcher(resolve=names, transport=httpx2.MockTransport(line))


def test_a_name_is_resolved_once_and_the_connection_goes_to_the_address_that_was_checked() -> None:
    """The second answer would be a private one (DNS rebinding)."""
    line, names = Line(), NameServer(("93.184.216.34",), ("127.0.0.1",))

    assert over(line, names).get("https://crl.example.org:8443/a?b=c", maximum_bytes=10) == b"here"

    assert line.seen == [("https://93.184.216.34:8443/a?b=c", "crl.example.org:8443", "crl.example.org")]
    assert names.asked == 1


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    line = Line()

    with pytest.raises(FetchRefused, match="private"):
        over(line, NameServer(("93.184.216.34", "10.0.0.1"))).get("http://crl.example.org/", maximum_bytes=10)

    assert not line.seen


def test_a_redirect_is_resolved_and_checked_again() -> None:
    line, names = Line(redirect="https://elsewhere.example.org/"), NameServer(("93.184.216.34",), ("192.168.0.1",))

    with pytest.raises(FetchRefused, match="private"):
        over(line, names).get("https://crl.example.org/", maximum_bytes=10, redirects=3)

    assert len(line.seen) == 1


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    line, names = Line(dead=("93.184.216.34",)), NameServer(("93.184.216.34", "2606:2800:220:1::1"))

    assert over(line, names).get("http://crl.example.org/", maximum_bytes=10) == b"here"

    assert [url for url, _, _ in line.seen] == ["http://93.184.216.34/", "http://[2606:2800:220:1::1]/"]
    assert {host for _, host, _ in line.seen} == {"crl.example.org"}
