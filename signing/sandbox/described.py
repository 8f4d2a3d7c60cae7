"""What `info` and `credentials/info` say, in each dialect's words."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from cryptography.hazmat.primitives import serialization

from signing.sandbox import addresses
from signing.sandbox.authorisation_request import QUALIFIER
from signing.sandbox.certificates import QCP_NATURAL_QSCD
from signing.sandbox.credentials import Credential
from signing.sandbox.dialects import Dialect
from signing.sandbox.errors import RequestRefused
from signing.sandbox.installation import Installation

_P256 = "1.2.840.10045.3.1.7"
Json = Mapping[str, object]


def described_service(dialect: Dialect, base: str) -> Json:
    """Answer to `info` (§ 11.1). `base`: the server's address of the day."""
    granted = ["oauth2code", *(["oauth2client"] if dialect.client_credentials else [])]
    answer: dict[str, object] = {
        "specs": dialect.specs,
        "name": "Vollmacht Sandbox – keine echte Signatur",
        "logo": f"{base}/logo.svg",
        "region": addresses.TERRITORY,
        "lang": "de-DE",
        "description": "Sandbox for development and tests, no legal effect",
        "authType": granted,
        "oauth2": base + dialect.path,
        "methods": list(_methods(dialect)),
        "sandbox": True,
    }
    if dialect.is_version_1:
        return answer
    return answer | {
        "oauth2Issuer": addresses.ISSUER + dialect.path,
        "asynchronousOperationMode": dialect.asynchronous,
        "validationInfo": False,
        "signAlgorithms": {"algos": list(dialect.algorithms), "algoParams": []},
        "signature_formats": {"formats": ["P"], "envelope_properties": [["Revision"]]},
        "conformance_levels": ["AdES-B-B"],
    }


def described_credential(installation: Installation, dialect: Dialect, credential: Credential, body: Json) -> Json:
    """Answer to `credentials/info` (§ 11.5)."""
    key: dict[str, object] = {"status": "enabled", "algo": list(dialect.algorithms)}
    key |= {"len": 256, "curve": _P256} if dialect.key == "ec" else {"len": 3072}
    described: dict[str, object] = {
        "description": f"Sandbox: {credential.person.full_name}",
        "key": key,
        "cert": _certificates(installation, credential, body) | _certificate_facts(dialect, credential, body),
        "SCAL": dialect.scal,
        "multisign": dialect.multisign,
        "lang": "de-DE",
    }
    mode = "implicit" if dialect.device else "oauth2code"
    if dialect.is_version_1:
        return described | {"authMode": mode}
    described["signatureQualifier"] = QUALIFIER
    return described | ({"auth": {"mode": mode}} if body.get("authInfo") is True else {})


def _certificates(installation: Installation, credential: Credential, body: Json) -> dict[str, object]:
    chain = [
        base64.b64encode(each.public_bytes(serialization.Encoding.DER)).decode()
        for each in installation.chain_of(credential.holder)
    ]
    shown: dict[str, object] = {"status": "valid"}
    match body.get("certificates", "single"):
        case "single":
            return shown | {"certificates": chain[:1]}
        case "chain":
            return shown | {"certificates": chain}
        case "none":
            return shown
        case _:
            raise RequestRefused("invalid_request", "Invalid parameter certificates")


def _certificate_facts(dialect: Dialect, credential: Credential, body: Json) -> dict[str, object]:
    if body.get("certInfo") is not True:
        return {}
    if not dialect.certificate_information:
        raise RequestRefused("unsupported_operation", "certInfo is not supported", 501)
    certificate = credential.holder.certificate
    return {
        "issuerDN": certificate.issuer.rfc4514_string(),
        "serialNumber": f"{certificate.serial_number:x}",
        "subjectDN": certificate.subject.rfc4514_string(),
        "validFrom": f"{certificate.not_valid_before_utc:%Y%m%d%H%M%SZ}",
        "validTo": f"{certificate.not_valid_after_utc:%Y%m%d%H%M%SZ}",
        "policy": [QCP_NATURAL_QSCD.dotted_string],
    }


def _methods(dialect: Dialect) -> tuple[str, ...]:
    more = [
        *(["oauth2/pushed_authorize"] if dialect.pushed else []),
        *(["credentials/authorize"] if dialect.device else []),
        *(["signatures/signPolling"] if dialect.asynchronous else []),
    ]
    known = (
        "info",
        "oauth2/authorize",
        "oauth2/token",
        "oauth2/revoke",
        "credentials/list",
        "credentials/info",
        "signatures/signHash",
    )
    return (*known, *more)
