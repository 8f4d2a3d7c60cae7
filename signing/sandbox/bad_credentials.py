"""Sign a PDF with a credential of a chosen kind and finish it as PAdES B-LTA, without any server.

Revisions: signature with its time stamp (B-T); then DSS and document time stamp in one revision. Nothing follows the document time stamp.
"""

from __future__ import annotations

import asyncio
import io
from datetime import datetime

from asn1crypto import algos, crl, ocsp, tsp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.generic import ArrayObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, Signer
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.appearance import SignatureAppearance
from signing.sandbox.certificates import Holder
from signing.sandbox.credentials import Kind, Person, one_off_credential
from signing.sandbox.errors import DocumentRefused
from signing.sandbox.installation import Installation
from signing.sandbox.register import Register
from signing.sandbox.revocation import as_asn1, ocsp_answer, ocsp_request, revocation_list
from signing.sandbox.timestamping import timestamp_answer

_RESERVED_BYTES = 16384
"""For one CMS in /Contents, in hexadecimal digits; fixed, so that pyHanko needs no dry run."""


class _Writer(IncrementalPdfFileWriter):
    """Adds revisions and leaves the rest alone: no /Version for ECDSA P-256, no XMP or Info written anew at every signature."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Keep the version that the file has."""

    def _update_meta(self) -> None:
        """Keep the metadata that the file has."""


class _PersonalSigner(Signer):
    """Signs with a key held in memory; pyHanko's SimpleSigner parses it anew at every use."""

    def __init__(self, holder: Holder, installation: Installation) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple([as_asn1(each) for each in installation.chain_of(holder)[1:]])
        super().__init__(
            signing_cert=as_asn1(holder.certificate),
            cert_registry=registry,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._key = holder.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002  # pyHanko's signature
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _OwnTimeStamper(TimeStamper):
    """pyHanko's door to our time stamping authority, in this process."""

    def __init__(self, installation: Installation, now: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in pyHanko
        self._installation, self._now = installation, now

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(timestamp_answer(self._installation, req.dump(), self._now))


def sign_with(
    installation: Installation,
    register: Register,
    pdf: bytes,
    kind: Kind,
    person: Person,
    now: datetime,
    *,
    font_file: str | None = None,
) -> bytes:
    """The file, signed by a credential of this kind in its first empty signature field (or a new one) and finished as B-LTA.

    Args:
        font_file: for the stamp, with which a later signature looks to EU DSS like filling in a field and nothing else; None: pyHanko's own stamp.

    Raises:
        DocumentRefused: it is no PDF, is encrypted, or allows no further signature.
    """
    holder = one_off_credential(installation, register, kind, person, now)
    try:
        appearance = SignatureAppearance(f"{person.given_name} {person.surname}", font_file, sandbox=True) if font_file else None
        return asyncio.run(_sign(installation, register, pdf, holder, now, appearance))
    except (
        PdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        AssertionError,
        IndexError,
        OSError,
        RecursionError,
    ) as fault:
        raise DocumentRefused(str(fault) or type(fault).__name__) from fault


async def _sign(
    installation: Installation,
    register: Register,
    pdf: bytes,
    holder: Holder,
    now: datetime,
    appearance: SignatureAppearance | None,
) -> bytes:
    timestamper = _OwnTimeStamper(installation, now)
    writer = _Writer(io.BytesIO(pdf), strict=False)
    if writer.security_handler is not None:
        raise DocumentRefused("sie ist verschlüsselt")
    field = _next_field(writer)
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    new_field = SigFieldSpec(field, on_page=0, box=(0, 0, 0, 0))
    stamp_style = appearance.stamp(now, bounds=_bounds(writer, field)) if appearance is not None else None
    signer = PdfSigner(
        metadata,
        _PersonalSigner(holder, installation),
        timestamper=timestamper,
        stamp_style=stamp_style,
        new_field_spec=new_field,
    )
    signed = io.BytesIO()
    await signer.async_sign_pdf(writer, output=signed, bytes_reserved=_RESERVED_BYTES)

    writer = _Writer(signed, strict=False)
    unit = installation.holders["timestamping-unit"]
    _add_validation_material(writer, installation, register, [holder, unit], now)
    finished = io.BytesIO()
    stamp = PdfTimeStamper(
        timestamper, invis_settings=InvisSigSettings(box_out_of_bounds=True), field_name=_free_name(writer, "document-timestamp")
    )
    await stamp.async_timestamp_pdf(writer, "sha256", output=finished, bytes_reserved=_RESERVED_BYTES)
    return finished.getvalue()


def _add_validation_material(
    writer: _Writer, installation: Installation, register: Register, holders: list[Holder], now: datetime
) -> None:
    """Certificates up to the roots; for each that has an issuer, that issuer's OCSP response and CRL.

    Put together here and not by a validator: one would refuse to collect for the very credentials that this module is for.
    """
    certificates, responses, lists = {}, [], {}
    for holder in holders:
        for certificate in installation.chain_of(holder):
            if certificate in certificates:
                continue
            certificates[certificate] = as_asn1(certificate)
            if certificate.issuer == certificate.subject:
                continue
            issuer = installation.issuer_of(Holder("", certificate, holder.key))
            request = ocsp_request(certificate, issuer.certificate)
            responses.append(ocsp.OCSPResponse.load(ocsp_answer(installation, register, issuer.label, request, now)))
            if issuer.label not in lists:
                lists[issuer.label] = crl.CertificateList.load(revocation_list(installation, register, issuer.label, now))
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=certificates.values(), ocsps=responses, crls=lists.values())


def _next_field(writer: IncrementalPdfFileWriter) -> str:
    for name, _, _ in enumerate_sig_fields(writer, filled_status=False):
        return str(name)
    return _free_name(writer, "signature")


def _bounds(writer: IncrementalPdfFileWriter, field: str) -> ArrayObject | None:
    """/BBox of the field's empty appearance; None: it has none, or there is no such field yet."""
    places = [reference for name, _, reference in enumerate_sig_fields(writer) if name == field]
    try:
        return ArrayObject(places[0].get_object()["/AP"]["/N"]["/BBox"])
    except (PdfError, IndexError, KeyError, TypeError, AttributeError):
        return None


def _free_name(writer: IncrementalPdfFileWriter, stem: str) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(writer)}
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
