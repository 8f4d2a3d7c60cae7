"""OAuth 2.0 towards the provider (RFC 6749, 7636, 9126, 9207, 9396; CSC API § 8): redirects, pushed requests, tokens.

PKCE S256, `state` and exact redirect addresses always; state and verifier are handed in, so that they can be kept between the redirects.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from signing.errors import ProviderProtocolError, ProviderRefused, SignerDeclined
from signing.provider.credentials import Credential
from signing.provider.encoding import in_authorisation
from signing.provider.profile import ProviderProfile
from signing.provider.transport import ClientSecret, Transport, text_of

SHA256_OID = "2.16.840.1.101.3.4.2.1"


@dataclass(frozen=True, slots=True)
class Redirection:
    """Where the signer is sent, and what is needed when he comes back."""

    url: str
    state: str
    verifier: str


class OAuthClient:
    """Args: clock: only account tokens need it."""

    def __init__(
        self, profile: ProviderProfile, secret: ClientSecret, transport: Transport, clock: Callable[[], datetime]
    ) -> None:
        self._profile, self._secret, self._transport, self._clock = profile, secret, transport, clock

    def service(self, *, state: str, verifier: str, redirect_uri: str, login_hint: str) -> Redirection:
        """The signer logs in; nothing is signed."""
        asked = {"scope": "service", **({"login_hint": login_hint} if self._profile.login_hint else {})}
        return self._redirection(asked, state, verifier, redirect_uri)

    def credential(
        self, credential: Credential, hashes: Sequence[tuple[bytes, str]], *, state: str, verifier: str, redirect_uri: str
    ) -> Redirection:
        """The signer consents to exactly these hashes, each with the label he sees."""
        if self._profile.credential_authorisation == "rar":
            asked = {"authorization_details": json.dumps([self._detail(credential, hashes)])}
        else:
            asked = self._scope(credential, hashes)
        return self._redirection(asked, state, verifier, redirect_uri)

    def code_of(self, *, code: str | None, error: str | None, issuer: str | None) -> str:
        """The code of an authorisation response.

        Raises:
            SignerDeclined: he pressed "refuse".
            ProviderRefused: any other error.
            ProviderProtocolError: another issuer's response (RFC 9207), or neither code nor error.
        """
        if not self.is_from_provider(issuer):
            raise ProviderProtocolError("the authorisation response comes from another issuer")
        if error == "access_denied":
            raise SignerDeclined(error)
        if error is not None:
            raise ProviderRefused(error)
        if not code:
            raise ProviderProtocolError("the authorisation response holds no code")
        return code

    def is_from_provider(self, issuer: str | None) -> bool:
        """Whether a response's `iss` is this provider's; one that sends none may not suddenly send another's."""
        return issuer == self._profile.issuer or (self._profile.issuer is None and issuer in {None, self._profile.oauth_base})

    def token(self, *, code: str, verifier: str, redirect_uri: str) -> str:
        """Redeem a code, once."""
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
        return text_of(self._transport.post_form(self._profile.token_path, given), "access_token")

    def client_token(self) -> str:
        """A service token of our own."""
        given = {"grant_type": "client_credentials", "scope": "service"}
        return text_of(self._transport.post_form(self._profile.token_path, given), "access_token")

    def _detail(self, credential: Credential, hashes: Sequence[tuple[bytes, str]]) -> Mapping[str, object]:
        detail: dict[str, object] = {
            "type": self._profile.authorisation_details_type,
            "credentialID": credential.id,
            "numSignatures": len(hashes),
            "hashAlgorithmOID": SHA256_OID,
        }
        if self._profile.credential_scal == "2":
            detail["documentDigests"] = [
                {"hash": in_authorisation(digest, self._profile), "label": label, "hashType": "DTBSR"} for digest, label in hashes
            ]
        return detail

    def _scope(self, credential: Credential, hashes: Sequence[tuple[bytes, str]]) -> dict[str, str]:
        asked = {"scope": "credential", "credentialID": credential.id, "numSignatures": str(len(hashes))}
        asked["description"] = "; ".join(label for _, label in hashes)
        if self._profile.credential_scal == "2":
            named = ",".join(in_authorisation(digest, self._profile) for digest, _ in hashes)
            asked["hash" if self._profile.is_version_1 else "hashes"] = named
        if not self._profile.is_version_1:
            asked["hashAlgorithmOID"] = SHA256_OID
        return asked

    def _redirection(self, asked: Mapping[str, str], state: str, verifier: str, redirect_uri: str) -> Redirection:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        parameters = {
            "response_type": "code",
            "client_id": self._secret.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **self._profile.extra_parameters,
            **({"account_token": self._account_token(state)} if self._profile.account_token else {}),
            **asked,
        }
        if self._profile.pushed_authorise_path is not None:
            pushed = self._transport.post_form(self._profile.pushed_authorise_path, parameters)
            parameters = {"client_id": self._secret.client_id, "request_uri": text_of(pushed, "request_uri")}
        return Redirection(f"{self._profile.oauth_base}{self._profile.authorise_path}?{urlencode(parameters)}", state, verifier)

    def _account_token(self, id: str) -> str:
        """CSC API 1.0.4 § 8.3.1: a JWT by HS256, its key the SHA-256 of the client's secret."""
        content = {
            "sub": self._secret.account_id,
            "iat": int(self._clock().timestamp()),
            "jti": hashlib.sha256(id.encode()).hexdigest(),
            "iss": "Vollmacht",
            "azp": self._secret.client_id,
        }
        said = ".".join(_segment(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "HS256"}, content))
        key = hashlib.sha256(self._secret.client_secret.encode()).digest()
        return f"{said}.{_segment(hmac.digest(key, said.encode(), 'sha256'))}"


def _segment(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
