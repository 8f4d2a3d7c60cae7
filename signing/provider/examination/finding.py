"""What one step found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from signing.errors import (
    AuthorisationExpired,
    NoCredential,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from signing.fetching import Fetcher
from signing.provider.client import CscClient
from signing.provider.transport import ClientSecret
from signing.qualification.registry import TrustRegistry


class Outcome(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"
    SKIPPED = "skipped"


class Blame(StrEnum):
    """Whose fault it is. OURS: profile, secret or settings of this installation."""

    OURS = "ours"
    NETWORK = "network"
    PROVIDER = "provider"
    LISTS = "lists"


@dataclass(frozen=True, slots=True)
class Finding:
    """Attributes:
    blame: None unless something is wrong.
    remedy: what to do; empty where nothing is to be done.
    """

    step: str
    outcome: Outcome
    text: str
    blame: Blame | None = None
    remedy: str = ""


@dataclass(slots=True)
class Examined:
    """One provider, looked at once.

    Attributes:
        redirect_uri: the address signers come back to, registered with the provider.
        user: whose credentials are listed by our own token; empty: those steps are left out.
        registry: the trusted lists in use; None: what would need them is left out.
        metadata: filled by the step of that name; empty: the server has none.
    """

    client: CscClient
    secret: ClientSecret
    fetcher: Fetcher
    redirect_uri: str
    user: str
    registry: TrustRegistry | None
    clock: Callable[[], datetime]
    metadata: dict[str, Any] = field(default_factory=dict)


def failed(step: str, error: ProviderError) -> Finding:
    """A client's error as a finding: the protocol's own words, whose fault they usually are, and the remedy."""
    text = f"{error}."
    if isinstance(error, ProviderUnavailable):
        tls = "TLS fails" in text
        return Finding(
            step, Outcome.FAILURE, text, Blame.NETWORK if not tls else Blame.PROVIDER, "try again; ask the provider if it lasts"
        )
    if isinstance(error, NoCredential):
        return Finding(
            step, Outcome.FAILURE, text, Blame.PROVIDER, "have the provider issue a test credential, or name another --user"
        )
    if isinstance(error, ProviderRefused):
        return _refused(step, error)
    return Finding(
        step, Outcome.FAILURE, text, Blame.PROVIDER, "show this to the provider: its answer is not what CSC API allows"
    )


def _refused(step: str, error: ProviderRefused) -> Finding:
    ours = {
        "invalid_client": "correct the provider's CLIENT_ID and CLIENT_SECRET, and client_authentication in its profile",
        "unauthorized_client": "have the provider allow this client what the profile asks for",
        "unsupported_grant_type": "correct service_authorisation in the profile",
        "invalid_scope": "correct credential_authorisation in the profile",
        "invalid_request": "compare profile and the provider's manual; the redirect address must be registered exactly as printed",
        "invalid_authorization_details": "correct authorisation_details_type and hash_encoding in the profile",
        "401": "correct the provider's CLIENT_ID and CLIENT_SECRET",
        "404": "correct base_url, api_path and the OAuth paths in the profile",
        "unsupported_operation": "set certificate_information = false, or correct what the profile demands",
        "501": "set certificate_information = false, or correct what the profile demands",
    }
    if isinstance(error, AuthorisationExpired):
        return Finding(step, Outcome.FAILURE, f"{error}.", Blame.PROVIDER, "the provider refuses its own token: show it this")
    remedy = ours.get(error.error)
    if remedy is None:
        return Finding(step, Outcome.FAILURE, f"{error}.", Blame.PROVIDER, "show this to the provider")
    return Finding(step, Outcome.FAILURE, f"{error}.", Blame.OURS, remedy)
