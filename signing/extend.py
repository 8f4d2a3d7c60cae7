"""Finish a signed file as PAdES B-LTA: validation material and a document timestamp in one revision, nothing after it."""

import io
from collections.abc import Iterable

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfTimeStamper
from pyhanko.sign.fields import InvisSigSettings, enumerate_sig_fields
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.data_to_sign import DIGEST
from signing.errors import DocumentError
from signing.outcome import outcome_of
from signing.pdf_writer import PDF_FAULTS, RESERVED_BYTES, revision_of
from signing.validation import RevocationData


def to_lta(pdf: bytes, *, certificates: Iterable[bytes], revocation: RevocationData, timestamper: TimeStamper) -> bytes:
    """DSS for every signer and timestamp unit, then the document timestamp, which covers all of it.

    Args:
        certificates: DER, up to the listed services' own.
        revocation: DER CRLs and OCSP responses, the timestamp authority's included: nothing is added afterwards.

    Raises:
        TimestampError: no authority answers; the caller keeps the file and waits visibly.
        DocumentError: the file cannot be continued.
    """
    writer = revision_of(pdf)
    try:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[x509.Certificate.load(der) for der in dict.fromkeys(certificates)],
            ocsps=[ocsp.OCSPResponse.load(der) for der in revocation.ocsps],
            crls=[crl.CertificateList.load(der) for der in revocation.crls],
        )
        stamp = PdfTimeStamper(
            timestamper, field_name=_free_name(writer), invis_settings=InvisSigSettings(box_out_of_bounds=True)
        )
        output = io.BytesIO()
        outcome_of(stamp.async_timestamp_pdf(writer, DIGEST, output=output, bytes_reserved=RESERVED_BYTES))
    except PDF_FAULTS as fault:
        raise DocumentError(f"the file cannot be sealed: {type(fault).__name__}") from fault
    return output.getvalue()


def _free_name(writer: IncrementalPdfFileWriter) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(writer)}
    number = 1
    while f"document-timestamp-{number}" in taken:
        number += 1
    return f"document-timestamp-{number}"
