"""Names of archived objects: nothing personal, the hash in the name."""

from uuid import UUID


def document_key(year: int, id: UUID, sequence: int, sha256: str, *, prefix: str = "poa") -> str:
    """`poa/2026/<id>/1-<sha256>.pdf`."""
    return f"{prefix}/{year:04d}/{id}/{sequence}-{sha256}.pdf"


def manifest_key(document: str) -> str:
    """The manifest beside a document."""
    return f"{document.removesuffix('.pdf')}.json"


def event_key(year: int, id: UUID, sha256: str, *, prefix: str = "poa") -> str:
    """A state change after archiving: found by the id, named by its content, so that writing it twice is writing it once."""
    return f"{prefix}/{year:04d}/{id}/event-{sha256}.json"
