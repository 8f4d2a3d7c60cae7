"""What makes an installation a production: https, a hoster, log-ins, and trust that is not the sandbox's."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from service.domain.errors import Unavailable
from service.settings import Settings
from service.signatures.lists import list_states
from service.wiring.chance import clock
from service.wiring.doctor.finding import Finding, State
from service.wiring.identity import identity_provider
from service.wiring.lists import lists_in_use
from service.wiring.policy import configured_hoster
from service.wiring.trust_service import chosen_contracts, providers_in_use

# Of ISO 3166's codes for private use: no Member State's list can bear it.
SANDBOX_TERRITORY = "XS"
SOON = timedelta(days=3)
STATE_WORDS = {
    "EXPIRED": "have run out",
    "MISSING": "are missing",
    "SIGNATURE_INVALID": "are not rightly signed",
    "MALFORMED": "cannot be read",
}


def environment(settings: Settings, _port: int) -> Iterator[Finding]:
    if settings.sandbox:
        yield Finding("environment", State.OK, "sandbox: nothing here has legal effect.")
        return
    well = True
    if settings.hoster_file is None:
        well = False
        text = "Production serves one hoster."
        yield Finding(
            "environment", State.FAILURE, text, "set VOLLMACHT_HOSTER_FILE to a JSON file with the record's `hoster` object"
        )
    else:
        configured_hoster(settings)
    if not (settings.public_url or "").startswith("https://"):
        well = False
        yield Finding("environment", State.FAILURE, "Production is reached over https.", "set VOLLMACHT_PUBLIC_URL=https://…")
    if well:
        yield Finding("environment", State.OK, f"production at {settings.public_url}.")


def log_in(settings: Settings, _port: int) -> Iterator[Finding]:
    provider = identity_provider(settings)
    if settings.openid is not None and provider is not None:
        try:
            provider.answers()
        except Unavailable as error:
            text = f"Nobody can log in at {settings.openid.issuer}: {error}"
            remedy = "start the OpenID provider, or correct VOLLMACHT_OIDC_ISSUER"
            yield Finding("log-in", State.FAILURE, text, remedy, passing=True)
        else:
            yield Finding("log-in", State.OK, f"By {settings.openid.issuer}.")
        finally:
            provider.close()
    elif settings.sandbox:
        yield Finding("log-in", State.OK, "By the sandbox's password.")
    else:
        text = "In production people log in at your OpenID provider."
        remedy = "set VOLLMACHT_OIDC_ISSUER, VOLLMACHT_OIDC_CLIENT_ID and VOLLMACHT_OIDC_CLIENT_SECRET"
        yield Finding("log-in", State.FAILURE, text, remedy)


def provider(settings: Settings, _port: int) -> Iterator[Finding]:
    contracts = chosen_contracts(settings)
    for one in contracts:
        text = f"{one.label}, timestamps by {', '.join(one.timestamp_hosts) or 'nobody'}."
        yield Finding("provider", State.OK, f"{text} Ask it: vollmacht provider check {one.name}")
    if contracts:
        return
    if settings.sandbox:
        with providers_in_use(settings) as sandbox:
            url = next(iter(sandbox.hosts.values()))
            yield Finding("provider", State.OK, f"The sandbox's signature provider and timestamp authority answer at {url}.")
    else:
        text = "Only the sandbox's signature provider and timestamp authority are there: nothing they sign has legal effect."
        remedy = (
            f"write your provider's profile NAME.toml into {settings.providers_directory} (docs/providers.md); "
            "set VOLLMACHT_PROVIDERS=NAME, VOLLMACHT_PROVIDER_<NAME>_CLIENT_ID and …_CLIENT_SECRET"
        )
        yield Finding("provider", State.FAILURE, text, remedy)


def lists(settings: Settings, _port: int) -> Iterator[Finding]:
    if settings.lists is None and settings.lists_url is None and not settings.sandbox:
        text = "Only the sandbox's trusted lists are there: they name nobody who is qualified."
        remedy = "set VOLLMACHT_LISTS=eu, or to a mirror folder of the EU's trusted lists"
        yield Finding("lists", State.FAILURE, text, remedy)
        return
    used, now = lists_in_use(settings), clock()
    remedy = "vollmacht lists status" if used.url is None else "vollmacht lists refresh"
    if used.url is not None and not (used.mirror / "index.json").is_file():
        text = f"The trusted lists have not been fetched from {used.url} yet."
        yield Finding("lists", State.FAILURE, text, remedy, passing=True)
        return
    states = list_states(used, at=now)
    if not settings.sandbox and any(one["territory"] == SANDBOX_TERRITORY for one in states):
        text = f"{used.mirror} holds a sandbox's trusted lists: they name nobody who is qualified."
        yield Finding("lists", State.FAILURE, text, "set VOLLMACHT_LISTS to a mirror folder of the EU's trusted lists")
        return
    renew = remedy if used.url is not None or settings.lists is None else f"renew the mirror {used.mirror}"
    yield from _by_state(states, now, renew)


def _by_state(states: Sequence[Mapping[str, object]], now: datetime, remedy: str) -> Iterator[Finding]:
    """One finding for each state that lists are in: thirty lists that ran out together are one thing to mend."""
    together: dict[str, list[str]] = {}
    for one in states:
        if one["state"] != "OK":
            together.setdefault(str(one["state"]), []).append(_until(one))
    for state, names in together.items():
        text = f"{len(names)} of {len(states)} trusted lists {STATE_WORDS.get(state, state)}: {', '.join(names)}."
        yield Finding("lists", State.FAILURE, text, remedy, passing=True)
    good = [one for one in states if one["state"] == "OK"]
    troubled = [one for one in good if one["fetch_problem"] or _soon(one, now)]
    for one in troubled:
        problem = f" The last fetch failed: {one['fetch_problem']}." if one["fetch_problem"] else ""
        yield Finding("lists", State.WARNING, f"{_until(one)}.{problem}", remedy)
    if well := [_until(one) for one in good if one not in troubled]:
        yield Finding("lists", State.OK, f"{len(well)} current: {', '.join(well)}.")


def _until(one: Mapping[str, object]) -> str:
    ends = one["next_update"]
    return f"{one['territory']} (next update {str(ends)[:10]})" if ends else str(one["territory"])


def _soon(one: Mapping[str, object], now: datetime) -> bool:
    return one["next_update"] is not None and datetime.fromisoformat(str(one["next_update"])) - now < SOON
