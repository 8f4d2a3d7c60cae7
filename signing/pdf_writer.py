"""Adding revisions to a PDF and leaving everything else alone."""

import io

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError

from signing.errors import DocumentError
from signing.validation.file_reader import FileReader

# What pyHanko and its PDF layer raise on files they cannot work with.
PDF_FAULTS = (PdfError, ValueError, KeyError, TypeError, AttributeError, AssertionError, IndexError, OSError, RecursionError)
RESERVED_BYTES = 16384


class RevisionWriter(IncrementalPdfFileWriter):
    """No /Version for ECDSA P-256, no XMP or Info written anew at every signature (tagged-pdf.md, fact 18)."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Keep the version the file has."""

    def _update_meta(self) -> None:
        """Keep the metadata the file has."""


def revision_of(pdf: bytes) -> RevisionWriter:
    """A writer for the next revision.

    Raises:
        DocumentError: no PDF, or encrypted.
    """
    try:
        writer = RevisionWriter(io.BytesIO(pdf), prev=FileReader(pdf, strict=False))
    except PDF_FAULTS as fault:
        raise DocumentError(f"the file cannot be continued: {type(fault).__name__}") from fault
    if writer.security_handler is not None:
        raise DocumentError("the file is encrypted")
    return writer
