"""One installation for each test process; a demo run of each example in it, made when first asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.installation import Installation

Demo = Callable[[dict[str, Any]], Path]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    home = tmp_path_factory.mktemp("installation") / "home"
    home.parent.chmod(0o711)
    return Installation(home)


@pytest.fixture(scope="session")
def demo(installation: Installation) -> Demo:
    """Run the demo on a record once; gives the folder of its artefacts."""
    done: dict[str, Path] = {}

    def run(record: dict[str, Any]) -> Path:
        key = record["reseller"]["customer_no"]
        if key not in done:
            folder = installation.home.parent / f"demo-{key}"
            file = installation.home.parent / f"{key}.json"
            file.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
            installation.succeed("demo", "--input", str(file), "--out", str(folder))
            done[key] = folder
        return done[key]

    return run
