"""`openid_port.IdentityProvider` on a real provider."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from service.domain.access import Role
from service.domain.errors import Unavailable
from service.openid.asking import AWAY, Asking
from service.openid.claims import identified, values_of
from service.openid.id_token import REFUSED, verified_claims
from service.openid.keys import ProviderKeys
from service.openid.metadata import Discovery, Metadata
from service.use_cases.log_in import LogInRefused
from service.use_cases.openid_port import Identified


class OpenIdProvider:
    """Implements `openid_port.IdentityProvider`. Asks nothing before somebody logs in.

    Args:
        issuer: exact, as the discovery document names it.
        role_claim, roles, customer_claim, trust_email: see `claims.identified`.
    """

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        scopes: Sequence[str],
        role_claim: str,
        roles: Sequence[tuple[str, Role]],
        customer_claim: str,
        trust_email: bool,
    ) -> None:
        self._issuer, self._client = issuer, (client_id, client_secret)
        self._scopes = " ".join(scopes)
        self._role_claim, self._roles = role_claim, roles
        self._customer_claim, self._trust_email = customer_claim, trust_email
        self._asking = Asking()
        self._discovery = Discovery(issuer, self._asking)
        self._keys = ProviderKeys(self._asking)

    @property
    def origin(self) -> str:
        parts = urlsplit(self._issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def close(self) -> None:
        self._asking.close()

    def authorisation_url(self, *, state: str, nonce: str, code_verifier: str, redirect_uri: str) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        endpoint = self._discovery.metadata().authorisation_endpoint
        return _with_query(
            endpoint,
            {
                "response_type": "code",
                "client_id": self._client[0],
                "redirect_uri": redirect_uri,
                "scope": self._scopes,
                "state": state,
                "nonce": nonce,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            },
        )

    def require_issuer(self, issuer: str | None) -> None:
        metadata = self._discovery.metadata()
        if issuer is None and not metadata.names_itself:
            return
        if issuer is None or not secrets.compare_digest(issuer.encode(), metadata.issuer.encode()):
            raise LogInRefused(REFUSED)

    def identify(self, *, code: str, nonce: str, code_verifier: str, redirect_uri: str, at: datetime) -> Identified:
        metadata = self._discovery.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": code_verifier,
            "client_id": self._client[0],
        }
        status, answer = self._asking.post(metadata.token_endpoint, form, client=self._client)
        if status != 200:  # also a wrong client secret, which no user can mend
            raise LogInRefused(REFUSED)
        claims = verified_claims(
            answer.get("id_token"),
            lambda kid: self._keys.key_for(kid, metadata.jwks_uri),
            issuer=metadata.issuer,
            client_id=self._client[0],
            nonce=nonce,
            at=at,
        )
        return identified(
            self._completed(claims, metadata, answer.get("access_token")),
            role_claim=self._role_claim,
            roles=self._roles,
            customer_claim=self._customer_claim,
            trust_email=self._trust_email,
        )

    def _completed(self, claims: dict[str, Any], metadata: Metadata, access_token: object) -> dict[str, Any]:
        """Some providers keep the ID token thin (Core § 5.4): what it lacks, the same subject's UserInfo may say."""
        thin = "email" not in claims or not values_of(claims, self._role_claim)
        if not thin or not metadata.userinfo_endpoint or not isinstance(access_token, str):
            return claims
        more = self._asking.get(metadata.userinfo_endpoint, bearer=access_token)
        return {**more, **claims} if more.get("sub") == claims.get("sub") else claims

    def log_out_url(self, *, return_to: str) -> str | None:
        try:
            endpoint = self._discovery.metadata().end_session_endpoint
        except Unavailable:
            return None
        if not endpoint:
            return None
        return _with_query(endpoint, {"client_id": self._client[0], "post_logout_redirect_uri": return_to})

    def answers(self) -> bool:
        """For `doctor`, in the operator's words. Raises Unavailable: not, or as somebody else."""
        try:
            return bool(self._discovery.metadata().jwks_uri)
        except Unavailable as error:
            if error.text != AWAY:
                raise
            why = type(error.__cause__).__name__ if error.__cause__ else "no discovery document"
            raise Unavailable(f"it does not answer ({why}).") from error


def _with_query(endpoint: str, values: dict[str, str]) -> str:
    """The endpoint may have a query of its own (RFC 6749 § 3.1)."""
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(values)}"
