"""What a client asks a person to authorise (OAuth 2.0, RFC 9396, CSC API v2 § 8.4): reading it, and nothing else."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal
from urllib.parse import urlsplit

from signing.sandbox.errors import RequestRefused

CREDENTIAL_TYPES = ("https://cloudsignatureconsortium.org/2025/credential", "credential")
SHA256 = "2.16.840.1.101.3.4.2.1"
MULTISIGN = 20
"""How many signatures one authorisation may cover."""
QUALIFIER = "eu_eidas_qes"
_LABEL_LENGTH = 500
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be signed: `hash` is base64 (standard) of 32 bytes SHA-256, `label` the name shown to the person."""

    hash: str
    label: str


@dataclass(frozen=True, slots=True)
class AuthorisationRequest:
    """A request that may be shown to a person. `service`: log in; `credential`: sign exactly these documents."""

    kind: Literal["service", "credential"]
    client_id: str
    redirect_uri: str
    state: str | None
    code_challenge: str
    login_hint: str
    credential_id: str | None = None
    number_of_signatures: int = 0
    documents: tuple[Document, ...] = ()
    description: str = ""

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def load(stored: str) -> AuthorisationRequest:
        content = json.loads(stored)
        content["documents"] = tuple(Document(**each) for each in content["documents"])
        return AuthorisationRequest(**content)


def allowed_redirect(uri: str, registered: tuple[str, ...]) -> bool:
    """Exactly a registered address; where none is registered, any loopback address (RFC 8252 § 7.3), which cannot leave this machine."""
    if registered:
        return uri in registered
    try:
        parts = urlsplit(uri)
        return parts.scheme in ("http", "https") and parts.hostname in _LOOPBACK and not parts.fragment and parts.username is None
    except ValueError:
        return False


def read_request(parameters: Mapping[str, str]) -> AuthorisationRequest:
    """The request in these parameters; client and redirect address are checked by the caller, before.

    Raises:
        RequestRefused: with the error code of RFC 6749, 7636 or 9396.
    """
    if parameters.get("response_type") != "code":
        raise RequestRefused("unsupported_response_type", "response_type must be code")
    challenge = parameters.get("code_challenge", "")
    if parameters.get("code_challenge_method") != "S256" or not re.fullmatch(r"[A-Za-z0-9_-]{43}", challenge):
        raise RequestRefused("invalid_request", "PKCE with code_challenge_method S256 is required")
    common = {
        "client_id": parameters["client_id"],
        "redirect_uri": parameters["redirect_uri"],
        "state": parameters.get("state"),
        "code_challenge": challenge,
        "login_hint": parameters.get("login_hint", "")[:200],
        "description": parameters.get("description", "")[:_LABEL_LENGTH],
    }
    if "authorization_details" in parameters:
        return _credential(common, _details(parameters["authorization_details"]))
    match parameters.get("scope", "service").split():
        case ["service"]:
            return AuthorisationRequest(kind="service", **common)  # type: ignore[arg-type]  # a dictionary of the fields above
        case ["credential"]:
            return _credential(common, _from_parameters(parameters))
        case _:
            raise RequestRefused("invalid_scope", "scope must be service or credential")


def _details(text: str) -> dict[str, object]:
    try:
        details = json.loads(text)
    except ValueError as fault:
        raise RequestRefused("invalid_authorization_details", "not JSON") from fault
    match details:
        case [{"type": kind, **rest}] if kind in CREDENTIAL_TYPES:
            return {str(name): value for name, value in rest.items()}
        case _:
            raise RequestRefused("invalid_authorization_details", "exactly one object of type credential is expected")


def _from_parameters(parameters: Mapping[str, str]) -> dict[str, object]:
    """The older form: `hashes`, comma-separated base64url, beside scope=credential."""
    documents = [
        {"hash": _standard(each), "label": parameters.get("description", "")} for each in parameters.get("hashes", "").split(",")
    ]
    number = parameters.get("numSignatures", "")
    return {
        "credentialID": parameters.get("credentialID"),
        "signatureQualifier": parameters.get("signatureQualifier"),
        "numSignatures": int(number) if re.fullmatch(r"[0-9]{1,4}", number) else None,
        "documentDigests": documents,
        "hashAlgorithmOID": parameters.get("hashAlgorithmOID"),
    }


def _standard(base64url: str) -> str:
    return base64url.replace("-", "+").replace("_", "/") + "=" * (-len(base64url) % 4)


def _credential(common: Mapping[str, str | None], details: Mapping[str, object]) -> AuthorisationRequest:
    refuse = "invalid_authorization_details"
    credential_id = details.get("credentialID")
    if not (isinstance(credential_id, str) and credential_id) and details.get("signatureQualifier") != QUALIFIER:
        raise RequestRefused(refuse, f"credentialID or signatureQualifier {QUALIFIER} is required")
    if details.get("hashAlgorithmOID", SHA256) != SHA256:
        raise RequestRefused(refuse, f"hashAlgorithmOID must be {SHA256}")
    digests = details.get("documentDigests")
    if not isinstance(digests, list) or not 1 <= len(digests) <= MULTISIGN:
        raise RequestRefused(refuse, f"documentDigests: 1 to {MULTISIGN} entries (SCAL 2)")
    documents = tuple(_document(each) for each in digests)
    number = details.get("numSignatures", len(documents))
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(documents):
        raise RequestRefused(refuse, "numSignatures must be between 1 and the number of digests")
    return AuthorisationRequest(
        kind="credential",
        credential_id=str(credential_id) if credential_id else None,
        number_of_signatures=number,
        documents=documents,
        **common,  # type: ignore[arg-type]  # a dictionary of the common fields
    )


def _document(digest: object) -> Document:
    match digest:
        case {"hash": str(hash_), **rest} if rest.get("hashType", "DTBSR") == "DTBSR" and is_sha256(hash_):
            return Document(hash_, str(rest.get("label", ""))[:_LABEL_LENGTH])
        case _:
            raise RequestRefused(
                "invalid_authorization_details", "each digest needs hash (base64 of 32 bytes) and hashType DTBSR"
            )


def is_sha256(text: str) -> bool:
    """Whether this is standard base64, padded, of 32 bytes."""
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False
