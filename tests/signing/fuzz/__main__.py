"""`python -m tests.signing.fuzz DIRECTORY --runs N --seed S`: coverage-guided in this process where atheris is, else by the same mutations blindly.

Leaves `figures.json`, the worst 200 inputs and the lists they are judged by in the directory (`confined` puts them through the real child); exit 1 and the
input as `broken.pdf` if a verdict must not be.
"""

import argparse
import importlib
import os
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

INSTRUMENTED = ["signing.validation", "pyhanko.pdf_utils.xref"]
BYTE_BY_BYTE = [
    "pyhanko.pdf_utils.generic",
    "pyhanko.pdf_utils.misc",
    "pyhanko.pdf_utils.reader",
    "pyhanko.pdf_utils.crypt",
    "pyhanko.pdf_utils.metadata",
]
LONGEST = 96_000
SLOWEST_S = 120
"""The fuzzer's own clock is the wall's; the target counts what the processor took."""


def main() -> int:
    options = _options()
    options.directory.mkdir(parents=True, exist_ok=True)
    guide = None if options.blind else _guide()
    if guide is None:
        return _blindly(options, _loaded())
    with guide.instrument_imports(include=INSTRUMENTED, exclude=BYTE_BY_BYTE):
        run = _loaded()
    return _guided(options, guide, run)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--blind", action="store_true")
    return parser.parse_args()


def _guide() -> ModuleType | None:
    """atheris has wheels for Python 3.11 on Linux only."""
    try:
        return importlib.import_module("atheris")
    except ImportError:
        return None


def _loaded() -> Any:
    """The class `Run`, imported under instrumentation, and so not at the top of this module."""
    return importlib.import_module("tests.signing.fuzz.run").Run


def _blindly(options: argparse.Namespace, kind: Any) -> int:
    run = kind(options.directory, options.seed, options.runs)
    chance = random.Random(options.seed)
    for seed in run.seeds:
        run.one(seed)
    while run.record.inputs < options.runs:
        run.one(run.mutate(chance.choice(run.seeds), LONGEST, chance.randrange(2**32)))
    return 0


def _guided(options: argparse.Namespace, guide: ModuleType, kind: Any) -> int:
    run = kind(options.directory, options.seed, options.runs)
    corpus = options.directory / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(run.seeds):
        (corpus / f"seed-{number:03}").write_bytes(seed)

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        return run.mutate(data, longest, seed) if seed % 16 else bytes(guide.Mutate(data, longest))

    arguments = [
        f"-runs={options.runs}",
        f"-seed={options.seed}",
        f"-max_len={LONGEST}",
        f"-timeout={SLOWEST_S}",
        "-rss_limit_mb=2048",
        "-verbosity=0",
        f"-artifact_prefix={options.directory}{os.sep}",
    ]
    guide.Setup([sys.argv[0], *arguments, str(corpus)], run.one, custom_mutator=mutate)
    guide.Fuzz()
    return 0


if __name__ == "__main__":
    sys.stdout.flush()
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
