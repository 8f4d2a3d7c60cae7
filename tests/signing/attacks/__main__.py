"""`python -m tests.signing.attacks DIRECTORY`: write the corpus with its lists, to show it to other validators.

The directory then holds one PDF a case, `trusted-lists` with the sandbox's signed lists and their anchor, and `expected.json`.
"""

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.signing.attacks.case import Expected
from tests.signing.attacks.corpus import ATTACKS
from tests.signing.attacks.variants import VARIANTS
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import JUDGED_AT, Authority


def write(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    said: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as home:
        shop = Workshop.of(Authority.at(Path(home) / "sandbox"))
        shutil.copytree(shop.authority.mirror, directory / "trusted-lists", dirs_exist_ok=True)
        for kind, cases in (("attack", ATTACKS), ("variant", VARIANTS)):
            for name, case in cases.items():
                file = f"{kind}-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}.pdf"
                (directory / file).write_bytes(case.make(shop))
                said[file] = {"name": name, "ours": _spelled(case.ours), "foreign": _spelled(case.foreign)}
    (directory / "expected.json").write_text(
        json.dumps({"at": JUDGED_AT.isoformat(), "files": said}, indent=1, ensure_ascii=False)
    )


def _spelled(expected: Expected | None) -> list[object] | None:
    return None if expected is None else [expected.status, *sorted(expected.codes)]


if __name__ == "__main__":
    write(Path(sys.argv[1]))
