"""Signing and judging as ratios, all in one run: `python -m benchmarks.signing`. A line each, with the bound it should keep."""

from benchmarks.signing import completion, lists, memory, seal, validation

__all__ = ["run"]


def run() -> str:
    return "\n".join(line for part in (seal, validation, completion, lists, memory) for line in part.lines())
