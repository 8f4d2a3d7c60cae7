"""The mark a file of ours bears; light, for `verify`."""

from uuid import UUID

from forms.mark import read_mark
from service.domain.ids import DocumentId


def marked_document(pdf: bytes) -> DocumentId | None:
    """Id in the file's mark; None: it bears none. It proves nothing: it says where to look."""
    found = read_mark(pdf)
    return DocumentId(UUID(found)) if found else None
