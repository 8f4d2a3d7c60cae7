"""A short run of the fuzzer, always the same length, and its worst inputs through the real child; the long one is recorded in docs/verdict.md."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUNS = 1000
WORST = 20
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def program(name: str, directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", name, str(directory), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": "/usr/bin:/bin", "HOME": str(directory)},
        cwd=directory,
    )


def test_no_input_breaks_a_verdict_nor_the_child_it_is_made_in(tmp_path: Path) -> None:
    done = program("tests.signing.fuzz", tmp_path, "--runs", str(RUNS), "--seed", "20261126")

    broken = tmp_path / "broken.txt"
    assert done.returncode == 0, broken.read_text() if broken.exists() else done.stderr[-2000:]
    assert json.loads((tmp_path / "figures.json").read_text())["inputs"] >= RUNS
    confined = program("tests.signing.fuzz.confined", tmp_path, "--first", str(WORST))
    assert confined.returncode == 0, confined.stdout + confined.stderr[-2000:]
    assert json.loads((tmp_path / "confined.json").read_text())["files"] == WORST
