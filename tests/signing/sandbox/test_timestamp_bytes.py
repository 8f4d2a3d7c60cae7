"""The authority writes its tokens itself: they are what asn1crypto would write of the same facts."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from signing.sandbox.certificates import Validity, timestamping_unit
from signing.sandbox.timestamping import timestamp_answer
from tests.signing.builders import MADE_AT, Authority

DIGEST = hashlib.sha256(b"a document").digest()


def asked(**changes: object) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": DIGEST}
    request: bytes = tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": 2**63 + 5, "cert_req": True, **changes}
    ).dump()
    return request


def answered(authority: Authority, request: bytes, at: datetime = MADE_AT) -> Any:
    return tsp.TimeStampResp.load(timestamp_answer(authority.installation, request, at), strict=True)


def test_the_answer_is_what_asn1crypto_makes_of_it(authority: Authority) -> None:
    answer = timestamp_answer(authority.installation, asked(), MADE_AT)

    read = tsp.TimeStampResp.load(answer, strict=True)
    assert read.native["status"] == {"status": "granted", "status_string": None, "fail_info": None}
    assert read.dump(force=True) == answer


def test_the_content_is_what_asn1crypto_makes_of_it(authority: Authority) -> None:
    content = answered(authority, asked())["time_stamp_token"]["content"]["encap_content_info"]["content"]

    facts = content.parsed.native
    assert facts["gen_time"] == MADE_AT
    assert (facts["policy"], facts["nonce"], facts["accuracy"]["seconds"]) == ("0.4.0.2023.1.1", 2**63 + 5, 1)
    assert facts["message_imprint"]["hashed_message"] == DIGEST
    assert type(content.parsed).load(content.contents, strict=True).dump(force=True) == content.contents


def test_the_signed_attributes_are_ordered_and_signed_by_the_unit(authority: Authority) -> None:
    signer = answered(authority, asked())["time_stamp_token"]["content"]["signer_infos"][0]
    unit = authority.installation.holders["timestamping-unit"]

    attributes = signer["signed_attrs"]
    elements = [one.dump() for one in attributes]
    assert elements == sorted(elements)
    assert {one["type"].native for one in attributes} == {
        "content_type",
        "message_digest",
        "signing_time",
        "signing_certificate_v2",
    }
    public = unit.key.public_key()
    public.verify(signer["signature"].native, b"\x31" + attributes.dump()[1:], ec.ECDSA(hashes.SHA256()))


def test_without_a_nonce_and_without_certificates_there_are_none(authority: Authority) -> None:
    token = answered(authority, asked(nonce=None, cert_req=False))["time_stamp_token"]["content"]

    assert token["encap_content_info"]["content"].parsed["nonce"].native is None
    assert token["certificates"].native is None


@pytest.mark.parametrize(
    ("year", "kind"), [(2049, "utc_time"), (2050, "generalized_time")], ids=["until 2049 in two digits", "from 2050 in four"]
)
def test_the_signing_time_is_written_as_its_year_demands(authority: Authority, year: int, kind: str) -> None:
    at = datetime(year, 6, 1, 12, 30, 15, tzinfo=UTC)

    signer = answered(authority, asked(), at)["time_stamp_token"]["content"]["signer_infos"][0]

    said = next(one["values"][0] for one in signer["signed_attrs"] if one["type"].native == "signing_time")
    assert (said.name, said.native) == (kind, at)


def test_another_unit_does_not_sign_with_the_first_ones_certificate(authority: Authority) -> None:
    installation = authority.installation
    valid = Validity(MADE_AT - timedelta(days=1), MADE_AT + timedelta(days=1))
    unit = timestamping_unit("timestamping-unit", "Another unit", installation.holders["root"], valid)
    other = replace(authority, installation=replace(installation, holders={**installation.holders, "timestamping-unit": unit}))

    numbers = [
        answered(one, asked())["time_stamp_token"]["content"]["signer_infos"][0]["sid"].chosen["serial_number"].native
        for one in (authority, other)
    ]

    assert numbers == [one.installation.holders["timestamping-unit"].certificate.serial_number for one in (authority, other)]
