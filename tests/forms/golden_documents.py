"""The documents whose bytes and pictures are kept: each document of each example."""

import hashlib
from collections.abc import Iterator

from forms.documents import document_names, form_of
from tests.forms.builders import EXAMPLE_NAMES, example
from tests.forms.family import LETTERS, letter


def golden_documents() -> Iterator[tuple[str, bytes]]:
    """ "EXAMPLE/DOCUMENT" and its PDF, each made when asked for."""
    for name in EXAMPLE_NAMES:
        for document in document_names():
            data = letter(name, document) if document in LETTERS else example(name)
            yield f"{name}/{document}", form_of(document).render_pdf(data)


def digests() -> dict[str, str]:
    """The SHA-256 of each, in hex."""
    return {name: hashlib.sha256(pdf).hexdigest() for name, pdf in golden_documents()}
