"""A trusted list as large as all of the European Union's together (18 MB): kept parsed, against parsed anew; and a new process until it is ready."""

import copy
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from benchmarks.signing.alternating import milliseconds
from benchmarks.signing.saying import line
from signing.qualification.mirror import load_mirror
from tests.signing.builders import JUDGED_AT, Authority

SIZE_BYTES = 18_000_000
_T = "{http://uri.etsi.org/02231/v2#}"
_NEW_PROCESS = """
import sys
from datetime import datetime
from pathlib import Path
from signing.qualification.mirror import load_mirror
folder = Path(sys.argv[1])
registry = load_mirror(folder, (folder / "anchor.pem").read_bytes(), at=datetime.fromisoformat(sys.argv[2]), cache=Path(sys.argv[3]))
assert registry.lists
"""


def lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder, cache = Path(name) / "lists", Path(name) / "cache"
        size = _lists(Path(name), folder)
        anchor = (folder / "anchor.pem").read_bytes()
        fresh = min(milliseconds(lambda: load_mirror(folder, anchor, at=JUDGED_AT)) for _ in range(2))
        load_mirror(folder, anchor, at=JUDGED_AT, cache=cache)
        kept = min(milliseconds(lambda: load_mirror(folder, anchor, at=JUDGED_AT, cache=cache)) for _ in range(5))
        yield line(f"lists, {size / 1e6:.0f} MB, kept", kept, "parsed anew", fresh, 1 / 6)
        command = [sys.executable, "-c", _NEW_PROCESS, str(folder), JUDGED_AT.isoformat(), str(cache)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run(command, check=True)
        took = (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before) * 1000
        yield line("lists ready in a new process", took, "parsed anew", fresh, 1 / 6)


def _lists(work: Path, folder: Path) -> int:
    """The sandbox's list with its services many times over. Its signature does not hold: what is measured is reading, parsing and hashing all of it."""
    authority = Authority.at(work / "sandbox")
    folder.mkdir()
    national = etree.fromstring((authority.mirror / "xs.xml").read_bytes())
    services = national.find(f".//{_T}TSPServices")
    assert services is not None
    first = services[0]
    for _ in range(SIZE_BYTES // len(etree.tostring(first))):
        services.append(copy.deepcopy(first))
    content = etree.tostring(national)
    lotl = (authority.mirror / "lotl.xml").read_bytes()
    index = json.loads((authority.mirror / "index.json").read_bytes())
    (folder / "lotl.xml").write_bytes(lotl)
    (folder / "anchor.pem").write_bytes(authority.anchor)
    location = next(key for key, file in index["locations"].items() if file == "xs.xml")
    (folder / "xs.xml").write_bytes(content)
    (folder / "index.json").write_text(json.dumps({"lotl": "lotl.xml", "locations": {location: "xs.xml"}}))
    return len(content)
