"""A short run of the fuzzer, always the same length; the long one is recorded in docs/verdict.md."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUNS = 1500


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_input_breaks_a_verdict(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.signing.fuzz", str(tmp_path), "--runs", str(RUNS), "--seed", "20261126"],
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        cwd=tmp_path,
    )

    broken = tmp_path / "broken.txt"
    assert done.returncode == 0, broken.read_text() if broken.exists() else done.stderr[-2000:]
    assert json.loads((tmp_path / "figures.json").read_text())["inputs"] >= RUNS
