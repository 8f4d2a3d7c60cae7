"""One provider behind one face: the steps of a signature in their order. Errors are `signing.errors.ProviderError` and below."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from signing.provider.activation import activation_data
from signing.provider.credentials import Credential, CredentialReader
from signing.provider.oauth import OAuthClient, Redirection
from signing.provider.profile import ProviderProfile
from signing.provider.signatures import Access, Pending, poll, sign_hash
from signing.provider.transport import ClientSecret, Transport

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class CscClient:
    """Args: clock: for account tokens, and to pass over expired certificates."""

    def __init__(
        self, profile: ProviderProfile, secret: ClientSecret, *, clock: Callable[[], datetime] = lambda: _LONG_AGO
    ) -> None:
        self.profile = profile
        self.transport = Transport(profile, secret)
        self.oauth = OAuthClient(profile, secret, self.transport, clock)
        self.credentials = CredentialReader(profile, self.transport, clock)

    def close(self) -> None:
        self.transport.close()

    def describe(self) -> Mapping[str, Any]:
        """`info`: what the provider says of itself; no authorisation is needed."""
        return self.transport.call("info", {}, None).body

    def service_authorisation(self, *, state: str, verifier: str, redirect_uri: str, login_hint: str) -> Redirection:
        """First leg: the signer identifies himself to the provider; nothing is signed."""
        return self.oauth.service(state=state, verifier=verifier, redirect_uri=redirect_uri, login_hint=login_hint)

    def service_token(self) -> str | None:
        """The token of a provider that wants no log-in of the signer before; None where it wants none at all."""
        return None if self.profile.service_authorisation == "none" else self.oauth.client_token()

    def require_consent(self, *, code: str | None, error: str | None, issuer: str | None) -> str:
        """The code of an authorisation response, as `OAuthClient.code_of`."""
        return self.oauth.code_of(code=code, error=error, issuer=issuer)

    def token(self, *, code: str, verifier: str, redirect_uri: str) -> str:
        """Redeem a code, once."""
        return self.oauth.token(code=code, verifier=verifier, redirect_uri=redirect_uri)

    def credential(self, token: str | None, *, user: str = "", prefer: Callable[[bytes], bool] = lambda _: False) -> Credential:
        """The signer's first usable credential, as `CredentialReader.first_usable`."""
        return self.credentials.first_usable(token, user=user, prefer=prefer)

    def credential_authorisation(
        self,
        credential: Credential,
        hashes: Sequence[tuple[bytes, str]],
        *,
        state: str,
        verifier: str,
        redirect_uri: str,
    ) -> Redirection:
        """Second leg: the signer consents to exactly these hashes.

        Args:
            hashes: SHA-256 of signed attributes (DTBS/R) and the label the signer sees.
        """
        return self.oauth.credential(credential, hashes, state=state, verifier=verifier, redirect_uri=redirect_uri)

    def activation(self, token: str | None, credential: Credential, hashes: Sequence[tuple[bytes, str]]) -> str:
        """The second leg without a redirect: SAD, once the signer has confirmed on his own device."""
        return activation_data(self.transport, self.profile, token, credential, hashes)

    def access(self, service_token: str | None, credential_token: str) -> Access:
        """What opens signHash, as the profile has it."""
        return Access(service_token, credential_token) if self.profile.activation == "sad" else Access(credential_token)

    def sign_hash(self, access: Access, credential: Credential, digest: bytes, *, transaction: str = "") -> bytes | Pending:
        """The signature value over one authorised hash. The same hash again under the same authorisation gives the same value or an
        error, never a second signature: one is all that was authorised."""
        return sign_hash(self.transport, self.profile, access, credential, digest, transaction)

    def poll(self, access: Access, credential: Credential, pending: Pending) -> bytes | Pending:
        """Ask for the outcome of an asynchronous signature."""
        return poll(self.transport, self.profile, access, credential, pending)
