"""Certificates, revocation data and timestamps of a signed file, and its verdict as an ETSI report, for the evidence package."""

from collections.abc import Mapping

from service.domain.errors import Unavailable
from service.signatures.reports import report_xml
from signing.errors import DocumentError
from signing.material import verification_material


def signature_material(pdf: bytes, verdict: Mapping[str, object]) -> Mapping[str, bytes]:
    """Implements `archive.SignatureMaterial`; the file is our archived one, accepted before.

    Raises:
        Unavailable: it cannot be taken apart.
    """
    try:
        found = dict(verification_material(pdf))
    except DocumentError as error:
        raise Unavailable(f"Das archivierte Dokument lässt sich nicht zerlegen: {error}") from error
    return found | {"verdict.xml": report_xml(verdict)}
