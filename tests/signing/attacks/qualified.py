"""Certificates that are not qualified, or not for signatures, and lists that somebody made himself."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from asn1crypto import core
from cryptography import x509

from signing.qualification.mirror import load_mirror
from signing.qualification.registry import TrustRegistry
from signing.sandbox.certificates import _Statements
from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import JUDGED_AT, Authority

SEALED = expected(1, "NOT_QUALIFIED_AT_ISSUANCE", "NOT_QUALIFIED_AT_SIGNING", "SIGNER_NOT_IN_SET")
NOT_QUALIFIED = expected(1, "NOT_QUALIFIED_AT_ISSUANCE", "NOT_QUALIFIED_AT_SIGNING")
LISTS = expected(2, "LISTS_UNAVAILABLE")
Make = Callable[[Workshop], bytes]
COMPLIANCE: dict[str, object] = {"id": "0.4.0.1862.1.1"}
DEVICE: dict[str, object] = {"id": "0.4.0.1862.1.4"}


def _statements(*statements: dict[str, object]) -> Make:
    return lambda shop: shop.signed(shop.alone, Recipe(shop.person(statements=_Statements(list(statements)).dump())))


class _Oids(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no stubs
    _child_spec = core.ObjectIdentifier


class _Countries(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no stubs
    _child_spec = core.PrintableString


def _type(number: int) -> dict[str, object]:
    return {"id": "0.4.0.1862.1.6", "content": _Oids([f"0.4.0.1862.1.6.{number}"])}


def seal_with_seal_certificate(shop: Workshop) -> bytes:
    subject = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Agentur GmbH"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, "Agentur GmbH"),
        ]
    )
    statements = _Statements([COMPLIANCE, _type(2), DEVICE]).dump()
    return shop.signed(shop.alone, Recipe(shop.person(subject=subject, statements=statements)))


def self_made_list(shop: Workshop) -> TrustRegistry:
    """Another installation's lists, complete and well signed, with the anchor of this one."""
    directory = Path(tempfile.mkdtemp())
    try:
        other = Authority.at(directory / "sandbox")
        return load_mirror(other.mirror, shop.authority.anchor, at=JUDGED_AT)
    finally:
        shutil.rmtree(directory)


def signed_by_a_self_made_authority(shop: Workshop) -> bytes:
    """Everything right, but on nobody's list but the maker's own."""
    directory = Path(tempfile.mkdtemp())
    try:
        other = Workshop(Authority.at(directory / "sandbox"), shop.document)
        person = other.person()
        return other.sealed(other.signed(shop.alone, Recipe(person)), [person])
    finally:
        shutil.rmtree(directory)


CASES = [
    Case("no QcCompliance", _statements(_type(1), DEVICE), "alone", NOT_QUALIFIED, NOT_QUALIFIED),
    Case("no QcStatements that say anything", _statements(), "alone", NOT_QUALIFIED, NOT_QUALIFIED),
    Case("QcType eseal", _statements(COMPLIANCE, _type(2), DEVICE), "alone", SEALED, NOT_QUALIFIED),
    Case("QcType web", _statements(COMPLIANCE, _type(3), DEVICE), "alone", NOT_QUALIFIED, NOT_QUALIFIED),
    Case("QcType unknown", _statements(COMPLIANCE, _type(9), DEVICE), "alone", NOT_QUALIFIED, NOT_QUALIFIED),
    Case(
        "QcCClegislation of another country",
        _statements(COMPLIANCE, _type(1), DEVICE, {"id": "0.4.0.1862.1.7", "content": _Countries(["CH"])}),
        "alone",
        NOT_QUALIFIED,
        NOT_QUALIFIED,
    ),
    Case(
        "seal certificate",
        seal_with_seal_certificate,
        "alone",
        expected(1, "NOT_QUALIFIED_AT_ISSUANCE", "NOT_QUALIFIED_AT_SIGNING", "NAME_MISMATCH", "SIGNER_NOT_IN_SET"),
        None,  # in a file of others it is what it is: a qualified seal (tests/signing/validation/test_seals.py)
    ),
    Case("self-made lists", lambda shop: shop.alone_finished, "alone-finished", LISTS, LISTS, registry=self_made_list),
    Case(
        "self-made authority",
        signed_by_a_self_made_authority,
        "alone",
        expected(1, "CHAIN_UNTRUSTED", "TIMESTAMP_INVALID"),
        expected(1, "CHAIN_UNTRUSTED", "TIMESTAMP_INVALID"),
    ),
]
