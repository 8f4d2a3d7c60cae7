"""Verify an evidence package with nothing but Python: `python3 verify.py` in the unpacked bag. This file travels in every package."""

import hashlib
import pathlib
import sys


def main() -> int:
    """0: every file is as it was packed; 1: something differs, is missing or was added."""
    bag = pathlib.Path(__file__).resolve().parent.parent
    wrong = []
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (bag / manifest).read_text("utf-8").splitlines():
            digest, _, name = line.partition("  ")
            path = bag / name
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                wrong.append(name)
    listed = {line.partition("  ")[2] for line in (bag / "manifest-sha256.txt").read_text("utf-8").splitlines()}
    there = {path.relative_to(bag).as_posix() for path in (bag / "data").rglob("*") if path.is_file()}
    wrong += sorted(there - listed)
    sys.stdout.write("".join(f"CHANGED  {name}\n" for name in wrong) or f"OK  {len(listed)} files are unchanged\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
