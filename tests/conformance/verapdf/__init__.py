"""veraPDF, the reference validator of PDF/A and PDF/UA, as a judge of the tests.

Its libraries come from Maven Central once, into `.cache` of the environment; nothing is written beside the sources.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FLAVOURS = ("3a", "ua1")
# The judge's source is compiled when it starts, so a Java without compiler is not enough.
_PACKAGES = {"java": "default-jdk-headless", "javac": "default-jdk-headless", "mvn": "maven"}
_JAVA = ("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")


@dataclass(frozen=True, slots=True)
class Judgement:
    """`failed`: clause, test and words of each rule the file breaks."""

    file: str
    flavour: str
    checks: int
    failed: tuple[str, ...]


def judged(files: Iterable[Path]) -> list[Judgement]:
    """Each file against PDF/A-3a and PDF/UA-1, all in one process; skips the test, or fails it, where Java is missing."""
    names = [str(file) for file in files]
    _program("javac")
    libraries = _libraries()
    command = [_program("java"), *_JAVA, "-cp", f"{libraries}/*", str(HERE / "Judge.java"), ",".join(FLAVOURS), *names]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    judgements = [_judgement(line) for line in ran.stdout.splitlines()]
    assert len(judgements) == len(names) * len(FLAVOURS), ran.stdout + ran.stderr
    return judgements


def _judgement(line: str) -> Judgement:
    file, flavour, checks, *failed = line.split("\t")
    return Judgement(file, flavour, int(checks), tuple(failed))


def _libraries() -> Path:
    """The folder of veraPDF's libraries, fetched by whoever comes first."""
    project = HERE / "pom.xml"
    folder = Path(sys.prefix) / ".cache" / f"verapdf-{sha256(project.read_bytes()).hexdigest()[:12]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            fetched = folder.with_suffix(".part")
            command = [_program("mvn"), "-q", "-B", "-f", str(project), f"-DoutputDirectory={fetched}"]
            goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
            ran = subprocess.run([*command, goal], capture_output=True, text=True, check=False)
            assert ran.returncode == 0, ran.stdout + ran.stderr
            fetched.rename(folder)
    return folder


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        missing = f"{name} is not installed (Debian package {_PACKAGES[name]})"
        if os.environ.get("VOLLMACHT_TESTS_SKIP_NOTHING"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found
