"""Seal a PDF: one more revision with an invisible signature field of the hoster (PAdES B-B, or B-T with a timestamp).

    (1) read what the revision touches: catalogue, form, first page        quick_file
    (2) write field, signature and the changed objects behind the file, with room for the CMS structure
    (3) hash both ranges, sign the attributes with the kept key, fill in    cms, key

A file that `quick_file` does not understand is sealed by pyHanko, with the same key: slower, the same result.
"""

import asyncio
import hashlib
import io
from collections.abc import Callable
from datetime import datetime

from asn1crypto import algos, x509
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.errors import DocumentError
from signing.pdf_writer import PDF_FAULTS, revision_of
from signing.seal.cms import SealCms
from signing.seal.key import SealKey
from signing.seal.quick_file import NotPlain, QuickFile
from signing.seal.revision import Placeholder, field_revision

__all__ = ["Sealer"]

FIELD = "seal"
TIMESTAMP_BYTES = 12_288
"""Room for a token with its authority's certificates."""


class Sealer:
    """Seals with one key, read once.

    Args:
        timestamper: None: B-B, the time is our own word.
    """

    def __init__(self, key: SealKey, *, timestamper: TimeStamper | None = None) -> None:
        self._key, self._timestamper = key, timestamper
        self._cms = SealCms(key)

    def seal(self, pdf: bytes, *, at: datetime, reason: str = "") -> bytes:
        """The file with the seal as its last revision.

        Args:
            at: aware; stands in /M.
            reason: stands in /Reason.

        Raises:
            DocumentError: no PDF, encrypted, or it has a seal already.
            SealUnusable: the key does not answer.
            TimestampError: no timestamp could be had.
        """
        room = self._cms.largest_bytes + (TIMESTAMP_BYTES if self._timestamper is not None else 0)
        try:
            placed = field_revision(QuickFile(pdf), FIELD, room, at=at, reason=reason)
        except NotPlain:
            return self._sealed_by_library(pdf, room, reason)
        return self._filled(placed)

    def _filled(self, placed: Placeholder) -> bytes:
        digest = hashlib.sha256(placed.before)
        digest.update(placed.after)
        attributes = self._cms.signed_attributes(digest.digest())
        value = self._key.sign(attributes)
        token = None
        if self._timestamper is not None:
            stamp = self._timestamper.async_timestamp(hashlib.sha256(value).digest(), "sha256")
            token = asyncio.run(stamp).dump()
        return placed.filled(self._cms.signed_data(attributes, value, token))

    def _sealed_by_library(self, pdf: bytes, room: int, reason: str) -> bytes:
        """/M is the library's own clock here; nobody relies on it."""
        writer = revision_of(pdf)
        try:
            if any(name == FIELD for name, _, _ in enumerate_sig_fields(writer)):
                raise DocumentError("the file has a field named seal already")
            metadata = PdfSignatureMetadata(
                field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason or None
            )
            field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
            signer = PdfSigner(metadata, _LibrarySigner(self._key), timestamper=self._timestamper, new_field_spec=field)
            output = io.BytesIO()
            asyncio.run(signer.async_sign_pdf(writer, output=output, bytes_reserved=2 * room))
        except PDF_FAULTS as fault:
            raise DocumentError(f"the file cannot be sealed: {type(fault).__name__}") from fault
        return output.getvalue()


class _LibrarySigner(Signer):
    """The kept key for pyHanko."""

    def __init__(self, key: SealKey) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple([x509.Certificate.load(der) for der in key.chain[1:]])
        mechanism = "sha256_rsa" if key.algorithm == "RSA" else "sha256_ecdsa"
        super().__init__(
            signing_cert=x509.Certificate.load(key.chain[0]),
            cert_registry=registry,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": mechanism}),
        )
        self._sign: Callable[[bytes], bytes] = key.sign
        self._room = key.largest_signature_bytes

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002 - pyHanko's signature
        return bytes(self._room) if dry_run else self._sign(data)
