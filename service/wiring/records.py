"""For `verify`: the attached record of a file with our mark, in a fork of the command itself. Loaded only for such a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.confinement import Outcome, run_confined
from service.documents.checking import record_check
from service.documents.confined import check_file


def record_check_of(pdf: bytes, issued: bytes | None) -> Mapping[str, object]:
    """Against what was issued (None: not here) and against the text."""
    return record_check(pdf, issued, _confined)


def _confined(blobs: Sequence[bytes], parameters: dict[str, Any]) -> Outcome:
    return run_confined(check_file, blobs, parameters)
