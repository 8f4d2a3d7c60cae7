"""The dialects that the sandbox speaks, each at a base path of its own: CSC API 1.0.4, 2.0 and 2.2, and the quirks of real providers.

| path | version | authorisation | quirks |
|---|---|---|---|
| (none) | 2.2 | PAR, authorization_details or scope=credential | none: what the standard offers |
| /v1 | 1.0.4 | scope=credential, `hash` base64url | SAD, client_secret_post, rsaEncryption only, one signature, multisign null, each SAD once |
| /v1-device | 1.0.4 | credentials/authorize, confirmed on a device | SAD, client credentials, SCAL 1, no certInfo |
| /v2.0 | 2.0 | scope=credential, `hashes` base64url | asynchronous, account token, plain ECDSA values, no `iss` |
| /v2.2-percent | 2.2 | authorization_details | hashes percent-encoded once more, RSASSA-PSS, no PAR, each authorisation once |
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from signing.sandbox.authorisation_request import SHA256
from signing.sandbox.errors import RequestRefused
from signing.sandbox.installation import Client

RSA_ENCRYPTION, RSASSA_PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"
EC_KEY, ECDSA_SHA256 = "1.2.840.10045.2.1", "1.2.840.10045.4.3.2"
Version = Literal["1.0.4", "2.0", "2.2"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of speaking.

    Attributes:
        path: before all of its paths; empty: the plain one.
        encoding: of hashes in authorisation requests; None: standard base64 in authorization_details, base64url in scope=credential.
        multisign: what credentials/info says; None: `null`.
        once: a signature is given once; asking again is refused, as if the answer had not been lost.
        sends_issuer: `iss` in authorisation responses (RFC 9207).
    """

    path: str = ""
    version: Version = "2.2"
    details: bool = True
    scope: bool = True
    pushed: bool = True
    device: bool = False
    client_credentials: bool = True
    client_authentication: tuple[str, ...] = ("client_secret_basic", "client_secret_post")
    account_token: bool = False
    encoding: Literal["base64url", "percent_encoded"] | None = None
    key: Literal["ec", "rsa"] = "ec"
    algorithms: tuple[str, ...] = (EC_KEY, ECDSA_SHA256)
    plain_values: bool = False
    scal: Literal["1", "2"] = "2"
    multisign: int | None = 20
    activation: Literal["bearer", "sad", "either"] = "either"
    asynchronous: bool = False
    once: bool = False
    certificate_information: bool = True
    sends_issuer: bool = True

    @property
    def is_version_1(self) -> bool:
        return self.version == "1.0.4"

    @property
    def api(self) -> str:
        return f"{self.path}/csc/{'v1' if self.is_version_1 else 'v2'}"

    @property
    def specs(self) -> str:
        return {"1.0.4": "1.0.4.0", "2.0": "2.0.0.2", "2.2": "2.2.0.0"}[self.version]

    @property
    def signing_algorithms(self) -> tuple[str, ...]:
        """What `signAlgo` may be."""
        return tuple(one for one in self.algorithms if one != EC_KEY)

    @property
    def most_signatures(self) -> int:
        return self.multisign or 1

    def plain_request(self, given: Mapping[str, str], client: Client) -> Mapping[str, str]:
        """An authorisation request in the plain dialect's words.

        Raises:
            RequestRefused: it holds what this dialect does not know, or lacks what it demands.
        """
        asked = dict(given)
        if self.account_token:
            _check_account_token(asked.pop("account_token", ""), client)
        if "authorization_details" in asked:
            if not self.details:
                raise RequestRefused("invalid_request", "authorization_details is not understood here")
            asked["authorization_details"] = self._details(asked["authorization_details"])
        elif asked.get("scope") == "credential":
            self._read_scope(asked)
        return asked

    def plain_call(self, body: Mapping[str, object]) -> Mapping[str, object]:
        """The body of an API call in the plain dialect's words: version 1 says hash and hashAlgo."""
        if not self.is_version_1:
            return body
        if "hashes" in body or "hashAlgorithmOID" in body:
            raise RequestRefused("invalid_request", "hash and hashAlgo are the names in version 1")
        names = {"hash": "hashes", "hashAlgo": "hashAlgorithmOID"}
        return {names.get(name, name): value for name, value in body.items()}

    def _read_scope(self, asked: dict[str, str]) -> None:
        if not self.scope or self.device:
            raise RequestRefused("invalid_scope", "scope credential is not offered here")
        if self.is_version_1:
            if "hashes" in asked or "hashAlgorithmOID" in asked:
                raise RequestRefused("invalid_request", "hash is the name in version 1")
            asked |= {"hashes": asked.pop("hash", ""), "hashAlgorithmOID": SHA256}  # version 1 names none here
        if self.encoding == "base64url" and any(sign in asked.get("hashes", "") for sign in "+/%"):
            raise RequestRefused("invalid_request", "hashes must be base64url")
        number = asked.get("numSignatures", "")
        if number.isdecimal() and int(number) > self.most_signatures:
            raise RequestRefused("invalid_request", "Numbers of signatures is too high")

    def _details(self, text: str) -> str:
        """The same details with standard base64; what is no such thing is left to the reader to refuse."""
        try:
            details = json.loads(text)
            digests = details[0]["documentDigests"]
        except (ValueError, LookupError, TypeError):
            return text
        if self.encoding == "percent_encoded":
            for each in digests:
                if not str(each.get("hash", "")).endswith("%3D"):
                    raise RequestRefused("invalid_authorization_details", "hash must be percent-encoded base64")
                each["hash"] = unquote(each["hash"])
        if len(digests) > self.most_signatures:
            raise RequestRefused("invalid_authorization_details", "Numbers of signatures is too high")
        return json.dumps(details)


DIALECTS = (
    Dialect(),
    Dialect(
        "/v1", "1.0.4", details=False, pushed=False, client_authentication=("client_secret_post",), encoding="base64url",
        key="rsa", algorithms=(RSA_ENCRYPTION,), multisign=None, activation="sad", once=True,
    ),
    Dialect(
        "/v1-device", "1.0.4", details=False, scope=False, pushed=False, device=True, scal="1", activation="sad",
        certificate_information=False, multisign=1,
    ),
    Dialect(
        "/v2.0", "2.0", details=False, pushed=False, client_authentication=("client_secret_basic",), account_token=True,
        encoding="base64url", plain_values=True, activation="bearer", asynchronous=True, sends_issuer=False,
    ),
    Dialect(
        "/v2.2-percent", "2.2", scope=False, pushed=False, encoding="percent_encoded", key="rsa",
        algorithms=(RSA_ENCRYPTION, RSASSA_PSS), multisign=1, activation="bearer", once=True, client_credentials=False,
    ),
)  # fmt: skip
"""All that one server speaks."""


def _check_account_token(token: str, client: Client) -> None:
    """CSC API 1.0.4 § 8.3.1: HS256 with the SHA-256 of the client's secret; the sandbox knows one account."""
    said, _, signature = token.rpartition(".")
    key = hashlib.sha256(client.client_secret.encode()).digest()
    expected = base64.urlsafe_b64encode(hmac.digest(key, said.encode(), "sha256")).rstrip(b"=").decode()
    try:
        content = json.loads(base64.urlsafe_b64decode(said.partition(".")[2] + "=="))
    except (ValueError, binascii.Error):
        content = {}
    if not hmac.compare_digest(signature, expected) or not isinstance(content, dict) or not content.get("sub"):
        raise RequestRefused("invalid_request", "account_token is missing or does not hold")
    if content.get("azp") != client.client_id:
        raise RequestRefused("invalid_request", "account_token is another client's")
