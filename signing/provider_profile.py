"""A provider is data: what differs between CSC services stands in `providers/<name>.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "providers"


@dataclass(frozen=True, slots=True)
class ProviderProfile:
    """One trust service provider that speaks the CSC API.

    Attributes:
        base_url: without path; all paths below hang on it.
        pushed_authorise_path: RFC 9126; None: parameters go in the address.
        credential_authorisation: `rar` (RFC 9396 authorization_details) or `scope` (scope=credential&hashes).
        client_authentication: `basic` or `post`.
        signature_algorithms: OIDs in order of preference.
        issuer: expected `iss` of the authorisation response (RFC 9207); None: not sent.
        timestamp_urls: authorities for the provider's signatures, in their order.
    """

    name: str
    label: str
    base_url: str
    api_path: str
    api_version: str
    authorise_path: str
    token_path: str
    pushed_authorise_path: str | None
    credential_authorisation: str
    authorisation_details_type: str
    client_authentication: str
    signature_algorithms: tuple[str, ...]
    timeout_s: float
    timestamp_urls: tuple[str, ...]
    issuer: str | None


def load_profile(name: str, *, base_url: str | None = None, folder: Path = FOLDER) -> ProviderProfile:
    """A profile by name.

    Args:
        base_url: overrides the file's; needed where the address changes from day to day.

    Raises:
        KeyError, OSError, TypeError: no such profile, or an incomplete one.
    """
    value: dict[str, Any] = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
    if base_url is not None:
        value["base_url"] = base_url
    defaults = {"pushed_authorise_path": None, "issuer": None}
    lists = {key: tuple(value[key]) for key in ("signature_algorithms", "timestamp_urls")}
    return ProviderProfile(**{**defaults, **value, **lists})
