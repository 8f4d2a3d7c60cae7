"""The contracted provider's profile: a TOML file of the operator's, in the shape of `signing/providers/*.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from service.domain.errors import Unavailable
from service.signatures.fetching import SANDBOX_HOST
from signing.provider import ClientSecret
from signing.provider_profile import ProviderProfile, load_profile


@dataclass(frozen=True, slots=True)
class Contract:
    """What an operator wants to know of it.

    Attributes:
        origin: scheme and host the signer's browser is sent to.
    """

    label: str
    origin: str
    timestamp_hosts: tuple[str, ...]


def contract(file: Path) -> Contract:
    """The profile of that file.

    Raises:
        Unavailable: it cannot be read, lacks something, is the sandbox's, or speaks plain http.
    """
    profile = contracted_profile(file)
    hosts = tuple(urlsplit(url).hostname or url for url in profile.timestamp_urls)
    return Contract(profile.label, origin_of(profile), hosts)


def contracted_profile(file: Path) -> ProviderProfile:
    """See `contract`."""
    try:
        profile = load_profile(file.stem, folder=file.parent)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise Unavailable(f"The provider profile {file} cannot be used: {type(error).__name__}: {error}.") from error
    addresses = (profile.base_url, *profile.timestamp_urls)
    if profile.name == "sandbox" or any(urlsplit(one).hostname == SANDBOX_HOST for one in addresses):
        raise Unavailable(f"The provider profile {file} is the sandbox's: nothing it signs has legal effect.")
    if urlsplit(profile.base_url).scheme != "https":
        raise Unavailable(f"The provider profile {file} reaches its provider without TLS: base_url must begin with https://.")
    return profile


def origin_of(profile: ProviderProfile) -> str:
    parts = urlsplit(profile.base_url)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider a process signs with, and how to reach it.

    Attributes:
        hosts: host name → base URL of the day, for certificates' addresses; empty but in the sandbox.
    """

    profile: ProviderProfile
    client: ClientSecret
    hosts: dict[str, str]

    @property
    def origin(self) -> str:
        return origin_of(self.profile)


def contracted_provider(file: Path, client_id: str, client_secret: str) -> Provider:
    """Raises Unavailable, as `contract` does."""
    return Provider(contracted_profile(file), ClientSecret(client_id, client_secret), {})


def sandbox_provider_at(url: str, client_id: str, client_secret: str) -> Provider:
    """The sandbox's own, at its address of the day."""
    return Provider(load_profile("sandbox", base_url=url), ClientSecret(client_id, client_secret), {SANDBOX_HOST: url})
