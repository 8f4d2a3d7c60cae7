"""The time stamping authority (RFC 3161, EN 319 422).

Not certomancer's: its tokens name the certificate by SHA-1 (ESSCertID), take any request for granted and read the clock themselves. A token that must hold for
years names its certificate by SHA-256 (ESSCertIDv2, RFC 5816). The token is written directly: the authority answers in a millisecond, not in twenty-five.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from asn1crypto import cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signing.der import generalized_time, integer, object_identifier, octet_string, sequence, set_of, tagged, utc_time
from signing.sandbox.installation import Installation

POLICY = "0.4.0.2023.1.1"
"""Best practices policy for time stamps, BTSP (EN 319 421 § 5.2)."""
ACCEPTED_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}
_POLICY = object_identifier(POLICY)
_SHA256 = sequence(object_identifier("2.16.840.1.101.3.4.2.1"), b"\x05\x00")
_ECDSA_WITH_SHA256 = sequence(object_identifier("1.2.840.10045.4.3.2"))
_SIGNED_DATA = object_identifier("1.2.840.113549.1.7.2")
_TST_INFO = object_identifier("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE = object_identifier("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = object_identifier("1.2.840.113549.1.9.4")
_SIGNING_TIME = object_identifier("1.2.840.113549.1.9.5")
_SIGNING_CERTIFICATE_V2 = object_identifier("1.2.840.113549.1.9.16.2.47")


class TimeStampAnswer(core.Sequence):  # type: ignore[misc]  # asn1crypto has no stubs
    """TimeStampResp (RFC 3161 § 2.4.2); asn1crypto's own demands a token, which a rejection does not have."""

    _fields: ClassVar[list[tuple[object, ...]]] = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


class _Refusal(Exception):
    """One failure of RFC 3161 § 2.4.2, by asn1crypto's name."""

    def __init__(self, failure: str, text: str) -> None:
        super().__init__(text)
        self.failure = failure


def timestamp_answer(installation: Installation, request: bytes, now: datetime) -> bytes:
    """The TimeStampResp to a TimeStampReq, both DER: granted, or a rejection that says why."""
    try:
        asked = _read(request)
    except _Refusal as refusal:
        status = {"status": "rejection", "status_string": [str(refusal)], "fail_info": {refusal.failure}}
        rejected: bytes = TimeStampAnswer({"status": tsp.PKIStatusInfo(status)}).dump()
        return rejected
    return sequence(sequence(integer(0)), _token(installation, asked, now))


def _read(request: bytes) -> tsp.TimeStampReq:
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        facts = asked.native  # asn1crypto parses lazily: only now is the whole of it read
        algorithm, imprint = facts["message_imprint"]["hash_algorithm"]["algorithm"], facts["message_imprint"]["hashed_message"]
    except (ValueError, TypeError, KeyError) as fault:
        raise _Refusal("bad_data_format", "not a TimeStampReq") from fault
    if facts["version"] != "v1":
        raise _Refusal("bad_request", "version 1 only")
    if algorithm not in ACCEPTED_BYTES:
        raise _Refusal("bad_alg", "SHA-256, SHA-384 or SHA-512 only")
    if len(imprint) != ACCEPTED_BYTES[algorithm]:
        raise _Refusal("bad_data_format", "imprint has the wrong length")
    if facts["req_policy"] not in (None, POLICY):
        raise _Refusal("unaccepted_policy", f"policy {POLICY} only")
    if facts["extensions"]:
        raise _Refusal("unaccepted_extensions", "no extensions")
    return asked


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is the same in all tokens of a certificate, DER.

    Attributes:
        signer: IssuerAndSerialNumber.
        authority: [0] GeneralName, the TSA of TSTInfo.
        named: the signing-certificate-v2 attribute; its digest is the default, SHA-256.
        certificates: [0] IMPLICIT, up to the root.
    """

    signer: bytes
    authority: bytes
    named: bytes
    certificates: bytes


@lru_cache(maxsize=16)
def _unit(chain: tuple[bytes, ...]) -> _Unit:
    body = x509.Certificate.load(chain[0])["tbs_certificate"]
    issuer, serial = body["issuer"].dump(), body["serial_number"].dump()
    digest = octet_string(hashlib.sha256(chain[0]).digest())
    named = sequence(sequence(sequence(digest, sequence(sequence(tagged(4, issuer)), serial))))
    return _Unit(
        sequence(issuer, serial),
        tagged(0, tagged(4, body["subject"].dump())),
        sequence(_SIGNING_CERTIFICATE_V2, set_of(named)),
        tagged(0, b"".join(sorted(chain))),
    )


def _token(installation: Installation, asked: tsp.TimeStampReq, now: datetime) -> bytes:
    """ContentInfo, DER."""
    holder = installation.holders["timestamping-unit"]
    unit = _unit(tuple(one.public_bytes(serialization.Encoding.DER) for one in installation.chain_of(holder)))
    content = sequence(
        integer(1),
        _POLICY,
        asked["message_imprint"].dump(),
        integer(secrets.randbits(120)),
        generalized_time(now),
        sequence(integer(1)),  # accuracy: a second
        asked["nonce"].dump() if isinstance(asked["nonce"], core.Integer) else b"",
        unit.authority,
    )
    attributes = set_of(
        sequence(_CONTENT_TYPE, set_of(_TST_INFO)),
        sequence(_SIGNING_TIME, set_of(_time(now))),
        sequence(_MESSAGE_DIGEST, set_of(octet_string(hashlib.sha256(content).digest()))),
        unit.named,
    )
    signer = sequence(
        integer(1),
        unit.signer,
        _SHA256,
        b"\xa0" + attributes[1:],  # IMPLICIT [0] instead of SET
        _ECDSA_WITH_SHA256,
        octet_string(holder.key.sign(attributes, ec.ECDSA(hashes.SHA256()))),
    )
    certificates = unit.certificates if asked["cert_req"].native else b""
    encapsulated = sequence(_TST_INFO, tagged(0, octet_string(content)))
    signed = sequence(integer(3), set_of(_SHA256), encapsulated, certificates, set_of(signer))
    return sequence(_SIGNED_DATA, tagged(0, signed))


def _time(at: datetime) -> bytes:
    """Time (RFC 5652 § 11.3)."""
    return utc_time(at) if at.year < 2050 else generalized_time(at)
