"""The job that runs in the limited child: a foreign file's attached record against its text, as plain JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from forms.errors import UnreadableFile
from forms.power_of_attorney.comparison import check_record


def check_file(blobs: Sequence[bytes], _parameters: dict[str, Any]) -> dict[str, Any]:
    """One blob: the file. An unreadable one has no record."""
    try:
        return asdict(check_record(blobs[0]))
    except UnreadableFile:
        return {"sha256": None, "equals_text": None, "differs_on_page": None}
