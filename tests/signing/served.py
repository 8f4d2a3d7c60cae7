"""The sandbox's services on a loopback port of this process, with a clock that the test sets, and the browser of a person who consents."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx2
import uvicorn
from lxml import html
from starlette.applications import Starlette

from signing.appearance import SignatureAppearance
from signing.data_to_sign import PreparedSignature, prepare
from signing.fetching import Fetcher
from signing.provider import ClientSecret, Credential, CscClient, Pending
from signing.provider.profile import ProviderProfile, load_profile
from signing.provider.signatures import Access
from signing.sandbox import addresses
from signing.sandbox.server import Faults, sandbox_app
from signing.timestamps import TimestampAuthorities
from tests.signing.builders import MADE_AT, Authority

FONT = str(Path(__file__).parents[2] / "forms" / "fonts" / "NotoSans-Regular.ttf")
RETURN_TO = "http://127.0.0.1:9/signature/callback"
VERIFIER = "v" * 43


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, answering: threading.Event) -> None:
        super().__init__(config)
        self._answering = answering

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._answering.set()


@contextmanager
def serving(app: Starlette, listening: socket.socket) -> Iterator[None]:
    """The application answers while the block runs."""
    answering = threading.Event()
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    server = _Announcing(config, answering)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        assert answering.wait(20)
        yield
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


def loopback() -> socket.socket:
    """A bound socket on a free port; nobody listens yet."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.bind(("127.0.0.1", 0))
    return bound


def url_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


@dataclass
class Hands:
    """A clock whose hands the test moves."""

    at: datetime = MADE_AT

    def __call__(self) -> datetime:
        return self.at.astimezone(UTC)

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Sandbox:
    """A running sandbox. `profile` and `client` are its client's."""

    authority: Authority
    url: str
    clock: Hands
    client: CscClient = field(init=False)
    fetcher: Fetcher = field(init=False)

    def __post_init__(self) -> None:
        self.client = CscClient(self.profile(), self.secret)
        self.fetcher = Fetcher({addresses.HOST: self.url})

    @property
    def secret(self) -> ClientSecret:
        known = self.authority.installation.client
        return ClientSecret(known.client_id, known.client_secret, account_id="vollmacht")

    def profile(self, name: str = "sandbox") -> ProviderProfile:
        return load_profile(name, base_url=self.url)

    def speaking(self, name: str) -> CscClient:
        """A client of another dialect; the caller closes it."""
        return CscClient(self.profile(name), self.secret, clock=self.clock)

    @property
    def timestamper(self) -> TimestampAuthorities:
        return TimestampAuthorities(self.profile().timestamp_urls, self.fetcher)

    def close(self) -> None:
        self.client.close()
        self.fetcher.close()

    # -- what a signer does --

    def logged_in(self, name: str, client: CscClient | None = None) -> str:
        """The service token of a person who has identified herself."""
        client = client or self.client
        sent = client.service_authorisation(state="log-in", verifier=VERIFIER, redirect_uri=RETURN_TO, login_hint=name)
        return client.token(code=answered(sent.url)["code"], verifier=VERIFIER, redirect_uri=RETURN_TO)

    def prepared(
        self, pdf: bytes, signature_field: str, name: str, client: CscClient | None = None
    ) -> tuple[PreparedSignature, Credential]:
        client = client or self.client
        credential = client.credential(self.logged_in(name, client))
        appearance = SignatureAppearance(name, FONT, sandbox=True)
        made = prepare(pdf, field=signature_field, chain=credential.chain, signed_at=self.clock(), appearance=appearance)
        return made, credential

    def consented(self, credential: Credential, *digests: bytes, client: CscClient | None = None) -> str:
        """The code that comes back once the person has pressed "Signieren"."""
        client = client or self.client
        sent = client.credential_authorisation(
            credential,
            [(digest, "Vollmacht VM-2026-000123") for digest in digests],
            state="sign",
            verifier=VERIFIER,
            redirect_uri=RETURN_TO,
        )
        return answered(sent.url)["code"]

    def authorised(self, credential: Credential, *digests: bytes, client: CscClient | None = None) -> str:
        """The token that signs these hashes."""
        code = self.consented(credential, *digests, client=client)
        return (client or self.client).token(code=code, verifier=VERIFIER, redirect_uri=RETURN_TO)

    def value(self, token: str, credential: Credential, digest: bytes) -> bytes:
        """The signature over one authorised hash, in the plain dialect."""
        value = self.client.sign_hash(Access(token), credential, digest)
        assert not isinstance(value, Pending)
        return value


class Unanswered(Exception):
    """The provider shows no page to answer: it refuses the request."""


@contextmanager
def running_sandbox(directory: Path, faults: Faults | None = None) -> Iterator[Sandbox]:
    clock = Hands()
    authority = Authority.at(directory)
    listening = loopback()
    app = sandbox_app(authority.installation, authority.register, clock, url_of(listening), faults=faults)
    with serving(app, listening), closing(Sandbox(authority, url_of(listening), clock)) as sandbox:
        yield sandbox


def answered(url: str, decision: str = "sign", **typed: str) -> dict[str, str]:
    """Open the page, fill in what is typed, press the button: the parameters at the redirect address."""
    with httpx2.Client(trust_env=False, timeout=60) as browser:
        page = browser.get(url)
        if page.status_code != 200:
            raise Unanswered(page.headers.get("location") or page.text)
        form = html.document_fromstring(page.text).forms[0]  # type: ignore[attr-defined]
        reply = browser.post(f"{origin(url)}{form.action}", data={**dict(form.form_values()), **typed, "decision": decision})
    assert reply.status_code == 303, reply.text
    return dict(parse_qsl(urlsplit(reply.headers["location"]).query))


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
