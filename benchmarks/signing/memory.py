"""A thousand verdicts in one process: memory after the first two hundred and after the last."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.signing.documents import finished
from signing.validation import validate
from tests.signing.builders import JUDGED_AT, Authority, issued_pdf

BOUND_BYTES = 2_000_000


def lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority.at(Path(folder) / "sandbox")
        pdf, registry = finished(authority, issued_pdf(["signature-1"])), authority.registry()
        sizes: list[int] = []
        for count in range(1, 1001):
            validate(pdf, registry=registry, at=JUDGED_AT)
            if count in {200, 1000}:
                gc.collect()
                sizes.append(_resident_bytes())
        grown = sizes[1] - sizes[0]
        kept = "kept" if grown <= BOUND_BYTES else "MISSED"
        yield f"signing    1,000 verdicts: {sizes[1] / 1e6:.0f} MB resident, {grown / 1e6:+.1f} MB since the 200th (bound +2, {kept})"


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
