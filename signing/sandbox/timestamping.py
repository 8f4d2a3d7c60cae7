"""The time stamping authority (RFC 3161, EN 319 422).

Not certomancer's: its tokens name the certificate by SHA-1 (ESSCertID), take any request for granted and read the clock themselves. A token that must hold for
years names its certificate by SHA-256 (ESSCertIDv2, RFC 5816).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import ClassVar

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from signing.sandbox.installation import Installation
from signing.sandbox.revocation import as_asn1

POLICY = "0.4.0.2023.1.1"
"""Best practices policy for time stamps, BTSP (EN 319 421 § 5.2)."""
ACCEPTED_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}


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
    granted: bytes = TimeStampAnswer(
        {"status": {"status": "granted"}, "time_stamp_token": _token(installation, asked, now)}
    ).dump()
    return granted


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


def _token(installation: Installation, asked: tsp.TimeStampReq, now: datetime) -> cms.ContentInfo:
    unit = installation.holders["timestamping-unit"]
    certificate = as_asn1(unit.certificate)
    at = now.replace(microsecond=0)
    facts = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": asked["message_imprint"],
        "serial_number": secrets.randbits(120),
        "gen_time": at,
        "accuracy": {"seconds": 1},
        "tsa": x509.GeneralName(name="directory_name", value=certificate.subject),
    }
    if isinstance(asked["nonce"], core.Integer):
        facts["nonce"] = asked["nonce"]
    content = tsp.TSTInfo(facts).dump()
    attributes = _signed_attributes(certificate, content, at)
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}}
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": unit.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
        }
    )
    signed = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "tst_info", "content": cms.ParsableOctetString(content)},
        "signer_infos": [signer],
    }
    if asked["cert_req"].native:
        signed["certificates"] = [as_asn1(each) for each in installation.chain_of(unit)]
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _signed_attributes(certificate: x509.Certificate, content: bytes, at: datetime) -> cms.CMSAttributes:
    named = tsp.ESSCertIDv2(
        {
            "cert_hash": hashlib.sha256(certificate.dump()).digest(),
            "issuer_serial": {
                "issuer": [x509.GeneralName("directory_name", certificate.issuer)],
                "serial_number": certificate.serial_number,
            },
        }
    )
    attributes = [
        ("content_type", "tst_info"),
        ("signing_time", cms.Time({"utc_time": core.UTCTime(at)})),
        ("message_digest", hashlib.sha256(content).digest()),
        ("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [named]})),
    ]
    return cms.CMSAttributes([cms.CMSAttribute({"type": kind, "values": (value,)}) for kind, value in attributes])
