"""The signing legs with everything real but the database: documents, providers, judge, trusted lists; a fault proxy stands before the sandbox.

The clock is the test's: provider, timestamps, responder and service agree on it.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from service.confinement import Completed, Outcome
from service.documents.fonts import SIGNATURE_FONT
from service.documents.writer import FormsWriter
from service.domain.power_of_attorney import PowerOfAttorney
from service.domain.signature_request import SignatureRequest
from service.signatures.confined import judge_file
from service.signatures.judging import Judge, ListsInUse
from service.signatures.provider import ProviderSignatures
from service.use_cases.begin_signature import begin_signature
from service.use_cases.continue_signature import continue_signature
from service.use_cases.finish_signature import finish_interrupted
from service.use_cases.ports import Callback, Redirect, Tools
from signing.fetching import Fetcher
from signing.provider import ClientSecret, CscClient
from signing.provider.profile import load_profile
from signing.sandbox import addresses
from tests.fakes.clock import FakeClock
from tests.fakes.world import World
from tests.fault_proxy import FaultProxy, fault_proxy
from tests.service.use_cases.story import REDIRECT, representative
from tests.signing.served import Sandbox, answered, origin, running_sandbox

PROFILES = ("sandbox", "sandbox-v1", "sandbox-v1-device", "sandbox-v2.0", "sandbox-v2.2-percent")
WRITER = FormsWriter()
TIMESTAMPS = f"{addresses.BASE}/tsa"


@dataclass
class _RealWorld(World):
    real: Any = None

    def tools(self) -> Tools:
        return replace(super().tools(), documents=WRITER, signatures=self.real)


@dataclass
class SigningWorld:
    """`tokens`: randomness, counted."""

    sandbox: Sandbox
    proxy: FaultProxy
    signatures: ProviderSignatures
    lists: ListsInUse
    fetcher: Fetcher
    tokens: int = 0
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Nothing was imported, issued or signed yet, and nothing goes wrong; servers and clock stay."""
        self.proxy.forget()
        self.world = _RealWorld(clock=FakeClock(self.sandbox.clock()), real=self.signatures)

    @property
    def tools(self) -> Tools:
        return self.world.tools()

    def begin(self, power: PowerOfAttorney, number: int, provider: str = "sandbox") -> Redirect | SignatureRequest:
        return begin_signature(power.id, self.actor(power, number), self.tools, redirect_uri=REDIRECT, provider=provider)

    def actor(self, power: PowerOfAttorney, number: int) -> Any:
        return representative(self.world, power.signers[number].representative.email)

    def consent(self, power: PowerOfAttorney, number: int, step: Redirect | SignatureRequest) -> SignatureRequest:
        """As a person at his browser: through every page of the provider, back each time."""
        person = power.signers[number].representative
        while isinstance(step, Redirect):
            back = answered(self.through(step.url), given_name=person.given_name, surname=person.surname)
            step = continue_signature(callback_of(back), self.actor(power, number), self.tools, redirect_uri=REDIRECT)
        return step

    def sign(self, power: PowerOfAttorney, number: int, provider: str = "sandbox") -> SignatureRequest:
        return self.consent(power, number, self.begin(power, number, provider))

    def through(self, url: str) -> str:
        """The browser goes straight to the provider: faults lie between the provider and us."""
        return url.replace(origin(url), self.sandbox.url)

    def go_on(self, **later: float) -> None:
        """What the worker does, after that time."""
        self.sandbox.clock.move(**later)
        self.world.clock.now = self.sandbox.clock()
        finish_interrupted(self.tools, redirect_uri=REDIRECT)

    def request(self, id: Any) -> SignatureRequest:
        found: SignatureRequest = self.world.work.signature_requests.get(id)
        return found

    def power(self, power: PowerOfAttorney) -> PowerOfAttorney:
        found: PowerOfAttorney = self.world.work.powers_of_attorney.get(power.id)
        return found

    @property
    def made(self) -> int:
        """Signatures the provider has made, and would charge."""
        with self.sandbox.authority.register.work() as rows:
            count: int = rows.execute("SELECT count(*) FROM signatures").fetchone()[0]
        return count


def callback_of(back: dict[str, str]) -> Callback:
    return Callback(back["state"], back.get("code"), back.get("error"), back.get("iss"))


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


@contextmanager
def signing_world(folder: Path, timestamp_urls: Sequence[str] = (TIMESTAMPS,), **profile: object) -> Iterator[SigningWorld]:
    """Args: profile: overrides of every profile, such as a short `timeout_s`."""
    with ExitStack() as stack:
        sandbox = stack.enter_context(running_sandbox(folder / "sandbox"))
        proxy = stack.enter_context(fault_proxy(sandbox.url))
        fetcher = Fetcher({addresses.HOST: proxy.url}, timeout_s=15)
        stack.callback(fetcher.close)
        mirror = sandbox.authority.mirror
        lists = ListsInUse(mirror, mirror / "anchor.pem", folder / "cache")
        known = sandbox.authority.installation.client
        secret = ClientSecret(known.client_id, known.client_secret, account_id="vollmacht")
        profiles = [replace(load_profile(name, base_url=proxy.url), **profile) for name in PROFILES]  # type: ignore[arg-type]
        made = SigningWorld(
            sandbox,
            proxy,
            ProviderSignatures(
                [CscClient(one, secret, clock=sandbox.clock) for one in profiles],
                Judge(judged_here, lists, fetcher=fetcher, sandbox=True),
                fetcher,
                timestamp_urls=timestamp_urls,
                new_token=lambda: _token(made),
                font_file=SIGNATURE_FONT,
            ),
            lists,
            fetcher,
        )
        stack.callback(made.signatures.close)
        yield made


def _token(world: SigningWorld) -> str:
    world.tokens += 1
    return f"{world.tokens:043d}"


def judged_here(blobs: Sequence[bytes], parameters: dict[str, Any]) -> Outcome:
    """What the limited child does, in this process."""
    return Completed(judge_file(blobs, parameters))
