"""The documents whose bytes and pictures are kept: each document of each example."""

import hashlib
from collections.abc import Iterator

from forms.power_of_attorney import NAME, render_pdf
from tests.forms.builders import EXAMPLE_NAMES, example


def golden_documents() -> Iterator[tuple[str, bytes]]:
    """ "EXAMPLE/DOCUMENT" and its PDF, each made when asked for."""
    for name in EXAMPLE_NAMES:
        yield f"{name}/{NAME}", render_pdf(example(name))


def digests() -> dict[str, str]:
    """The SHA-256 of each, in hex."""
    return {name: hashlib.sha256(pdf).hexdigest() for name, pdf in golden_documents()}
