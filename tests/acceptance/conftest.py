"""One installation for each test process; a demo run of each example in it, made when first asked for."""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
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


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("ground")
    folder.chmod(0o711)
    return Installation(folder / "home")


@pytest.fixture
def own_database(postgresql_url: str) -> Iterator[str]:
    """An empty database of an operator who is no superuser; an administrator made the role, as the manual says."""
    name, password = f"operator_{secrets.token_hex(4)}", secrets.token_hex(8)
    with psycopg.connect(postgresql_url, autocommit=True) as administrator:
        administrator.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        administrator.execute(f"GRANT vollmacht_app TO {name}")
        administrator.execute(f"CREATE DATABASE {name} OWNER {name}")
        place = postgresql_url.rsplit("@", 1)[1].rsplit("/", 1)[0]
        yield f"postgresql://{name}:{password}@{place}/{name}"
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
        administrator.execute(f"DROP ROLE {name}")
