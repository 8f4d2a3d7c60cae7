"""Every document of every example, written once by the program; and the demo's signed files."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from forms.documents import document_names
from tests.acceptance.conftest import demo, installation
from tests.acceptance.installation import Installation
from tests.acceptance.records import EXAMPLES, example

__all__ = ["demo", "installation"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files, named "EXAMPLE/DOCUMENT.pdf"."""

    files: tuple[Path, ...]


@pytest.fixture(scope="session")
def rendered(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp("rendered")
    files = []
    for name in sorted(path.stem for path in EXAMPLES.glob("*.json")):
        record = folder / f"{name}.json"
        record.write_text(json.dumps(example(name), ensure_ascii=False), "utf-8")
        installation.succeed("render", str(record), "--all", str(folder / name), "--sample")
        files += sorted((folder / name).glob("*.pdf"))
    assert {file.stem for file in files} == set(document_names())
    return Rendered(tuple(files))
