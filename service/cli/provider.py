"""`vollmacht provider`: the signature providers there are, and whether one works, step by step."""

from contextlib import ExitStack, closing
from dataclasses import asdict

import click

from service.cli.printing import print_json
from service.domain.errors import Unavailable
from service.settings import Settings, SettingsError, settings_from
from service.signatures.contract import Contract, known_contracts, profile_of
from service.signatures.fetching import fetcher_for
from service.signatures.judging import ListsInUse
from service.signatures.provider_check import CheckedStep, check_provider
from service.wiring.chance import clock
from service.wiring.lists import lists_in_use
from service.wiring.policy import DEFAULT_PUBLIC_URL
from service.wiring.trust_service import SANDBOX, opened_providers

MARKS = {"ok": "ok  ", "warning": "WARN", "failure": "FAIL", "skipped": "–   "}
WHOSE = {"ours": "ours", "network": "the network's", "provider": "the provider's", "lists": "the trusted lists'"}
OURS, REFUSED, UNREACHABLE = 64, 65, 69


@click.group()
def command() -> None:
    """Signature providers (CSC API): list those there are, check one."""


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")
def list_command(as_json: bool) -> None:
    """Profiles that come with the program and those in VOLLMACHT_PROVIDERS_DIR; `*` marks those in use."""
    settings = settings_from()
    used = settings.providers or ((SANDBOX,) if settings.sandbox else ())
    known = known_contracts(settings.providers_directory)
    if as_json:
        print_json(
            {"directory": str(settings.providers_directory), "providers": [{**asdict(one), "used": one.name in used} for one in known]}
        )  # fmt: skip
        return
    click.echo(f"profiles of yours: {settings.providers_directory}")
    for one in known:
        click.echo(f"{'*' if one.name in used else ' '} {one.name:<22} {_said(one)}")


@command.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--user", default="", help="A test user of the provider's, whose credentials are listed by our own token; sandbox: any name."
)
@click.option("--redirect-uri", default="", help="The address registered with the provider; default: the public URL's.")
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")
@click.pass_context
def check(ctx: click.Context, name: str, user: str, redirect_uri: str, as_json: bool) -> None:
    """Run every step that needs no human; each failure says whose fault it is and what to do.

    Exit 0 all well, 1 the provider's or the lists' fault, 64 ours (settings, secrets, profile), 65 the profile cannot be used, 69 not reachable.
    """
    settings = settings_from()
    try:
        profile_of(name, settings.providers_directory, production=not settings.sandbox)
    except Unavailable as error:
        click.echo(error.text, err=True)
        ctx.exit(REFUSED)
    with ExitStack() as stack:
        providers = opened_providers(settings, (name,), stack)
        provider = providers.every[0]
        fetcher = stack.enter_context(closing(fetcher_for(providers.hosts)))
        sandbox = bool(providers.hosts)
        steps = []
        for one in check_provider(
            provider,
            fetcher,
            _lists(settings),
            redirect_uri=redirect_uri or f"{settings.public_url or DEFAULT_PUBLIC_URL}/signatures/callback",
            user=user or ("Erika Mustermann" if sandbox else ""),
            clock=clock,
        ):
            steps.append(one)
            if not as_json:
                _show(one)
    code = exit_code(steps)
    if as_json:
        print_json({"provider": name, "ok": code == 0, "steps": [asdict(one) for one in steps]})
    ctx.exit(code)


def exit_code(steps: list[CheckedStep]) -> int:
    """By the first failure: later ones often follow from it."""
    first = next((one for one in steps if one.outcome == "failure"), None)
    if first is None:
        return 0
    return {"ours": OURS, "network": UNREACHABLE}.get(first.blame or "", 1)


def _lists(settings: Settings) -> ListsInUse | None:
    """None: there are none yet; what needs them is left out and says so."""
    try:
        return lists_in_use(settings)
    except (Unavailable, SettingsError) as error:
        click.echo(str(error), err=True)
        return None


def _show(one: CheckedStep) -> None:
    whose = f" ({WHOSE[one.blame]} fault)" if one.blame and one.outcome == "failure" else ""
    click.echo(f"{MARKS[one.outcome]}  {one.step:<13} {one.text}{whose}")
    if one.remedy and one.outcome != "ok":
        click.echo(f"      {'':<13} → {one.remedy}")


def _said(one: Contract) -> str:
    if one.faults:
        return "UNUSABLE: " + " ".join(one.faults)
    cost = f", {one.cost_per_signature_eur} EUR a signature" if one.cost_per_signature_eur else ""
    return f"CSC {one.api_version}  {one.label}, {one.base_url}{cost}{'  [sandbox]' if one.sandbox else ''}"
