"""The quick walk over an encoded structure refuses what asn1crypto's parser, element by element, refuses."""

import random

import pytest
from asn1crypto import parser
from cryptography.hazmat.primitives import serialization

from signing.sandbox.timestamping import timestamp_answer
from signing.validation.errors import SignatureMalformed
from signing.validation.seamless import check_nothing_between
from tests.signing.builders import MADE_AT, Authority
from tests.signing.sandbox.test_timestamp_bytes import asked


def refused(encoded: bytes) -> bool:
    try:
        check_nothing_between(encoded)
    except (SignatureMalformed, ValueError, IndexError):
        return True
    return False


def refused_slowly(encoded: bytes) -> bool:
    try:
        walk(encoded)
    except ValueError:
        return True
    return False


def walk(encoded: bytes) -> None:
    class_, constructed, tag, _, content, _ = parser.parse(encoded, strict=True)
    if class_ == 0 and (tag == 0 or (tag == 3 and not constructed and content[:1] > b"\x07")):
        raise ValueError("no such element")
    while constructed and encoded[1] != 0x80 and content:
        length = parser.peek(content)
        walk(content[:length])
        content = content[length:]


@pytest.mark.parametrize(
    ("encoded", "wrong"),
    [
        ("3000", False),
        ("3003020105", False),
        ("30030201", True),
        ("3004020105", True),
        ("300302010500", True),
        ("30050201050000", True),
        ("3005020105 02", True),
        ("0000", True),
        ("2000", True),
        ("8000", False),
        ("0302 08ff", True),
        ("0302 07ff", False),
        ("0300", False),
        ("2304 0302 08ff", True),
        ("308103 020105", False),
        ("30820003 020105", False),
        ("3084 00000003 020105", False),
        ("30820004 020105", True),
        ("3080 020105 0000", False),
        ("3080 020105", True),
        ("3007 3080 020105 0000", False),
        ("0280 020105 0000", True),
        ("bf2103 020105", False),
        ("bf2104 020105", True),
        ("bf2180 020105 0000", False),
        ("bf2180 0000 0000", True),
        ("3006 bf2103 020105", False),
        ("3006 bf2104 020105", True),
        ("3f1e00", True),
        ("bf800100", True),
        ("30", True),
        ("", True),
        ("3082", True),
        ("30ff", True),
    ],
)
def test_forms_that_are_rare(encoded: str, wrong: bool) -> None:
    octets = bytes.fromhex(encoded)

    assert refused(octets) == refused_slowly(octets)
    assert refused(octets) == wrong


def test_a_time_stamp_with_any_one_byte_changed_is_refused_alike(authority: Authority) -> None:
    chance, token = random.Random(7), timestamp_answer(authority.installation, asked(), MADE_AT)
    assert not refused(token)
    for position in range(len(token)):
        changed = token[:position] + bytes([token[position] ^ chance.randrange(1, 256)]) + token[position + 1 :]

        assert refused(changed) == refused_slowly(changed), position


def test_so_is_a_certificate_with_bytes_put_in_or_left_out(authority: Authority) -> None:
    der = authority.installation.holders["qualified-ca"].certificate.public_bytes(serialization.Encoding.DER)
    for position in range(len(der)):
        for changed in (der[:position] + der[position + 1 :], der[:position] + b"\0" + der[position:]):
            assert refused(changed) == refused_slowly(changed), position
