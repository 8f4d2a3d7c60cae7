"""The hoster's seal: other programs accept it, no matter how the file was written, and nothing of the file changes."""

import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from signing.errors import DocumentError, SealUnusable
from signing.sandbox.bad_credentials import _OwnTimeStamper
from signing.seal import Pkcs12Key, Sealer, SealKey, pkcs12_key
from signing.seal.quick_file import NotPlain, QuickFile
from signing.verdict import Indication, Qualification
from tests.signing.builders import MADE_AT, Authority, Document, issued_pdf

PASSWORD = "geheim"


@pytest.fixture(scope="module")
def key(authority: Authority) -> Pkcs12Key:
    return pkcs12_key(authority.installation.directory / "seal.p12", None)


def saved(**options: object) -> bytes:
    """A small file as another writer makes it."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(issued_pdf([]))) as pdf:
        pdf.save(output, **options)  # type: ignore[arg-type]
    return output.getvalue()


MODES = pikepdf.ObjectStreamMode
WRITERS: dict[str, Callable[[], bytes]] = {
    "tables": lambda: saved(object_stream_mode=MODES.disable),
    "streams": lambda: saved(object_stream_mode=MODES.generate),
    "linearised": lambda: saved(linearize=True),
    "with-fields": lambda: issued_pdf(["signer-1", "signer-2"]),
}


def as_pyhanko_sees_it(pdf: bytes, key: SealKey) -> PdfSignatureStatus:
    embedded = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[-1]
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(key.chain[-1])], other_certs=[x509.Certificate.load(der) for der in key.chain]
    )
    return validate_pdf_signature(embedded, context)


@pytest.mark.parametrize("writer", WRITERS)
def test_other_programs_accept_the_seal_of_every_writers_file(key: Pkcs12Key, writer: str) -> None:
    pdf = WRITERS[writer]()

    sealed = Sealer(key).seal(pdf, at=MADE_AT, reason="Annahme")

    assert sealed.startswith(pdf)
    status = as_pyhanko_sees_it(sealed, key)
    assert status.bottom_line
    with pikepdf.open(io.BytesIO(sealed)) as read:
        assert not read.check_pdf_syntax()
        assert read.Root.AcroForm.Fields[-1].T == "seal"
        assert read.pages[0].Annots[-1].V.Reason == "Annahme"


@pytest.mark.parametrize("writer", WRITERS)
def test_pdfsig_agrees(key: Pkcs12Key, writer: str, tmp_path: Path) -> None:
    pdfsig = shutil.which("pdfsig")
    if pdfsig is None:
        pytest.skip("pdfsig (poppler) is not installed")
    file = tmp_path / "sealed.pdf"
    file.write_bytes(Sealer(key).seal(WRITERS[writer](), at=MADE_AT))

    told = subprocess.run([pdfsig, "-nocert", str(file)], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid" in told
    assert "Total document signed" in told


def test_our_own_verdict_calls_it_a_qualified_seal(key: Pkcs12Key, document: Document) -> None:
    stamper = _OwnTimeStamper(document.authority.installation, MADE_AT)

    sealed = Sealer(key, timestamper=stamper).seal(issued_pdf([]), at=MADE_AT)

    finding = document.judged(document.authority.sealed(sealed, [])).signatures[0]
    assert finding.qualification is Qualification.QESEAL
    assert finding.level.startswith("PAdES-BASELINE-")
    assert finding.indication in {Indication.TOTAL_PASSED, Indication.INDETERMINATE}  # its revocation data is not in the file


def test_no_sealed_byte_can_change(key: Pkcs12Key) -> None:
    sealed = Sealer(key).seal(issued_pdf([]), at=MADE_AT)
    position = sealed.index(b"/M(D:") + len(b"/M(D:")

    changed = sealed[:position] + b"1" + sealed[position + 1 :]

    assert not as_pyhanko_sees_it(changed, key).intact


def test_our_encoding_is_the_one_a_library_writes(key: Pkcs12Key) -> None:
    sealed = Sealer(key).seal(issued_pdf([]), at=MADE_AT)
    embedded = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures[0]

    written = embedded.pkcs7_content
    parsed = cms.ContentInfo.load(written, strict=False)

    again = cms.ContentInfo({"content_type": "signed_data", "content": parsed["content"].copy()})
    assert written.startswith(again.dump(force=True))


def test_a_file_is_sealed_once(key: Pkcs12Key) -> None:
    sealed = Sealer(key).seal(issued_pdf([]), at=MADE_AT)

    with pytest.raises(DocumentError, match="already"):
        Sealer(key).seal(sealed, at=MADE_AT + timedelta(hours=1))


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\nrubbish\nstartxref\n9\n%%EOF\n", issued_pdf([])[:-800]])
def test_what_is_no_pdf_is_refused(key: Pkcs12Key, content: bytes) -> None:
    with pytest.raises(DocumentError):
        Sealer(key).seal(content, at=MADE_AT)


def test_every_broken_byte_of_the_end_is_noticed_or_harmless(key: Pkcs12Key) -> None:
    """The quick reader never writes a revision onto a file it has misread."""
    pdf = issued_pdf([])
    for position in range(len(pdf) - 200, len(pdf), 7):
        broken = pdf[:position] + bytes([pdf[position] ^ 0x11]) + pdf[position + 1 :]
        try:
            QuickFile(broken)
        except NotPlain:
            continue


def container(file: Path, key: object, chain: tuple[bytes, ...], password: str) -> Path:
    """A PKCS#12 file of that key and chain, protected."""
    loaded = [certificates.load_der_x509_certificate(der) for der in chain]
    encryption = serialization.BestAvailableEncryption(password.encode())
    first = loaded[0] if loaded else None
    file.write_bytes(serialize_key_and_certificates(b"seal", key, first, loaded[1:] or None, encryption))  # type: ignore[arg-type]
    return file


def test_a_protected_file_needs_its_password(key: Pkcs12Key, tmp_path: Path) -> None:
    file = container(tmp_path / "seal.p12", key.key, key.chain, PASSWORD)

    assert pkcs12_key(file, PASSWORD).chain == key.chain
    with pytest.raises(SealUnusable, match="password"):
        pkcs12_key(file, "falsch")
    with pytest.raises(SealUnusable, match="cannot be read"):
        pkcs12_key(tmp_path / "nowhere.p12", None)


@pytest.mark.parametrize("made", [lambda: ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate])
def test_a_key_without_a_certificate_is_no_seal(tmp_path: Path, made: Callable[[], object]) -> None:
    file = container(tmp_path / "seal.p12", made(), (), PASSWORD)

    with pytest.raises(SealUnusable, match="no key with its certificate"):
        pkcs12_key(file, PASSWORD)


def test_rsa_seals_with_3072_bits_and_not_with_2048(tmp_path: Path) -> None:
    for bits, good in ((3072, True), (2048, False)):
        private = rsa.generate_private_key(65537, bits)
        file = tmp_path / f"{bits}.p12"
        file.write_bytes(
            serialize_key_and_certificates(b"seal", private, self_signed(private), None, serialization.NoEncryption())
        )
        if good:
            made = pkcs12_key(file, None)
            assert as_pyhanko_sees_it(Sealer(made).seal(issued_pdf([]), at=MADE_AT), made).bottom_line
        else:
            with pytest.raises(SealUnusable, match="2048 bits"):
                pkcs12_key(file, None)


def self_signed(private: rsa.RSAPrivateKey) -> certificates.Certificate:
    name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "Siegel")])
    return (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(5)
        .not_valid_before(MADE_AT - timedelta(days=1))
        .not_valid_after(MADE_AT + timedelta(days=3000))
        .sign(private, hashes.SHA256())
    )
