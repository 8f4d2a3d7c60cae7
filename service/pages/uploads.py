"""Deeds and extracts as people hand them in: a PDF or a picture, told by how the file begins and not by what its sender calls it."""

from fastapi import UploadFile

from service.domain.errors import Fault, InputRefused

# First bytes → media type. ISO 32000-1 § 7.5.2; JPEG, PNG and TIFF by their own specifications.
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}


def document_or_picture(file: UploadFile) -> tuple[bytes, str]:
    """Content and media type.

    Raises:
        InputRefused: nothing was chosen, or nobody could look at it later.
    """
    content = file.file.read()
    if not content:
        raise InputRefused([Fault("$.file", "MISSING", "Bitte wählen Sie eine Datei, die nicht leer ist.")])
    for beginning, media_type in BEGINNINGS.items():
        if content.startswith(beginning):
            return content, media_type
    text = "Diese Datei ist weder PDF noch Bild. Bitte nehmen Sie ein PDF oder ein Foto (JPEG, PNG oder TIFF)."
    raise InputRefused([Fault("$.file", "NO_DOCUMENT", text)])
