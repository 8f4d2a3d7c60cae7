"""The three commands of the sandbox program. Each is a module loaded by name when asked for: signing needs pyHanko, serving Starlette, neither the other."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from signing.sandbox.errors import SandboxError

_WRONG_USAGE, _REFUSED = 64, 65
_COMMANDS = ("serve", "prepare", "sign")


class _Parser(argparse.ArgumentParser):
    """argparse ends with 2, which here means something else."""

    def error(self, message: str) -> None:  # type: ignore[override]  # it does not return either
        self.print_usage(sys.stderr)
        self.exit(_WRONG_USAGE, f"{self.prog}: {message}\n")


def main(arguments: list[str]) -> int:
    """Run one command; without its name, `serve`. Returns the exit status."""
    name = arguments[0] if arguments and arguments[0] in _COMMANDS else "serve"
    module = importlib.import_module(f"signing.sandbox.command_{name}")
    parser = _Parser(prog=f"signing.sandbox {name}", description=module.__doc__)
    parser.add_argument("--directory", type=Path, required=True, help="where keys, lists and register of this installation lie")
    module.add_arguments(parser)
    parsed = parser.parse_args(arguments[1:] if arguments[:1] == [name] else arguments)
    try:
        return int(module.run(parsed))
    except SandboxError as refused:
        sys.stderr.write(f"{refused}\n")
        return _REFUSED
