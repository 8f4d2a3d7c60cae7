"""What a signed file carries for its own verification, as files: certificates, revocation data, document timestamps."""

import hashlib
import io
from collections.abc import Mapping
from typing import Any

from asn1crypto import pem
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError

from signing.errors import DocumentError
from signing.pdf_writer import PDF_FAULTS


def verification_material(pdf: bytes) -> Mapping[str, bytes]:
    """Path → content: `certificates/<sha256>.pem`, `certificates/all.pem`, `revocation/….crl|.ocsp`, `timestamps/<field>.tsr` with the `.data` it stamps.

    Raises:
        DocumentError: the file cannot be read.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        return _material(reader, pdf)
    except PDF_FAULTS as fault:
        raise DocumentError(f"the file cannot be read: {type(fault).__name__}") from fault


def _material(reader: PdfFileReader, pdf: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    certificates: dict[bytes, None] = {}
    for signature in reader.embedded_signatures:
        for choice in signature.signed_data["certificates"]:
            certificates[choice.chosen.dump()] = None
    for stamp in reader.embedded_timestamp_signatures:
        start, length, after, rest = (int(number) for number in stamp.byte_range)
        name = f"timestamps/{stamp.field_name}"
        found[f"{name}.tsr"] = _contents(stamp.pkcs7_content)
        found[f"{name}.data"] = pdf[start : start + length] + pdf[after : after + rest]
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        store = None
    if store is not None:
        for der in _streams(reader, store.certs.values()):
            certificates[der] = None
        for der in _streams(reader, store.crls):
            found[f"revocation/{_name(der)}.crl"] = der
        for der in _streams(reader, store.ocsps):
            found[f"revocation/{_name(der)}.ocsp"] = der
    armoured = {_name(der): pem.armor("CERTIFICATE", der) for der in certificates}
    found |= {f"certificates/{name}.pem": text for name, text in armoured.items()}
    found["certificates/all.pem"] = b"".join(armoured.values())
    return found


def _streams(_reader: PdfFileReader, references: Any) -> list[bytes]:
    return [bytes(reference.get_object().data) for reference in references]


def _contents(content: bytes) -> bytes:
    """The DER without the zero padding of /Contents."""
    length = _der_length(content)
    return bytes(content[:length])


def _der_length(content: bytes) -> int:
    first = content[1]
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(content[2 : 2 + count])


def _name(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()[:16]
