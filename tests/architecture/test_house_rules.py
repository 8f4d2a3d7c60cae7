"""The rules of the house that no linter knows."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("forms", "signing", "storage", "service")
VAGUE_NAMES = {"utils", "helpers", "common", "core", "manager", "data", "info", "handle", "process"}
HEAVY = ("fastapi", "sqlalchemy", "boto3", "reportlab", "pyhanko", "pydantic", "procrastinate", "pikepdf")


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def test_no_module_is_longer_than_450_lines() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in modules() if (lines := len(path.read_text().splitlines())) > 450}

    assert not long


def test_no_module_has_a_vague_name() -> None:
    vague = [str(path.relative_to(ROOT)) for path in modules() if path.stem in VAGUE_NAMES or path.parent.name in VAGUE_NAMES]

    assert not vague


def test_every_decision_has_a_number_of_its_own_and_says_it() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    said = [(path.name[:4], path.read_text().partition(".")[0]) for path in decisions]

    assert said == [(f"{number:04}", f"# {number}") for number in range(1, len(decisions) + 1)]


def test_only_settings_reads_the_environment() -> None:
    allowed = {ROOT / "service" / "settings.py"}
    readers = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path not in allowed
        and any(
            isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and isinstance(node.value, ast.Name)
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]

    assert not readers


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert not silent


def test_no_function_imports_inside_itself() -> None:
    def inside(path: Path) -> bool:
        functions = [
            node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        return any(isinstance(inner, ast.Import | ast.ImportFrom) for function in functions for inner in ast.walk(function))

    assert not [str(path.relative_to(ROOT)) for path in modules() if inside(path)]


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    program = (
        "import sys; from service.cli import main\n"
        "try: main.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    assert ran.stderr.strip().splitlines()[-1] == "[]"


def test_verify_loads_neither_web_nor_database_nor_reportlab() -> None:
    program = (
        "import sys, service.cli.verify\n"
        "print([name for name in ('fastapi', 'sqlalchemy', 'alembic', 'reportlab', 'boto3', 'structlog') if name in sys.modules])"
    )

    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)

    assert ran.stdout.strip() == "[]"
