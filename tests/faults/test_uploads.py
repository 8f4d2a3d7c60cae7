"""Fault 24 for signed files: an upload without end is cut at the limit, on every way in, and nothing of it is judged."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest

from service.domain.access import OPERATOR
from service.domain.ids import PowerOfAttorneyId
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.manage_tokens import issue_token
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from service.web.state import UPLOAD_BYTES
from tests.service.conftest import Site, site
from tests.signing.served import loopback, serving, url_of

__all__ = ["site"]
pytestmark = pytest.mark.timeout(120)
OWNER = "hallo@ineskraemer.example"
PIECE = b"x" * 100_000
IN_FLIGHT = 20_000_000  # buffers of both sockets
BOUNDARY = "boundary"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "origin": "http://vorsorge.example"}


@dataclass
class Endless:
    """Counts what was taken of it."""

    head: bytes = b""
    taken: int = 0

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        while self.taken < 10 * UPLOAD_BYTES:
            self.taken += len(PIECE)
            yield PIECE


@pytest.fixture
def power(site: Site) -> PowerOfAttorneyId:
    with site.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-20931")
    assert reseller is not None
    draft = begin_power_of_attorney(reseller.id, OPERATOR, site.tools)
    return submit_power_of_attorney(draft.id, OPERATOR, site.tools).id


@pytest.fixture
def url(site: Site) -> Iterator[str]:
    """The application on a real port: a test client would read the whole body before it sends it."""
    bound = loopback()
    with serving(site.app, bound):
        yield url_of(bound)


def part(name: bytes) -> bytes:
    return b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n' % (
        BOUNDARY.encode(),
        name,
    )


def sent(url: str, body: Endless, headers: dict[str, str]) -> int | None:
    """The status; None: the connection was closed on us while we were still sending."""
    with httpx2.Client(trust_env=False, timeout=30) as client:
        try:
            return client.post(url, content=iter(body), headers=headers).status_code
        except httpx2.TransportError:
            return None


@pytest.mark.parametrize("way", ["api", "page"])
def test_a_file_without_end_is_cut_at_the_limit(site: Site, power: PowerOfAttorneyId, url: str, way: str) -> None:
    if way == "api":
        body, address = Endless(), f"{url}/v1/powers-of-attorney/{power}/signed-files"
        headers = {"authorization": f"Bearer {issue_token(OWNER, site.tools)}", "content-type": "application/pdf"}
    else:
        body, address = Endless(part(b"file")), f"{url}/vollmacht/{power}/hochladen"
        cookies = "; ".join(f"{name}={value}" for name, value in site.browser(OWNER).cookies.items())
        headers = FORM | {"cookie": cookies}

    assert sent(address, body, headers) in {413, None}

    assert body.taken <= UPLOAD_BYTES + IN_FLIGHT
    with site.tools.transactions(OPERATOR) as work:
        assert not work.powers_of_attorney.get(power).signed_fields
