"""For `serve` and `worker`: everything real. PostgreSQL, documents, signatures, archive, and the queue's runner."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from service.confinement import ConfinedServer
from service.database.transactions import DatabaseTransactions
from service.documents.fonts import SIGNATURE_FONT
from service.documents.writer import FormsWriter
from service.jobs.clock_watch import ClockWatch
from service.jobs.lists_keeper import ListsKeeper
from service.jobs.runner import JobRunner, queue_app
from service.jobs.sweep import sweep
from service.jobs.sweep_archive import sweep_archive
from service.settings import Settings
from service.signatures.fetching import Fetcher, fetcher_for, hosts_of
from service.signatures.judging import Judge, ListsInUse
from service.signatures.lists import InstalledLists
from service.signatures.material import signature_material
from service.signatures.provider import provider_signatures
from service.use_cases.ground_port import SoundGround
from service.use_cases.log_in import SYSTEM
from service.use_cases.openid_port import IdentityProvider
from service.use_cases.ports import Tools
from service.use_cases.refresh_lists import refresh_lists
from service.web.passwords import Argon2Passwords
from service.web.state import WebState
from service.wiring.archive import archive_of
from service.wiring.chance import clock, new_token
from service.wiring.decision import tools_with
from service.wiring.doctor import require_production
from service.wiring.ground import LastingDatabase, lasting_database
from service.wiring.identity import identity_provider
from service.wiring.lists import lists_for_judging
from service.wiring.look import look_of
from service.wiring.policy import DEFAULT_PUBLIC_URL
from service.wiring.post import post_of
from service.wiring.sandbox_log_ins import log_ins, provide_staff, sandbox_password
from service.wiring.seal import seals_of
from service.wiring.soundness import sound_ground
from service.wiring.trust_service import providers_in_use
from service.wiring.unwired import Unwired

PROVIDER_CLOCK_EVERY_S = 600.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands while `serve` or `worker` runs.

    Attributes:
        trusted_proxies: networks whose X-Forwarded-For is believed.
    """

    web: WebState
    database: LastingDatabase
    password: str | None
    trusted_proxies: tuple[str, ...] = ()

    @property
    def log_ins(self) -> list[dict[str, str]]:
        """The sandbox's; in production nobody has a password of ours."""
        return log_ins(self.web.tools, self.password) if self.password else []

    @contextmanager
    def jobs(self) -> Iterator[JobRunner]:
        """The queue, and what each machine does for itself."""
        redirect_uri = self.web.redirect_uri
        tools = self.web.tools
        runner = JobRunner(
            lambda: queue_app(self.database.conninfo, tools, redirect_uri=redirect_uri),
            lambda: sweep(tools, redirect_uri=redirect_uri),
            lambda: sweep_archive(tools),
        )
        with ListsKeeper(lambda: refresh_lists(tools)), runner:
            yield runner


@contextmanager
def ground(settings: Settings, *, public_url: str) -> Iterator[Ground]:
    """Start or join every server, in the order of need; leave them in the reverse one.

    Raises:
        Unavailable: names what does not answer, and what to do.
        SettingsError: production lacks something; names each thing, and its remedy.
    """
    require_production(settings)
    with ExitStack() as stack:
        database = stack.enter_context(lasting_database(settings))
        providers = stack.enter_context(providers_in_use(settings))
        transactions = DatabaseTransactions(database.url, connections=max(2, settings.database_connections), port=database.port)
        stack.callback(transactions.close)
        passwords = Argon2Passwords()
        kept = sandbox_password(settings.home, passwords.hash) if settings.sandbox else None
        timestamp_urls = tuple(dict.fromkeys((*providers.timestamp_urls, *settings.timestamp_urls)))
        fetcher = fetcher_for({**hosts_of(settings.timestamp_urls), **providers.hosts})
        lists = lists_for_judging(settings)
        judge = _judge(settings, lists, fetcher, stack)
        signatures = provider_signatures(
            providers,
            timestamp_urls,
            judge=judge,
            fetcher=fetcher,
            clock=clock,
            new_token=new_token,
            font_file=SIGNATURE_FONT,
        )
        stack.callback(signatures.close)
        post, mailbox = post_of(settings)
        tools = tools_with(
            settings,
            transactions,
            passwords,
            kept.hashed if kept else None,
            archive=archive_of(settings, signature_material),
            documents=_documents(stack, settings),
            signatures=signatures,
            post=post,
            mailbox=mailbox,
            lists=InstalledLists(lists),
            seals=seals_of(settings, fetcher, timestamp_urls, lengthen=signatures.seal),
            identity_provider=_identity_provider(settings, stack),
        )
        watch = stack.enter_context(ClockWatch(tools.archive.clock, tools.clock))
        theirs = {one.name: stack.enter_context(_provider_watch(tools, one.name)) for one in tools.signatures.offered()}
        tools = replace(tools, require_sound_ground=_soundness(settings, tools, watch, theirs))
        tools = replace(tools, policy=replace(tools.policy, public_url=public_url))
        if kept is not None:
            provide_staff(tools, kept.hashed)
        origins = [*providers.origins, *([tools.identity_provider.origin] if tools.identity_provider else [])]
        web = WebState(tools=tools, public_url=public_url, provider_origins=tuple(origins), metrics_token=settings.metrics_token)
        yield Ground(
            web=web,
            database=database,
            password=kept.password if kept else None,
            trusted_proxies=tuple(str(network) for network in settings.trusted_proxies),
        )


def _identity_provider(settings: Settings, stack: ExitStack) -> IdentityProvider | None:
    provider = identity_provider(settings)
    if provider is not None:
        stack.callback(provider.close)
    return provider


def _provider_watch(tools: Tools, name: str) -> ClockWatch:
    """Seldom: it is a stranger's server, and clocks do not jump every minute."""
    return ClockWatch(lambda: tools.signatures.clock(name), tools.clock, whose=name, every_s=PROVIDER_CLOCK_EVERY_S)


def _soundness(settings: Settings, tools: Tools, watch: ClockWatch, theirs: Mapping[str, ClockWatch]) -> SoundGround:
    def database_clock() -> datetime:
        with tools.transactions(SYSTEM) as work:
            return work.backlog.server_clock()

    return sound_ground(
        settings.home,
        clock=tools.clock,
        database_clock=database_clock,
        store_skew=lambda: watch.skew,
        provider_skew=lambda name: theirs[name].skew,
    )


def _judge(settings: Settings, lists: ListsInUse, fetcher: Fetcher, stack: ExitStack) -> Judge:
    """Judging in the limited child, whose parent ends with the stack."""
    confined = ConfinedServer(
        "service.signatures.confined:judge_file",
        warm_up="service.signatures.confined:warm_up",
        warm_up_parameters={
            "at": clock().isoformat(),
            "lists": str(lists.mirror),
            "anchor": str(lists.anchor),
            "cache": str(lists.cache),
        },
    )
    stack.callback(confined.close)
    return Judge(confined.run, lists, fetcher=fetcher, sandbox=settings.sandbox)


def _documents(stack: ExitStack, settings: Settings) -> FormsWriter:
    """Files are read back in a limited child of its own."""
    confined = ConfinedServer("service.documents.confined:check_file")
    stack.callback(confined.close)
    return FormsWriter(confined.run, look_of(settings))


def described(settings: Settings) -> WebState:
    """Enough to describe the API: no server is started."""
    absent = cast(Any, Unwired("transactions"))
    tools = tools_with(settings, absent, cast(Any, Unwired("passwords")), None, archive=cast(Any, Unwired("archive")))
    return WebState(tools=tools, public_url=settings.public_url or DEFAULT_PUBLIC_URL)
