"""`python -m tests.service.signatures.in_the_child HOME FILE…`: judge files in the limited child, and say what each took, one JSON line a file.

A process of its own, because the child is forked from one that has a single thread; its peak is that of the child alone.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from service.confinement import Completed, run_confined
from service.signatures.confined import judge_file, warm_up
from tests.signing.builders import JUDGED_AT


def main(home: Path, files: list[Path]) -> None:
    mirror = home / "sandbox" / "trusted-lists"
    parameters: dict[str, Any] = {
        "at": JUDGED_AT.isoformat(),
        "lists": str(mirror),
        "anchor": str(mirror / "anchor.pem"),
        "cache": str(home / "cache"),
        "signers": None,
        "finished": False,
        "crls": 0,
        "all_needs": False,
        "needs_first": False,
        "seal_anchors": [],
    }
    warm_up((), parameters)
    for file in files:
        started = time.monotonic()
        outcome = run_confined(judge_file, (file.read_bytes(),), parameters)
        verdict = outcome.result if isinstance(outcome, Completed) else {}
        said = {
            "file": file.name,
            "outcome": type(outcome).__name__,
            "overall": verdict.get("overall"),
            "codes": sorted({code for code, _, _ in verdict.get("reasons", [])}),
            "seconds": round(time.monotonic() - started, 2),
            "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        }
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
