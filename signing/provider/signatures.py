"""signatures/signHash, at once or by polling (CSC API 1.0.4 § 11.9, 2.x § 11.11 and signatures/signPolling)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from signing import rsassa_pss
from signing.errors import ProviderProtocolError, ProviderRefused, SignatureLost
from signing.provider.credentials import Credential
from signing.provider.encoding import signature_value, standard
from signing.provider.oauth import SHA256_OID
from signing.provider.profile import ProviderProfile
from signing.provider.transport import Answer, Transport


@dataclass(frozen=True, slots=True)
class Pending:
    """The provider is at it: ask again with this id."""

    response_id: str


@dataclass(frozen=True, slots=True)
class Access:
    """What opens signHash.

    Attributes:
        bearer: None where the provider wants none.
        activation: SAD beside it; None where the bearer token is the credential's own.
    """

    bearer: str | None
    activation: str | None = None


def sign_hash(
    transport: Transport, profile: ProviderProfile, access: Access, credential: Credential, digest: bytes, transaction: str
) -> bytes | Pending:
    """The value over one authorised hash, or where to ask for it.

    Args:
        transaction: comes back in the provider's log and bill.
    """
    v1 = profile.is_version_1
    asked: dict[str, Any] = {
        "credentialID": credential.id,
        "hash" if v1 else "hashes": [standard(digest)],
        "hashAlgo" if v1 else "hashAlgorithmOID": SHA256_OID,
        "signAlgo": credential.signature_algorithm,
    }
    if credential.signature_algorithm == rsassa_pss.OID:
        asked["signAlgoParams"] = base64.b64encode(rsassa_pss.parameters().dump()).decode()
    if access.activation is not None:
        asked["SAD"] = access.activation
    if profile.operation == "asynchronous":
        asked["operationMode"] = "A"
    if transaction:
        asked["clientData"] = transaction
    answer = transport.call("signatures/signHash", asked, access.bearer)
    if profile.operation == "asynchronous" and isinstance(id := answer.body.get("responseID"), str) and id:
        return Pending(id)
    return _value(answer.body, credential, profile)


def poll(
    transport: Transport, profile: ProviderProfile, access: Access, credential: Credential, pending: Pending
) -> bytes | Pending:
    """The value, or still the same id.

    Raises:
        SignatureLost: the provider no longer knows the id.
    """
    try:
        answer = transport.call("signatures/signPolling", {"responseID": pending.response_id}, access.bearer)
    except ProviderRefused as refused:
        if any(word in str(refused) for word in profile.pending_errors):
            return pending
        raise SignatureLost(f"the provider knows nothing of the signature it was making: {refused}") from refused
    return pending if _says_not_yet(answer) else _value(answer.body, credential, profile)


def _says_not_yet(answer: Answer) -> bool:
    return answer.status == httpx2.codes.ACCEPTED or "signatures" not in answer.body


def _value(body: Mapping[str, Any], credential: Credential, profile: ProviderProfile) -> bytes:
    signatures = body.get("signatures")
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise ProviderProtocolError("exactly one signature was asked for")
    return signature_value(signatures[0], credential.chain[0], profile)
