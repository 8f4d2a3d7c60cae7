"""`python -m tests.signing.attacks.shown DIRECTORY [--every N --start K]`: show a written corpus, or one file in N, to `vollmacht verify` and to pdfsig.

Leaves `shown-K-of-N.json` in the directory, one entry a file; exit 1 if a file is not answered as docs and product say: an exit status of 0 to 3 that fits the JSON,
nothing of Python on standard error, within ten seconds, no attack accepted, and nothing accepted whose signatures pdfsig calls invalid or changed.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SLOWEST_S = 10
_STATUS = {"VALID": 0, "INVALID": 1, "INDETERMINATE": 2, "UNREADABLE": 3}
_SIGNATURE = re.compile(r"Signature Validation: (.+)")
_UNKNOWN_TO_PDFSIG = ("ed25519", "ed448", "plain-ecdsa", "brainpool")
"""What its NSS does not verify."""
_NO_OBJECTION = frozenset({"Signature is Valid.", "Signature has not yet been verified."})
"""The latter it says of document timestamps, which it does not judge."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One file's answers.

    Attributes:
        processor_s: of `verify` and its child; waiting does not count.
        pdfsig: what it says of each signature; empty without it.
    """

    file: str
    status: int
    verdict: str
    codes: list[str]
    processor_s: float
    pdfsig: list[str]
    faults: list[str]


def show(directory: Path, home: Path, *, every: int = 1, start: int = 0) -> list[Shown]:
    """The files of `expected.json`, in its order; from the one at `start` one in so many."""
    expected = json.loads((directory / "expected.json").read_bytes())
    files = list(expected["files"].items())[start::every]
    return [_shown(directory / name, said, expected["at"], home) for name, said in files]


def _shown(file: Path, said: dict[str, Any], at: str, home: Path) -> Shown:
    lists = file.parent / said["lists"]
    anchor = lists / "anchor.pem"
    program = Path(sys.executable).parent / "vollmacht"
    arguments = [program, "verify", file, "--json", "--offline", "--lists", lists, "--lists-anchor", anchor, "--at", at]
    before = os.times()

    done = subprocess.run(
        arguments,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"VOLLMACHT_HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    after = os.times()
    processor_s = after.children_user + after.children_system - before.children_user - before.children_system
    try:
        verdict = json.loads(done.stdout)
    except ValueError:
        verdict = {}
    pdfsig = _pdfsig(file)
    faults = list(_faults(file, said, done, verdict, pdfsig))
    if processor_s > SLOWEST_S:
        faults.append(f"{processor_s:.1f} s")
    codes = sorted({reason["code"] for reason in verdict.get("reasons", ())})
    return Shown(file.name, done.returncode, verdict.get("verdict", ""), codes, round(processor_s, 2), pdfsig, faults)


def _pdfsig(file: Path) -> list[str]:
    program = shutil.which("pdfsig")
    if program is None:
        return []
    said = subprocess.run(
        [program, "-nocert", str(file)], capture_output=True, text=True, check=False, errors="replace", timeout=60
    )
    return _SIGNATURE.findall(said.stdout)


def _faults(
    file: Path, said: dict[str, Any], done: "subprocess.CompletedProcess[str]", verdict: dict[str, Any], pdfsig: list[str]
) -> Any:
    if "Traceback" in done.stderr or "Error" in done.stderr:
        yield f"standard error: {done.stderr[-300:]}"
    if _STATUS.get(verdict.get("verdict", "")) != done.returncode:
        yield f"status {done.returncode} of {verdict.get('verdict') or done.stdout[:100]}"
        return
    expected = said["foreign"]
    if file.name.startswith("attack-") and expected is not None and not said["own_lists"] and done.returncode == 0:
        yield "an attack was accepted"
    if expected is not None and not said["fetched"] and not said["own_lists"]:
        found = [done.returncode, *sorted({reason["code"] for reason in verdict["reasons"]})]
        if found != expected:
            yield f"{found}, expected {expected}"
    known = not any(word in file.name for word in _UNKNOWN_TO_PDFSIG)
    if done.returncode == 0 and known and not _NO_OBJECTION.issuperset(pdfsig):
        yield f"accepted, and pdfsig says {pdfsig}"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--start", type=int, default=0)
    options = parser.parse_args()
    shown = show(options.directory, options.directory / "home", every=options.every, start=options.start)
    written = options.directory / f"shown-{options.start}-of-{options.every}.json"
    written.write_text(json.dumps([asdict(one) for one in shown], indent=1, ensure_ascii=False))
    faulty = [one for one in shown if one.faults]
    summary = {
        "files": len(shown),
        "verdicts": dict(Counter(one.verdict for one in shown)),
        "slowest_processor_s": max((one.processor_s for one in shown), default=0),
        "attacks_valid_for_pdfsig": sum(_all_valid(one) for one in shown if one.file.startswith("attack-")),
        "faulty": [asdict(one) for one in faulty],
    }
    sys.stdout.write(json.dumps(summary, indent=1, ensure_ascii=False) + "\n")
    return int(bool(faulty))


def _all_valid(one: Shown) -> bool:
    return bool(one.pdfsig) and all(answer == "Signature is Valid." for answer in one.pdfsig)


if __name__ == "__main__":
    sys.exit(main())
