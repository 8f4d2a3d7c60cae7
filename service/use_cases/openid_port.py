"""What the use cases need of the hoster's OpenID provider."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.domain.access import Role


@dataclass(frozen=True, slots=True)
class Identified:
    """Who the provider says somebody is; every word of it verified.

    Attributes:
        email: a verified address, lower case.
        role: as the hoster maps the provider's claims; None: the hoster gives roles here, not there.
        customer_nos: of role RESELLER, whom he may act for, each once; empty: none was named.
    """

    issuer: str
    subject: str
    email: str
    name: str
    role: Role | None
    customer_nos: tuple[str, ...]


class IdentityProvider(Protocol):
    """OpenID Connect Core 1.0, code flow with PKCE. Errors: `LogInRefused`, `Unavailable`."""

    @property
    def origin(self) -> str:
        """Where browsers are sent: scheme and host."""
        ...

    def authorisation_url(self, *, state: str, nonce: str, code_verifier: str, redirect_uri: str) -> str: ...

    def require_issuer(self, issuer: str | None) -> None:
        """`iss` of the redirect (RFC 9207): an answer of another provider is refused before anything is sent there."""
        ...

    def identify(self, *, code: str, nonce: str, code_verifier: str, redirect_uri: str, at: datetime) -> Identified:
        """Redeem the code; every claim of the ID token is checked."""
        ...

    def log_out_url(self, *, return_to: str) -> str | None:
        """Ends the provider's own session; None: it has no such address, or does not answer."""
        ...
