"""`make goldens`: renew the digests and pictures of the documents, and show what changed.

For each document whose bytes are others it names a picture of before and after; look at it before you commit.
"""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.forms.golden_documents import golden_documents
from tests.forms.pictures import FOLDER, keep, kept, picture_of, same, side_by_side

GOLDENS = Path(__file__).parent / "goldens.json"


def update(documents: Iterable[tuple[str, bytes]], say: Callable[[str], object]) -> dict[str, str]:
    """Renew the pictures; the digests, to be written."""
    before: dict[str, str] = json.loads(GOLDENS.read_text("utf-8"))
    after: dict[str, str] = {}
    shown = Path(os.environ.get("VOLLMACHT_GOLDENS_OUT", tempfile.gettempdir())) / "vollmacht-goldens"
    for name, pdf in documents:
        after[name] = hashlib.sha256(pdf).hexdigest()
        picture, old = picture_of(pdf), kept(name)
        if same(old, picture):
            if before.get(name) != after[name]:
                say(f"{name}: other bytes, the same picture")
            continue
        shown.mkdir(exist_ok=True)
        file = shown / f"{name.replace('/', '--')}.png"
        side_by_side(old, picture).save(file)
        keep(name, picture)
        say(f"{name}: looks different: {file}")
    for name in before.keys() - after.keys():
        say(f"{name}: gone")
    wanted = {f"{name.replace('/', '--')}.png" for name in after}
    for file in FOLDER.glob("*.png"):
        if file.name not in wanted:
            file.unlink()
    return after


if __name__ == "__main__":
    GOLDENS.write_text(json.dumps(update(golden_documents(), print), indent=2) + "\n", "utf-8")
    sys.stdout.write(f"{GOLDENS} is up to date.\n")
