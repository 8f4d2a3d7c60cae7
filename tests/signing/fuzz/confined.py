"""`python -m tests.signing.fuzz.confined DIRECTORY [--first N]`: the worst inputs of a run through the real limited child, judged by the run's own lists.

Leaves `confined.json` in the directory; exit 1 if a child crashed, took ten seconds, or more than 512 MB. A process of its own: the child is forked from
one that has a single thread, and its peak is that of the children alone.
"""

import argparse
import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from service.confinement import Completed, Crashed, run_confined
from service.signatures.confined import judge_file, warm_up
from tests.signing.builders import JUDGED_AT

SLOWEST_S = 10
MOST_MB = 512


def main() -> int:
    options = _options()
    mirror = options.directory / "sandbox" / "trusted-lists"
    parameters: dict[str, Any] = {
        "at": JUDGED_AT.isoformat(),
        "lists": str(mirror),
        "anchor": str(mirror / "anchor.pem"),
        "cache": str(options.directory / "cache"),
        "signers": None,
        "finished": False,
        "crls": 0,
        "all_needs": False,
        "needs_first": False,
        "seal_anchors": [],
    }
    warm_up((), parameters)
    outcomes: Counter[str] = Counter()
    slowest, crashed = (0.0, ""), []
    for file in sorted(options.directory.glob("worst-*.pdf"))[: options.first]:
        started = time.monotonic()
        outcome = run_confined(judge_file, (file.read_bytes(),), parameters)
        slowest = max(slowest, (time.monotonic() - started, file.name))
        outcomes[str(outcome.result["overall"]) if isinstance(outcome, Completed) else type(outcome).__name__] += 1
        if isinstance(outcome, Crashed):
            crashed.append(f"{file.name}: {outcome.how}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    found = {
        "files": outcomes.total(),
        "outcomes": dict(outcomes),
        "slowest_s": round(slowest[0], 2),
        "slowest": slowest[1],
        "peak_mb": peak,
        "crashed": crashed,
    }
    (options.directory / "confined.json").write_text(json.dumps(found, indent=1))
    sys.stdout.write(json.dumps(found) + "\n")
    return int(bool(crashed) or slowest[0] > SLOWEST_S or peak > MOST_MB or not outcomes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--first", type=int, default=200)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
