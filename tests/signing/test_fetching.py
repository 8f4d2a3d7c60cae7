"""The one door to foreign addresses: bounded, no redirects, nothing private but what the operator mapped."""

import socket
from collections.abc import Iterator

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
