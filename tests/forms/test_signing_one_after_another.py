"""The prepared fields take one signature after the other: no signature makes an earlier one look tampered with.

Signing itself is another package's work; here pyHanko stands for any tool that fills the fields.
"""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from forms.power_of_attorney import field_names, render_pdf
from tests.forms.builders import of_form

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_signer(name: str) -> SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = certificates.KeyUsage(
        digital_signature=False,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        certificates.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=365))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


def signed_by_all(pdf: bytes, fields: tuple[str, ...]) -> tuple[bytes, list[SimpleSigner]]:
    signers = [a_signer(f"Person {field}") for field in fields]
    for field, signer in zip(fields, signers, strict=True):
        meta = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        style = TextStampStyle(stamp_text="Signiert: %(signer)s")
        out = BytesIO()
        PdfSigner(meta, signer=signer, stamp_style=style).sign_pdf(writer, existing_fields_only=True, output=out)
        pdf = out.getvalue()
    return pdf, signers


@pytest.mark.slow
def test_three_partners_sign_one_after_the_other_and_every_signature_holds(tmp_path: Path) -> None:
    data = of_form("GBR", signers=3)
    issued = render_pdf(data)
    pdf, signers = signed_by_all(issued, field_names(data))

    roots = [signer.signing_cert for signer in signers]
    levels = []
    for signature in PdfFileReader(BytesIO(pdf)).embedded_signatures:
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, moment=NOW, allow_fetching=False))
        assert status.intact
        assert status.bottom_line, status.pretty_print_details()
        levels.append(status.modification_level)
    assert pdf.startswith(issued)
    assert levels == [ModificationLevel.FORM_FILLING, ModificationLevel.FORM_FILLING, ModificationLevel.NONE]

    qpdf = shutil.which("qpdf")
    if qpdf is not None:
        path = tmp_path / "signed.pdf"
        path.write_bytes(pdf)
        done = subprocess.run([qpdf, "--check", str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
