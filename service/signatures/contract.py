"""The providers in use: profiles that come with the program (the sandbox's), and those in the operator's folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from service.domain.errors import Unavailable
from service.signatures.fetching import SANDBOX_HOST
from signing.errors import ProfileFaulty
from signing.provider import ClientSecret
from signing.provider.profile import FOLDER, ProviderProfile, load_profile, names_in


@dataclass(frozen=True, slots=True)
class Contract:
    """What an operator wants to know of a provider.

    Attributes:
        origin: scheme and host the signer's browser is sent to.
        faults: why its profile cannot be used; empty: it can.
    """

    name: str
    label: str
    sandbox: bool
    api_version: str
    base_url: str
    origin: str
    timestamp_hosts: tuple[str, ...]
    cost_per_signature_eur: str
    faults: tuple[str, ...] = ()


def known_contracts(folder: Path) -> Sequence[Contract]:
    """Every profile there is, the operator's before ours; unusable ones with their faults."""
    return [_contract_or_faults(name, folder) for name in dict.fromkeys([*names_in(folder), *names_in(FOLDER)])]


def contract(name: str, folder: Path, *, production: bool) -> Contract:
    """Raises Unavailable, as `profile_of` does."""
    return _contract(profile_of(name, folder, production=production))


def profile_of(name: str, folder: Path, *, production: bool) -> ProviderProfile:
    """The profile of that name.

    Raises:
        Unavailable: there is none, everything that is wrong with it, or a sandbox's in production.
    """
    try:
        profile = load_profile(name, folder=_folder_of(name, folder))
    except ProfileFaulty as error:
        raise Unavailable(f"The provider profile {name} cannot be used: {' '.join(error.faults)}") from error
    addresses = (profile.base_url, profile.oauth_base, *profile.timestamp_urls)
    if production and (profile.sandbox or any(urlsplit(one).hostname == SANDBOX_HOST for one in addresses)):
        raise Unavailable(f"The provider profile {name} is the sandbox's: nothing it signs has legal effect.")
    if production and not profile.timestamp_urls:
        raise Unavailable(
            f"The provider profile {name} names no timestamp_urls: without a qualified timestamp no signature is accepted."
        )
    return profile


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider a process signs with."""

    profile: ProviderProfile
    client: ClientSecret


@dataclass(frozen=True, slots=True)
class Providers:
    """All of them, the usual one first, and how to reach them.

    Attributes:
        hosts: host name → base URL of the day, for certificates' addresses; empty but in the sandbox.
    """

    every: tuple[Provider, ...]
    hosts: dict[str, str]

    @property
    def origins(self) -> tuple[str, ...]:
        """Where signers' browsers are sent."""
        return tuple(dict.fromkeys(_origin(one.profile) for one in self.every))

    @property
    def timestamp_urls(self) -> tuple[str, ...]:
        """Every provider's authorities: each stands in for the others."""
        return tuple(dict.fromkeys(url for one in self.every for url in one.profile.timestamp_urls))


def contracted(profile: ProviderProfile, client_id: str, client_secret: str, **more: str | Path | None) -> Provider:
    """Raises Unavailable: what the profile demands is missing from the settings, or a certificate cannot be read."""
    client = ClientSecret(client_id, client_secret, **more)  # type: ignore[arg-type]  # account id, certificate and key file
    if profile.account_token and not client.account_id:
        raise Unavailable(f"Provider {profile.name} wants an account token: set its ACCOUNT_ID.")
    try:
        client.tls()
    except OSError as error:  # ssl.SSLError is one
        raise Unavailable(f"Provider {profile.name}: the TLS client certificate cannot be used: {error}.") from error
    return Provider(profile, client)


def at_home_in_sandbox(profile: ProviderProfile) -> bool:
    """Whether it is a dialect of the sandbox's own server, whose address changes from day to day."""
    return urlsplit(profile.base_url).hostname == SANDBOX_HOST


def at_sandbox(profile: ProviderProfile, url: str) -> ProviderProfile:
    """One of the sandbox's dialects at its address of the day."""
    return load_profile(profile.name, base_url=url)


def _contract_or_faults(name: str, folder: Path) -> Contract:
    try:
        return _contract(load_profile(name, folder=_folder_of(name, folder)))
    except ProfileFaulty as error:
        return Contract(
            name,
            "",
            sandbox=False,
            api_version="",
            base_url="",
            origin="",
            timestamp_hosts=(),
            cost_per_signature_eur="",
            faults=error.faults,
        )


def _contract(profile: ProviderProfile) -> Contract:
    hosts = tuple(urlsplit(url).hostname or url for url in profile.timestamp_urls)
    return Contract(
        profile.name,
        profile.label,
        profile.sandbox,
        profile.api_version,
        profile.base_url,
        _origin(profile),
        hosts,
        profile.cost_per_signature_eur,
    )


def _folder_of(name: str, folder: Path) -> Path:
    return folder if (folder / f"{name}.toml").is_file() or name not in names_in(FOLDER) else FOLDER


def _origin(profile: ProviderProfile) -> str:
    parts = urlsplit(profile.oauth_base)
    return f"{parts.scheme}://{parts.netloc}"
