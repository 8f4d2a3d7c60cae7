"""Our whole verdict on a B-LTA file with cached lists, against pyHanko's plain call on its one signature."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from benchmarks.signing.alternating import against
from benchmarks.signing.documents import finished, hundred_pages, vollmacht
from benchmarks.signing.rival import Rival
from benchmarks.signing.saying import line
from signing.qualification.mirror import load_mirror
from signing.sandbox.publication import renew_lists
from signing.validation import validate
from signing.verdict import Overall
from tests.signing.builders import Authority


def lines() -> Iterator[str]:
    now = datetime.now(UTC)  # noqa: TID251 - pyHanko judges by the machine's clock
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority.at(Path(folder) / "sandbox", now - timedelta(days=900))
        root, file = Path(folder) / "root.pem", Path(folder) / "signed.pdf"
        root.write_bytes(authority.installation.holders["root"].certificate.public_bytes(serialization.Encoding.PEM))
        renew_lists(authority.installation, now)
        registry = load_mirror(authority.mirror, authority.anchor, at=now)
        rival = Rival()
        for what, issued, bound in (
            ("validate B-LTA, a Vollmacht", vollmacht(), 1 / 3),
            ("validate B-LTA, a hundred pages", hundred_pages(), 1 / 2),
        ):
            pdf = finished(authority, issued)
            file.write_bytes(pdf)

            def judged(pdf: bytes = pdf) -> None:
                assert validate(pdf, registry=registry, at=now).overall is Overall.VALID

            own, other = against(rival, judged, rounds=11, do="validate", pdf=str(file), root=str(root))
            yield line(what, own, "pyHanko's plain call", other, bound)
        rival.close()
