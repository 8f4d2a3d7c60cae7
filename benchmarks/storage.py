"""One write-once put of a signed PDF's size, fsynced and linked, against one plain write with fsync."""

import hashlib
import itertools
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.timing import ratio
from storage.directory_store import DirectoryStore

SIZE = 160_000
AT = datetime(2026, 11, 24, tzinfo=UTC)


def run() -> str:
    content = os.urandom(SIZE)
    sha256 = hashlib.sha256(content).hexdigest()
    numbers = itertools.count()
    with tempfile.TemporaryDirectory() as folder:
        store = DirectoryStore(Path(folder) / "archive")

        def put() -> object:
            return store.put(f"poa/2026/{next(numbers)}/1.pdf", content, sha256=sha256, retain_until=AT)

        def plain() -> None:
            with (Path(folder) / f"plain-{next(numbers)}").open("wb") as file:
                file.write(content)
                os.fsync(file.fileno())

        own, other, quotient = ratio(put, plain, rounds=50)
    return f"storage    {own:8.2f} ms a put, plain write and fsync {other:8.2f} ms: {quotient:.2f} x"
