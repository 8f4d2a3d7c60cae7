"""Certificates, revocation data and timestamps of a signed file, for the evidence package."""

from collections.abc import Mapping

from service.domain.errors import Unavailable
from signing.errors import DocumentError
from signing.material import verification_material


def signature_material(pdf: bytes) -> Mapping[str, bytes]:
    """Implements `archive.SignatureMaterial`; the file is our archived one, accepted before.

    Raises:
        Unavailable: it cannot be taken apart.
    """
    try:
        return verification_material(pdf)
    except DocumentError as error:
        raise Unavailable(f"Das archivierte Dokument lässt sich nicht zerlegen: {error}") from error
