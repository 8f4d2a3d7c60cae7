"""CSC API v2: what the signing service answers. JSON objects in, JSON objects out; HTTP is the server's."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from signing.sandbox import addresses
from signing.sandbox.authorisation_request import MULTISIGN, QUALIFIER, SHA256, AuthorisationRequest, is_sha256
from signing.sandbox.authorisations import Grant, signature_rows
from signing.sandbox.certificates import QCP_NATURAL_QSCD
from signing.sandbox.clock import Clock
from signing.sandbox.credentials import Credential, Person, credential_by_id, personal_credential
from signing.sandbox.errors import NameRefused, RequestRefused
from signing.sandbox.installation import Installation
from signing.sandbox.register import Register

ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_EC_KEY, _P256 = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7"
_METHODS = (
    "info",
    "oauth2/authorize",
    "oauth2/pushed_authorize",
    "oauth2/token",
    "oauth2/revoke",
    "credentials/list",
    "credentials/info",
    "signatures/signHash",
)
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SigningService:
    """The signing service of one installation."""

    installation: Installation
    register: Register
    clock: Clock

    def describe(self, base: str) -> Json:
        """Answer to `info` (§ 11.1). `base`: the authorisation server's address of the day."""
        return {
            "specs": "2.2.0.0",
            "name": "Vollmacht Sandbox – keine echte Signatur",
            "logo": f"{base}/logo.svg",
            "region": addresses.TERRITORY,
            "lang": "de-DE",
            "description": "Sandbox for development and tests, no legal effect",
            "authType": ["oauth2code", "oauth2client"],
            "oauth2": base,
            "oauth2Issuer": addresses.ISSUER,
            "asynchronousOperationMode": False,
            "validationInfo": False,
            "methods": list(_METHODS),
            "signAlgorithms": {"algos": [_EC_KEY, ECDSA_SHA256], "algoParams": []},
            "signature_formats": {"formats": ["P"], "envelope_properties": [["Revision"]]},
            "conformance_levels": ["AdES-B-B"],
            "sandbox": True,
        }

    def list_credentials(self, grant: Grant, body: Json) -> Json:
        """Answer to `credentials/list` (§ 11.4): the one credential of the person, made at first use."""
        credential = personal_credential(self.installation, self.register, self._person(grant, body), self.clock())
        answer: dict[str, object] = {"credentialIDs": [credential.id], "onlyValid": body.get("onlyValid") is True}
        if body.get("credentialInfo") is True:
            answer["credentialInfos"] = [{"credentialID": credential.id, **self._describe_credential(credential, body)}]
        return answer

    def credential(self, grant: Grant, body: Json) -> Json:
        """Answer to `credentials/info` (§ 11.5)."""
        credential = self._credential(body.get("credentialID"))
        asked = grant.request.credential_id if grant.request and grant.request.kind == "credential" else None
        if asked != credential.id and grant.person not in (None, credential.person):
            raise RequestRefused("invalid_request", "Invalid parameter credentialID")
        return self._describe_credential(credential, body)

    def sign_hashes(self, grant: Grant, body: Json) -> Json:
        """Answer to `signatures/signHash` (§ 11.11): signatures of authorised hashes only, all or none.

        A hash signed before under this authorisation gives the signature made then and does not count again, so that a lost answer can be asked for once more.
        """
        request, request_id = grant.request, grant.request_id
        if request is None or request_id is None or request.kind != "credential":
            raise RequestRefused("invalid_token", "signing needs the token of a credential authorisation", 401)
        credential = self._signer(grant, request, body)
        asked = _hashes(body)
        authorised = {document.hash for document in request.documents}
        if any(each not in authorised for each in asked):
            raise RequestRefused("invalid_request", "Hash is not authorized by the access token")
        with self.register.work() as rows:
            made = signature_rows(rows, request_id)
            fresh = [each for each in dict.fromkeys(asked) if each not in made]
            if len(made) + len(fresh) > request.number_of_signatures:
                raise RequestRefused("invalid_request", "Numbers of signatures is too high")
            for each in fresh:
                made[each] = _signature(credential.holder.key, each)
                rows.execute("INSERT INTO signatures VALUES (?, ?, ?)", (request_id, each, made[each]))
        return {"signatures": [made[each] for each in asked]}

    def _signer(self, grant: Grant, request: AuthorisationRequest, body: Json) -> Credential:
        credential = self._credential(body.get("credentialID"))
        if request.credential_id not in (None, credential.id) or grant.person != credential.person:
            raise RequestRefused("invalid_request", "Invalid parameter credentialID")
        if body.get("hashAlgorithmOID", SHA256) != SHA256:
            raise RequestRefused("invalid_request", "Invalid parameter hashAlgorithmOID")
        if body.get("signAlgo") != ECDSA_SHA256:
            raise RequestRefused("invalid_request", "Missing or invalid parameter signAlgo")
        if body.get("operationMode", "S") != "S":
            raise RequestRefused("invalid_request", "Invalid parameter operationMode")
        return credential

    def _person(self, grant: Grant, body: Json) -> Person:
        named = body.get("userID")
        if grant.person is not None:
            if named not in (None, grant.person.full_name):
                raise RequestRefused("invalid_request", "userID is not allowed with a person's own token")
            return grant.person
        if not isinstance(named, str):
            raise RequestRefused("invalid_request", "Missing (or invalid type) string parameter userID")
        try:
            return Person.parse(named)
        except NameRefused as refused:
            raise RequestRefused("invalid_request", "Invalid parameter userID: given name and surname") from refused

    def _credential(self, id: object) -> Credential:
        if not isinstance(id, str):
            raise RequestRefused("invalid_request", "Missing (or invalid type) string parameter credentialID")
        found = credential_by_id(self.register, id)
        if found is None:
            raise RequestRefused("invalid_request", "Invalid parameter credentialID")
        return found

    def _describe_credential(self, credential: Credential, body: Json) -> Json:
        certificate = credential.holder.certificate
        shown: dict[str, object] = {"status": "valid"}
        chain = [
            base64.b64encode(each.public_bytes(serialization.Encoding.DER)).decode()
            for each in self.installation.chain_of(credential.holder)
        ]
        match body.get("certificates", "single"):
            case "single":
                shown["certificates"] = chain[:1]
            case "chain":
                shown["certificates"] = chain
            case "none":
                pass
            case _:
                raise RequestRefused("invalid_request", "Invalid parameter certificates")
        if body.get("certInfo") is True:
            shown |= {
                "issuerDN": certificate.issuer.rfc4514_string(),
                "serialNumber": f"{certificate.serial_number:x}",
                "subjectDN": certificate.subject.rfc4514_string(),
                "validFrom": f"{certificate.not_valid_before_utc:%Y%m%d%H%M%SZ}",
                "validTo": f"{certificate.not_valid_after_utc:%Y%m%d%H%M%SZ}",
                "policy": [QCP_NATURAL_QSCD.dotted_string],
            }
        described: dict[str, object] = {
            "description": f"Sandbox: {credential.person.full_name}",
            "signatureQualifier": QUALIFIER,
            "key": {"status": "enabled", "algo": [_EC_KEY, ECDSA_SHA256], "len": 256, "curve": _P256},
            "cert": shown,
            "SCAL": "2",
            "multisign": MULTISIGN,
            "lang": "de-DE",
        }
        if body.get("authInfo") is True:
            described["auth"] = {"mode": "oauth2code"}
        return described


def _hashes(body: Json) -> list[str]:
    match body.get("hashes"):
        case [_, *_] as found if all(isinstance(each, str) and is_sha256(each) for each in found):
            return [str(each) for each in found]
        case _:
            raise RequestRefused("invalid_request", "Empty or invalid hashes: base64 of 32 bytes each")


def _signature(key: ec.EllipticCurvePrivateKey, hash_: str) -> str:
    return base64.b64encode(key.sign(base64.b64decode(hash_), ec.ECDSA(utils.Prehashed(hashes.SHA256())))).decode()
