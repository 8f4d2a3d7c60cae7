"""`python -m tests.signing.attacks DIRECTORY`: write the corpus with its lists and revocation data, to show it to other validators.

The directory then holds one PDF a case, `revocation` with the CRLs that would be fetched, and `expected.json`: the verdicts, and for each file the folder
of the lists it is judged by (`trusted-lists`, `trusted-lists-wide`).
"""

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.signing.attacks import authorities
from tests.signing.attacks.case import Expected
from tests.signing.attacks.corpus import ATTACKS
from tests.signing.attacks.variants import VARIANTS
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import JUDGED_AT, Authority

LISTS, WIDE = "trusted-lists", "trusted-lists-wide"
_AUTHORITIES = ("qualified-ca", "granted-later-ca", "unlisted-ca", "root", "stranger-root")


def write(directory: Path, *, every: int = 1) -> None:
    """Args: every: only one case in so many."""
    directory.mkdir(parents=True, exist_ok=True)
    said: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as home:
        shop = Workshop.of(Authority.at(Path(home) / "sandbox"))
        shutil.copytree(shop.authority.mirror, directory / LISTS, dirs_exist_ok=True)
        shutil.copytree(shop.wide.mirror, directory / WIDE, dirs_exist_ok=True)
        for kind, cases in (("attack", ATTACKS), ("variant", VARIANTS)):
            for name, case in list(cases.items())[::every]:
                file = file_name(kind, name)
                (directory / file).write_bytes(case.make(shop))
                said[file] = {
                    "name": name,
                    "ours": _spelled(case.ours),
                    "foreign": _spelled(case.foreign),
                    "lists": WIDE if case.registry is authorities.wide else LISTS,
                    "fetched": case.fetched,
                    "own_lists": case.registry is not None and case.registry is not authorities.wide,
                }
        _write_revocation(shop, directory / "revocation")
    (directory / "expected.json").write_text(
        json.dumps({"at": JUDGED_AT.isoformat(), "files": said}, indent=1, ensure_ascii=False)
    )


def file_name(kind: str, name: str) -> str:
    return f"{kind}-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}.pdf"


def _write_revocation(shop: Workshop, directory: Path) -> None:
    """The CRLs as of ten minutes after everything was signed: they name what is revoked, and cover every certificate of their issuers."""
    directory.mkdir(exist_ok=True)
    for label in _AUTHORITIES:
        (directory / f"{label}.crl").write_bytes(shop.revocation_list(label))


def _spelled(expected: Expected | None) -> list[object] | None:
    return None if expected is None else [expected.status, *sorted(expected.codes)]


if __name__ == "__main__":
    write(Path(sys.argv[1]))
