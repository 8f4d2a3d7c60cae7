"""Prepare a PDF for a signature that comes later, from somewhere else.

Between the redirects only plain values are kept: the revision with its placeholder, two offsets, and the signed attributes. The hash that
the signer authorises is that of the signed attributes (DTBS/R, ETSI EN 319 102-1 § 4.2.5), not of the document.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.generic import ArrayObject
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.pdf_cms import ExternalSigner

from signing import rsassa_pss
from signing.appearance import SignatureAppearance
from signing.errors import DocumentError
from signing.outcome import outcome_of
from signing.pdf_writer import PDF_FAULTS, RESERVED_BYTES, RevisionWriter, revision_of
from signing.signature_cms import SignatureCms

DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class PreparedSignature:
    """What must survive until the signature value arrives.

    Attributes:
        revision: the whole file with an empty /Contents of the reserved size.
        contents_start, contents_end: offsets of the hexadecimal placeholder, `<` and `>` included.
        document_digest: SHA-256 over both signed ranges.
        signed_attributes: DER, a SET (tag 0x31) as it is hashed.
    """

    revision: bytes
    contents_start: int
    contents_end: int
    document_digest: bytes
    signed_attributes: bytes

    @property
    def hash_to_sign(self) -> bytes:
        """SHA-256 over the DER of the signed attributes."""
        return hashlib.sha256(self.signed_attributes).digest()


def prepare(
    pdf: bytes,
    *,
    field: str,
    chain: tuple[bytes, ...],
    signed_at: datetime,
    appearance: SignatureAppearance,
    signature_algorithm: str = "",
) -> PreparedSignature:
    """Add the next revision with an empty signature in this pre-created field.

    Args:
        chain: DER certificates, the signer's first.
        signed_at: shown in the stamp; the time that counts comes from the timestamp.
        signature_algorithm: OID the provider will sign with; empty: the key's usual one.

    Raises:
        DocumentError: no such field, or it is signed already.
    """
    writer = revision_of(pdf)
    bounds = _bounds_of_open_field(writer, field)
    mechanism = mechanism_of(chain[0], signature_algorithm)
    signer = ExternalSigner(x509.Certificate.load(chain[0]), None, signature_value=b"", signature_mechanism=mechanism)
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES)
    pdf_signer = PdfSigner(metadata, signer, stamp_style=appearance.stamp(signed_at, bounds=bounds))
    try:
        prepared, _, output = outcome_of(
            pdf_signer.async_digest_doc_for_signing(writer, existing_fields_only=True, bytes_reserved=RESERVED_BYTES)
        )
    except PDF_FAULTS as fault:
        raise DocumentError(f"the field cannot be signed: {type(fault).__name__}") from fault
    return PreparedSignature(
        revision=output.getvalue(),  # type: ignore[attr-defined]
        contents_start=prepared.reserved_region_start,
        contents_end=prepared.reserved_region_end,
        document_digest=prepared.document_digest,
        signed_attributes=SignatureCms(chain, mechanism).signed_attributes(prepared.document_digest),
    )


def mechanism_of(certificate: bytes, signature_algorithm: str = "") -> algos.SignedDigestAlgorithm:
    """SHA-256 with the key's own algorithm; RSA keys sign RSASSA-PSS only if that was named.

    Raises:
        DocumentError: a key we do not sign with (SOG-IS ACM: RSA ≥ 3000 bit or ECDSA).
    """
    key = load_der_x509_certificate(certificate).public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    if isinstance(key, rsa.RSAPublicKey):
        if signature_algorithm == rsassa_pss.OID:
            return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": rsassa_pss.parameters()})
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
    raise DocumentError(f"signatures with {type(key).__name__} are not made here")


def _bounds_of_open_field(writer: RevisionWriter, field: str) -> ArrayObject | None:
    """/BBox of its empty appearance, if it has one.

    Raises:
        DocumentError: no such field, or it is signed already.
    """
    found = {name: (value, reference) for name, value, reference in enumerate_sig_fields(writer)}
    if field not in found:
        raise DocumentError(f"the file has no signature field {field}")
    value, reference = found[field]
    if value is not None:
        raise DocumentError(f"the signature field {field} is signed already")
    try:
        return ArrayObject(reference.get_object()["/AP"]["/N"]["/BBox"])
    except PDF_FAULTS:
        return None
