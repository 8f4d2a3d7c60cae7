"""The CMS structure that we write is byte for byte the one that pyHanko writes of the same facts, and no value lands in a wrong place."""

import asyncio
import hashlib
from dataclasses import replace
from typing import Any

import pytest
from asn1crypto import cms, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing import rsassa_pss
from signing.appearance import SignatureAppearance
from signing.data_to_sign import mechanism_of, prepare
from signing.errors import DocumentError
from signing.sandbox.bad_credentials import _OwnTimeStamper
from signing.sandbox.certificates import Subject, Validity, personal_rsa_certificate
from signing.sign import embed
from signing.signature_cms import SignatureCms
from tests.signing.builders import MADE_AT, Authority, issued_pdf
from tests.signing.served import FONT

DIGEST = hashlib.sha256(b"a document").digest()
VALUE = bytes(range(71))


def chain_of(authority: Authority, kind: str) -> tuple[bytes, ...]:
    installation = authority.installation
    if kind == "ECDSA":
        certificates = installation.chain_of(authority.holder("Zoë Łukaszewicz"))
    else:
        valid = Validity(MADE_AT.replace(year=2025), MADE_AT.replace(year=2027))
        subject = Subject("Zoë", "Łukaszewicz", "PNODE-1")
        certificates = installation.chain_of(personal_rsa_certificate(subject, installation.holders["qualified-ca"], valid))
    return tuple(one.public_bytes(serialization.Encoding.DER) for one in certificates)


def library(chain: tuple[bytes, ...], algorithm: str) -> ExternalSigner:
    registry = SimpleCertificateStore()
    registry.register_multiple([x509.Certificate.load(der) for der in chain[1:]])
    mechanism = mechanism_of(chain[0], algorithm)
    return ExternalSigner(
        x509.Certificate.load(chain[0]), cert_registry=registry, signature_value=VALUE, signature_mechanism=mechanism
    )


KINDS = pytest.mark.parametrize(
    ("kind", "algorithm"), [("ECDSA", ""), ("RSA", ""), ("RSA", rsassa_pss.OID)], ids=["ECDSA", "RSA", "RSASSA-PSS"]
)


@KINDS
def test_the_signed_attributes_are_pyhankos(authority: Authority, kind: str, algorithm: str) -> None:
    chain = chain_of(authority, kind)

    own = SignatureCms(chain, mechanism_of(chain[0], algorithm)).signed_attributes(DIGEST)

    attributes: Any = asyncio.run(library(chain, algorithm).signed_attrs(DIGEST, "sha256", use_pades=True))
    assert own == attributes.dump()


@KINDS
@pytest.mark.parametrize("certificates", [1, 3])
@pytest.mark.parametrize("stamped", [True, False])
def test_the_structure_is_pyhankos(authority: Authority, kind: str, algorithm: str, certificates: int, stamped: bool) -> None:
    chain = chain_of(authority, kind)[:certificates]
    structure = SignatureCms(chain, mechanism_of(chain[0], algorithm))
    attributes = structure.signed_attributes(DIGEST)
    stamper = _OwnTimeStamper(authority.installation, MADE_AT) if stamped else None
    signed = library(chain, algorithm).async_sign_prescribed_attributes(
        "sha256", signed_attrs=cms.CMSAttributes.load(attributes), timestamper=stamper
    )
    theirs: Any = asyncio.run(signed)
    unsigned = theirs["content"]["signer_infos"][0]["unsigned_attrs"]
    token = unsigned[0]["values"][0].dump() if stamped else None

    assert structure.signed_data(attributes, VALUE, token) == theirs.dump()


def test_a_value_goes_into_the_place_that_was_kept_for_it_and_nowhere_else(authority: Authority) -> None:
    holder = authority.holder("Zoë Łukaszewicz")
    chain = tuple(one.public_bytes(serialization.Encoding.DER) for one in authority.installation.chain_of(holder))
    appearance = SignatureAppearance("Zoë Łukaszewicz", FONT, sandbox=True)
    prepared = prepare(issued_pdf(["signer-1"]), field="signer-1", chain=chain, signed_at=MADE_AT, appearance=appearance)
    value = holder.key.sign(prepared.hash_to_sign, ec.ECDSA(utils.Prehashed(hashes.SHA256())))

    signed = embed(prepared, value, chain, timestamper=None)

    start, end = prepared.contents_start, prepared.contents_end
    assert (signed[:start], signed[end:]) == (prepared.revision[:start], prepared.revision[end:])
    assert len(signed) == len(prepared.revision)
    contained = cms.ContentInfo.load(bytes.fromhex(signed[start + 1 : end - 1].decode()))
    assert contained["content"]["signer_infos"][0]["signature"].native == value
    with pytest.raises(DocumentError, match="not where it was"):
        embed(replace(prepared, contents_start=start - 1, contents_end=end - 1), value, chain, timestamper=None)
    with pytest.raises(DocumentError, match="were kept"):
        embed(replace(prepared, contents_end=start + 200), value, chain, timestamper=None)
