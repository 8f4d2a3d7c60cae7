"""A client for the CSC API v2: service authorisation, credential, credential authorisation, signHash.

PKCE S256, `state` and exact redirect addresses always; state and verifier are handed in, so that they can be kept between the redirects.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2

from signing.errors import (
    AuthorisationExpired,
    NoCredential,
    ProviderProtocolError,
    ProviderRefused,
    ProviderUnavailable,
    SignerDeclined,
)
from signing.provider_profile import ProviderProfile

SHA256_OID = "2.16.840.1.101.3.4.2.1"
_EXPIRED = frozenset({"invalid_grant", "invalid_token", "expired_token"})


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """How we are known to the provider."""

    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Credential:
    """What a signer can sign with.

    Attributes:
        chain: DER certificates, the signer's first.
        signature_algorithm: OID chosen from what key and profile allow.
    """

    id: str
    chain: tuple[bytes, ...]
    signature_algorithm: str


@dataclass(frozen=True, slots=True)
class Redirection:
    """Where the signer is sent, and what is needed when he comes back."""

    url: str
    state: str
    verifier: str


class CscClient:
    """One provider. Errors are `signing.errors.ProviderError` and below."""

    def __init__(self, profile: ProviderProfile, secret: ClientSecret) -> None:
        self._profile, self._secret = profile, secret
        self._http = httpx2.Client(trust_env=False, follow_redirects=False, timeout=profile.timeout_s)

    def close(self) -> None:
        self._http.close()

    def service_authorisation(self, *, state: str, verifier: str, redirect_uri: str, login_hint: str) -> Redirection:
        """First leg: the signer identifies himself to the provider; nothing is signed."""
        return self._redirection({"scope": "service", "login_hint": login_hint}, state, verifier, redirect_uri)

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
        if self._profile.credential_authorisation == "rar":
            detail = {
                "type": self._profile.authorisation_details_type,
                "credentialID": credential.id,
                "numSignatures": len(hashes),
                "documentDigests": [
                    {"hash": base64.b64encode(digest).decode(), "label": label, "hashType": "DTBSR"} for digest, label in hashes
                ],
                "hashAlgorithmOID": SHA256_OID,
            }
            asked = {"authorization_details": json.dumps([detail])}
        else:
            encoded = ",".join(base64.urlsafe_b64encode(digest).decode() for digest, _ in hashes)
            asked = {
                "scope": "credential",
                "credentialID": credential.id,
                "numSignatures": str(len(hashes)),
                "hashes": encoded,
                "hashAlgorithmOID": SHA256_OID,
                "description": "; ".join(label for _, label in hashes),
            }
        return self._redirection(asked, state, verifier, redirect_uri)

    def require_consent(self, *, code: str | None, error: str | None, issuer: str | None) -> str:
        """The code of an authorisation response.

        Raises:
            SignerDeclined: he pressed "refuse".
            ProviderRefused: any other error.
            ProviderProtocolError: another issuer's response (RFC 9207), or neither code nor error.
        """
        if error == "access_denied":
            raise SignerDeclined(error)
        if error is not None:
            raise ProviderRefused(error)
        if self._profile.issuer is not None and issuer != self._profile.issuer:
            raise ProviderProtocolError("the authorisation response comes from another issuer")
        if not code:
            raise ProviderProtocolError("the authorisation response holds no code")
        return code

    def token(self, *, code: str, verifier: str, redirect_uri: str) -> str:
        """Redeem a code, once."""
        answer = self._post_form(
            self._profile.token_path,
            {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier},
        )
        return _text(answer, "access_token")

    def credential(self, token: str) -> Credential:
        """The signer's first credential that can sign with an algorithm of the profile.

        Raises:
            NoCredential: none, or none that is enabled and fits.
        """
        listed = self._call("credentials/list", {"certificates": "chain", "certInfo": True, "authInfo": True}, token)
        ids = listed.get("credentialIDs")
        for id in ids if isinstance(ids, list) else []:
            info = self._call(
                "credentials/info", {"credentialID": id, "certificates": "chain", "certInfo": True, "authInfo": True}, token
            )
            found = self._usable(str(id), info)
            if found is not None:
                return found
        raise NoCredential("no-credential", "the signer has no credential that can sign here")

    def sign_hash(self, token: str, credential: Credential, digest: bytes) -> bytes:
        """The signature value over one authorised hash. The same token and hash again give the same value, or an error; never a second
        signature."""
        answer = self._call(
            "signatures/signHash",
            {
                "credentialID": credential.id,
                "hashes": [base64.b64encode(digest).decode()],
                "hashAlgorithmOID": SHA256_OID,
                "signAlgo": credential.signature_algorithm,
            },
            token,
        )
        signatures = answer.get("signatures")
        if not isinstance(signatures, list) or len(signatures) != 1:
            raise ProviderProtocolError("exactly one signature was asked for")
        try:
            return base64.b64decode(str(signatures[0]), validate=True)
        except ValueError as error:
            raise ProviderProtocolError("the signature is not base64") from error

    def _usable(self, id: str, info: Mapping[str, Any]) -> Credential | None:
        try:
            algorithms = info["key"]["algo"]
            chain = tuple(base64.b64decode(each, validate=True) for each in info["cert"]["certificates"])
            enabled = info["key"].get("status", "enabled") == "enabled"
        except (KeyError, TypeError, ValueError) as error:
            raise ProviderProtocolError("credentials/info is incomplete") from error
        chosen = next((oid for oid in self._profile.signature_algorithms if oid in algorithms), None)
        return Credential(id, chain, chosen) if chosen and chain and enabled else None

    def _redirection(self, asked: Mapping[str, str], state: str, verifier: str, redirect_uri: str) -> Redirection:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        parameters = {
            "response_type": "code",
            "client_id": self._secret.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **asked,
        }
        if self._profile.pushed_authorise_path is not None:
            pushed = self._post_form(self._profile.pushed_authorise_path, parameters)
            parameters = {"client_id": self._secret.client_id, "request_uri": _text(pushed, "request_uri")}
        url = f"{self._profile.base_url}{self._profile.authorise_path}?{urlencode(parameters)}"
        return Redirection(url, state, verifier)

    def _post_form(self, path: str, fields: Mapping[str, str]) -> Mapping[str, Any]:
        secret = self._secret
        if self._profile.client_authentication == "basic":
            request = {"data": dict(fields), "auth": (secret.client_id, secret.client_secret)}
        else:
            request = {"data": {**fields, "client_id": secret.client_id, "client_secret": secret.client_secret}}
        return self._answer(path, request)

    def _call(self, method: str, body: Mapping[str, Any], token: str) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        return self._answer(f"{self._profile.api_path}/{method}", {"json": dict(body), "headers": headers})

    def _answer(self, path: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            response = self._http.post(f"{self._profile.base_url}{path}", **request)
        except httpx2.HTTPError as error:
            raise ProviderUnavailable(f"{self._profile.name} does not answer: {type(error).__name__}") from error
        if response.status_code >= httpx2.codes.INTERNAL_SERVER_ERROR:
            raise ProviderUnavailable(f"{self._profile.name} answers {response.status_code}")
        try:
            body = response.json()
        except ValueError as error:
            raise ProviderProtocolError(f"{path} answers no JSON") from error
        if not isinstance(body, dict):
            raise ProviderProtocolError(f"{path} answers no JSON object")
        if response.status_code >= httpx2.codes.BAD_REQUEST:
            raise _refusal(str(body.get("error", response.status_code)), str(body.get("error_description", "")))
        return body


def _refusal(error: str, description: str) -> ProviderRefused:
    if error in _EXPIRED:
        return AuthorisationExpired(error, description)
    return SignerDeclined(error, description) if error == "access_denied" else ProviderRefused(error, description)


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise ProviderProtocolError(f"{key} is missing")
    return value
