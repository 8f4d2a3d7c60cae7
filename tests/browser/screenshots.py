"""`python -m tests.browser.screenshots DIR`: every page in every state of the stories, at 390 and 1280 px, light and dark."""

import os
import sys
from pathlib import Path

import pytest


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python -m tests.browser.screenshots DIR", file=sys.stderr)  # noqa: T201 - a command
        return 64
    folder = Path(sys.argv[1]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["VOLLMACHT_TESTS_SCREENSHOTS"] = str(folder)
    failed = pytest.main([str(Path(__file__).parent), "-q", "-m", "browser", "-n", "2", "--dist", "worksteal"])
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")  # noqa: T201
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
